/**
 * How many processes share a batch. The compiled step and Adam on two cores, batch 32, 20 tokens, vocabulary 8000,
 * embedding 256, milliseconds (median / least of 40, interleaved; the spread from run to run is a tenth):
 *
 *                            hidden 256   hidden 512
 *   1 process  × 1 thread     150 / 145    249 / 240
 *   1 process  × 2 threads     92 / 82     148 / 135
 *   2 processes × 1 thread    104 / 94     171 / 157
 *
 * (With other programs busy on both cores the order turns: 243 against 204, and 428 against 357.) Half a batch takes 55 % of
 * the time of a whole one, and handing weights and gradients over takes 18 and 30 ms. So a session gets its threads first,
 * and only the cores beyond what its products can use go to further processes.
 */

/** Threads that one session's products keep busy at the sizes of a sentence VAE. */
const THREADS_A_SESSION = 8;
/** Sentences below which a shard costs more to hand over than it saves. */
const SMALLEST_SHARD = 8;
/** Weights below which a step is over before a shard has been handed over. */
const SMALLEST_NETWORK = 500_000;

export interface ProcessPlan {
  readonly processes: number;
  /** Threads of each. */
  readonly threads: number;
}

/** `cores`: what the run may use, at least 1. */
export function chooseProcesses(cores: number, parameters: number, batch: number): ProcessPlan {
  const useful = parameters < SMALLEST_NETWORK ? 1 : Math.max(1, Math.floor(batch / SMALLEST_SHARD));
  const processes = Math.min(useful, Math.ceil(cores / THREADS_A_SESSION));
  return { processes, threads: Math.min(Math.floor(cores / processes), THREADS_A_SESSION) };
}
