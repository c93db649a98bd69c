/** What an extension host runs as its test program. */
import { runFiles } from "../mocha";

export async function run(): Promise<void> {
  const { failed } = await runFiles(__dirname);
  if (failed > 0) throw new Error(`${failed} failed`);
}
