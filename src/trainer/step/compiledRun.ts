/**
 * Runs a session whose outputs go into tensors that the caller owns, without the copies that onnxruntime-node makes.
 *
 * ONNX Runtime writes each output into the caller's tensor; then the binding copies every one of them again, into a new
 * array for the object it returns: half a millisecond a megabyte, 25 ms a step at hidden 512, and as much garbage. It goes
 * through the outputs in order and stops with an error at the first that JavaScript cannot hold. So the graph's first
 * output is a sequence, and that error is how a run ends well.
 */
import type { InferenceSession } from "onnxruntime-node";
import { messageOf } from "../../core/errors";
import type { Feeds } from "./compiledFeeds";
import { UNREADABLE } from "./compiledGraph";

/** What the binding says of a sequence, once the run itself is over. */
const REFUSAL = "Non tensor type is temporarily not supported";

export async function runInto(session: InferenceSession, feeds: Feeds, targets: Feeds): Promise<void> {
  try {
    await session.run(feeds, { [UNREADABLE]: null, ...targets });
  } catch (error) {
    if (!messageOf(error).includes(REFUSAL)) throw error;
  }
}
