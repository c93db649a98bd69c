/** ln p(x|z) of one sentence and its gradient by z, on the graph of `model/onnx/refinement.ts`. */
import type { Likelihood, LikelihoodAt } from "../core/latent/ascent";
import { decoderInputs } from "../model/decoderInputs";
import { refinementModel } from "../model/onnx/refinement";
import type { OpenModel } from "./openModel";
import type { Session, Tensor } from "./session";

/** Numbers of one of the [time · rows, vocabulary] tensors inside the graph: 16 MiB each, of which some three live at once. */
const MOST_SCORES = 1 << 22;

/**
 * The likelihood of a sentence, of which `tokens` are those without marks.
 * @throws HomotopyError "unavailable" for a decoder that is not our LSTM with a latent
 */
export async function likelihoodOf(
  model: OpenModel,
  tokens: readonly number[],
  mostScores = MOST_SCORES,
): Promise<LikelihoodAt> {
  const session = await model.derived.session(refinementModel);
  const written = model.inDecodingOrder(tokens);
  const sentence = {
    tokens: vector(decoderInputs(model.manifest, written)),
    targets: vector([...written, model.special.eos]),
  };
  const time = written.length + 1;
  const mostRows = Math.max(1, Math.floor(mostScores / (time * model.manifest.vocabulary.size)));
  return async (latents, rows) => {
    const logProbability = new Float32Array(rows);
    const gradient = new Float32Array(latents.length);
    for (let row = 0; row < rows; row += mostRows) {
      const end = Math.min(rows, row + mostRows);
      const some = latents.subarray(row * model.dimension, end * model.dimension);
      const found = await run(session, sentence, { data: some, shape: [end - row, model.dimension] });
      logProbability.set(found.logProbability, row);
      gradient.set(found.gradient, row * model.dimension);
    }
    return { logProbability, gradient };
  };
}

interface Sentence {
  readonly tokens: Tensor;
  readonly targets: Tensor;
}

async function run(session: Session, sentence: Sentence, latent: Tensor): Promise<Likelihood> {
  const outputs = await session.run({ ...sentence, latent }, ["log_probability", "gradient"]);
  return { logProbability: outputs.float32("log_probability").data, gradient: outputs.float32("gradient").data };
}

function vector(ids: ArrayLike<number>): Tensor<Int32Array> {
  return { data: Int32Array.from(ids), shape: [ids.length] };
}
