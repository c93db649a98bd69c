/** The trainer's process: it trains, with the engine to show after each epoch what the model says, or it plans. */
import { servePlan } from "../trainer/plan/serve";
import { trainerProcess } from "../trainer/process/main";
import { preview } from "./preview";

const args = process.argv.slice(2);
const work = args[0] === "plan" ? servePlan(args[1] ?? "") : trainerProcess(args, preview);
// Idle threads of the runtimes would keep the process waiting.
void work.then((code) => process.exit(code));
