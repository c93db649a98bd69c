"""The PyTorch peer of bench/training.ts: the same network, batch and step with nn.LSTM, answering over its standard streams."""
import json
import resource
import sys
import time

import torch
from torch import nn

hidden, threads = int(sys.argv[1]), int(sys.argv[2])
setting = json.loads(sys.argv[3])
B, T, V, E, L = (setting[key] for key in ("batch", "time", "vocabulary", "embedding", "latent"))
torch.set_num_threads(threads)
torch.manual_seed(1)


class SentenceVae(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(V, E)
        self.encoder = nn.LSTM(E, hidden)
        self.posterior = nn.Linear(hidden, 2 * L)
        self.initial = nn.Linear(L, 2 * hidden)
        self.decoder = nn.LSTM(E + L, hidden)
        self.output = nn.Linear(hidden, V)
        self.dropout = nn.Dropout(setting["dropout"])

    def forward(self, encoder_tokens, decoder_tokens, targets, noise, kl_weight):
        _, (h, _) = self.encoder(self.dropout(self.embedding(encoder_tokens)))
        mean, log_variance = self.posterior(h[0]).chunk(2, 1)
        z = mean + torch.exp(0.5 * log_variance) * noise
        kl = 0.5 * (mean * mean + log_variance.exp() - 1 - log_variance).sum()
        h0, c0 = (part.unsqueeze(0).contiguous() for part in torch.tanh(self.initial(z)).chunk(2, 1))
        embedded = self.dropout(self.embedding(decoder_tokens))
        states, _ = self.decoder(torch.cat([embedded, z.expand(T, -1, -1)], 2), (h0, c0))
        logits = self.output(self.dropout(states)).view(-1, V)
        reconstruction = nn.functional.cross_entropy(logits, targets.view(-1), reduction="sum")
        return (reconstruction + kl_weight * kl) / B


model = SentenceVae()
adam = torch.optim.Adam(model.parameters(), setting["learningRate"])
tokens = [torch.randint(0, V, (T, B)) for _ in range(3)]
noise = torch.randn(B, L)


def step():
    adam.zero_grad(set_to_none=True)
    model(*tokens, noise, setting["klWeight"]).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), setting["clip"])
    adam.step()


def answer(message):
    print(json.dumps(message), flush=True)


answer({"ready": f"PyTorch {torch.__version__}"})
for line in sys.stdin:
    milliseconds = []
    for _ in range(int(line)):
        began = time.perf_counter()
        step()
        milliseconds.append(1e3 * (time.perf_counter() - began))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer({"milliseconds": milliseconds, "tokens": [B * T] * len(milliseconds), "megabytes": peak})
