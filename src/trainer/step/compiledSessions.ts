/**
 * One ONNX Runtime session a bucket, made when a batch first needs it; the least recently used are let go beyond a bound.
 *
 * Memory: with ONNX Runtime's arena every session keeps what its largest run needed, 60 to 190 MB a bucket at hidden 512
 * and 1.5 GB over eight. Without it all sessions share the process's heap, 0.45 GB in all, and lose nothing in speed if
 * the heap keeps its pages between runs: see `allocator.ts`.
 */
import { InferenceSession } from "onnxruntime-node";
import { HomotopyError, messageOf } from "../../core/errors";
import type { TrainedNetwork } from "../trainedNetwork";
import type { Feeds } from "./compiledFeeds";
import { type Bucket, describeBucket, traceBucket } from "./compiledGraph";
import { runInto } from "./compiledRun";

export interface SessionSettings {
  /** Threads inside one operation. Default: ONNX Runtime's choice. */
  readonly threads?: number;
  /** ONNX Runtime's execution provider. Default: cpu. */
  readonly provider?: "cpu" | "webgpu" | "cuda" | "dml" | "coreml";
  /** Sessions kept at most. Default: 64. */
  readonly sessions?: number;
  /** Added to the session's options: profiling. */
  readonly options?: InferenceSession.SessionOptions;
}

/** A session is its graph, a few megabytes. */
const MOST_SESSIONS = 64;

/** The graphs are recorded in the form that is wanted; optimising them again takes longer than tracing and running them. */
const CPU_OPTIONS: InferenceSession.SessionOptions = {
  graphOptimizationLevel: "disabled",
  enableCpuMemArena: false,
  enableMemPattern: false,
};

/** In the runtime's own messages. */
const OUT_OF_MEMORY = /alloc|memory/i;

export class CompiledSessions {
  readonly description: string;
  /** In order of use, the latest last. */
  readonly #sessions = new Map<string, Promise<InferenceSession>>();

  constructor(
    private readonly config: TrainedNetwork,
    private readonly settings: SessionSettings,
    /** The model of a bucket. */
    private readonly record: (config: TrainedNetwork, bucket: Bucket) => Uint8Array = traceBucket,
  ) {
    const { provider = "cpu", threads } = settings;
    this.description =
      threads === undefined ? provider : `${provider}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
  }

  /** Runs a bucket's graph; its outputs are written into the given tensors. */
  async run(bucket: Bucket, feeds: Feeds, targets: Feeds): Promise<void> {
    const session = await this.#session(bucket);
    try {
      await runInto(session, feeds, targets);
    } catch (error) {
      throw this.#failure("could not be run", bucket, error);
    }
  }

  async dispose(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map(release));
  }

  async #session(bucket: Bucket): Promise<InferenceSession> {
    const key = describeBucket(bucket);
    const session = this.#sessions.get(key) ?? this.#create(bucket);
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    await this.#shrink();
    return session;
  }

  async #create(bucket: Bucket): Promise<InferenceSession> {
    const { threads, provider = "cpu", options } = this.settings;
    try {
      return await InferenceSession.create(this.record(this.config, bucket), {
        executionProviders: [provider],
        ...(provider === "cpu" ? CPU_OPTIONS : {}),
        // Failures come back as errors; the runtime need not print them too.
        logSeverityLevel: 4,
        ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
        ...options,
      });
    } catch (error) {
      this.#sessions.delete(describeBucket(bucket));
      throw this.#failure("could not be prepared", bucket, error);
    }
  }

  async #shrink(): Promise<void> {
    const most = this.settings.sessions ?? MOST_SESSIONS;
    for (const [key, session] of this.#sessions) {
      if (this.#sessions.size <= most) return;
      this.#sessions.delete(key);
      await release(session);
    }
  }

  #failure(what: string, bucket: Bucket, error: unknown): HomotopyError {
    if (error instanceof HomotopyError) return error;
    const message = messageOf(error);
    const { provider = "cpu" } = this.settings;
    const other = provider === "cpu" ? "--engine eager" : "--provider cpu";
    return new HomotopyError(
      "unavailable",
      `The compiled training step ${what}: ${message}`,
      describeBucket(bucket),
      OUT_OF_MEMORY.test(message)
        ? "use a smaller --batch or --max-tokens, or fewer --threads"
        : `train with ${other} and report this message`,
      { cause: error },
    );
  }
}

async function release(session: Promise<InferenceSession>): Promise<void> {
  await (await session).release();
}
