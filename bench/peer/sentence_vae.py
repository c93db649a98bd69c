"""A sentence VAE as public PyTorch implementations of Bowman et al. 2015 have it, for bench/peer.ts: LSTM encoder and decoder,
z as the decoder's first state and beside every input, word dropout, logistic annealing of the KL weight. Trains for a time, then
measures and decodes held-out sentences and decodes draws from N(0, I)."""
import json
import math
import random
import sys
import time

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

with open(sys.argv[1], encoding="utf8") as file:
    S = json.load(file)
PAD, UNK, BOS, EOS = (S[key] for key in ("pad", "unk", "bos", "eos"))
V, E, H, L = (S[key] for key in ("vocabulary", "embedding", "hidden", "latent"))
torch.set_num_threads(S["threads"])
torch.manual_seed(S["seed"])
random.seed(S["seed"])


class SentenceVae(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(V, E, padding_idx=PAD)
        self.encoder = nn.LSTM(E, H, batch_first=True)
        self.posterior = nn.Linear(H, 2 * L)
        self.initial = nn.Linear(L, 2 * H)
        self.decoder = nn.LSTM(E + L, H, batch_first=True)
        self.projection = nn.Linear(H, E)
        self.bias = nn.Parameter(torch.zeros(V))

    def encode(self, tokens, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(tokens), lengths, batch_first=True, enforce_sorted=False)
        _, (h, _) = self.encoder(packed)
        return self.posterior(h[0]).chunk(2, 1)

    def start(self, z):
        return tuple(part.unsqueeze(0).contiguous() for part in torch.tanh(self.initial(z)).chunk(2, 1))

    def logits(self, inputs, z, state):
        latents = z.unsqueeze(1).expand(-1, inputs.shape[1], -1)
        states, state = self.decoder(torch.cat([self.embedding(inputs), latents], 2), state)
        return nn.functional.linear(self.projection(states), self.embedding.weight, self.bias), state

    def terms(self, sentences, keep):
        """Reconstruction and KL by dimension of each sentence, one draw of z."""
        ids = [torch.tensor(sentence + [EOS]) for sentence in sentences]
        targets = pad_sequence(ids, batch_first=True, padding_value=PAD)
        lengths = torch.tensor([len(sentence) for sentence in ids])
        mean, log_variance = self.encode(targets, lengths)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        inputs = torch.cat([torch.full((len(ids), 1), BOS), targets[:, :-1]], 1)
        if keep < 1:
            dropped = (torch.rand(inputs.shape) > keep) & (inputs != BOS) & (inputs != PAD)
            inputs = inputs.masked_fill(dropped, UNK)
        logits, _ = self.logits(inputs, z, self.start(z))
        each = nn.functional.cross_entropy(logits.transpose(1, 2), targets, ignore_index=PAD, reduction="none")
        kl = 0.5 * (mean * mean + log_variance.exp() - 1 - log_variance)
        return each.sum(1), kl, mean

    def greedy(self, z):
        state, last = self.start(z), torch.full((len(z), 1), BOS)
        written = []
        for _ in range(S["maxTokens"]):
            logits, state = self.logits(last, z, state)
            logits[:, :, [PAD, UNK, BOS]] = -math.inf
            last = logits.argmax(2)
            written.append(last)
        rows = torch.cat(written, 1).tolist()
        return [row[: row.index(EOS)] if EOS in row else row for row in rows]


def batches(sentences):
    """Of like lengths, in random order."""
    order = sorted(range(len(sentences)), key=lambda index: (len(sentences[index]), random.random()))
    groups = [order[start : start + S["batch"]] for start in range(0, len(order), S["batch"])]
    random.shuffle(groups)
    return ([sentences[index] for index in group] for group in groups)


def train(model, sentences):
    adam = torch.optim.Adam(model.parameters(), S["learningRate"])
    began, step, seen = time.perf_counter(), 0, 0
    limit = 60 * S["minutes"]
    while True:
        for batch in batches(sentences):
            elapsed = time.perf_counter() - began
            if elapsed >= limit:
                return {"steps": step, "tokens": seen, "minutes": elapsed / 60}
            weight = S["klWeight"] / (1 + math.exp(-S["annealSteepness"] * (step - S["annealMiddle"])))
            adam.zero_grad(set_to_none=True)
            reconstruction, kl, _ = model.terms(batch, S["keep"])
            loss = (reconstruction.sum() + weight * kl.clamp(min=S["freeBits"]).sum()) / len(batch)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), S["clip"])
            adam.step()
            step += 1
            seen += sum(len(sentence) + 1 for sentence in batch)


def measure(model, sentences):
    reconstruction, kl, means, decoded = 0.0, 0.0, [], []
    for start in range(0, len(sentences), 64):
        batch = sentences[start : start + 64]
        each, divergence, mean = model.terms(batch, 1)
        reconstruction, kl = reconstruction + each.sum().item(), kl + divergence.sum().item()
        means.append(mean)
        decoded += model.greedy(mean)
    active = (torch.cat(means).var(0) > 0.01).sum().item()
    count = len(sentences)
    return {"reconstruction": reconstruction / count, "kl": kl / count, "activeUnits": active, "decoded": decoded}


model = SentenceVae()
training = train(model, S["train"])
model.eval()
with torch.no_grad():
    held_out = measure(model, S["heldOut"])
    samples = model.greedy(torch.randn(S["samples"], L))
print(json.dumps({"title": f"PyTorch {torch.__version__}", **training, **held_out, "samples": samples}))
