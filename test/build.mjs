/** Runs before the tests: those of the command line start the built programs. */
import { build, isBuilt } from "../scripts/setup.mjs";

export function setup() {
  if (!isBuilt()) build({ fatal: false });
}
