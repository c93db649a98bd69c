/**
 * The engine as a child process: answers its parent over the IPC channel and ends with it. stdout and stderr are the log.
 */
import { ENGINE_CALLS, type EngineApi } from "../../protocol/engine";
import { parentPort } from "../../protocol/transport/node";
import { Connection } from "../../protocol/transport/rpc";
import { EngineService } from "./service";

if (process.send) {
  process.on("disconnect", () => process.exit(0));
  new Connection(parentPort()).serve<EngineApi>(new EngineService(), ENGINE_CALLS);
} else {
  process.stderr.write("This is Homotopy's engine: the extension starts it. For the command line, run dist/cli.js.\n");
  process.exitCode = 2;
}
