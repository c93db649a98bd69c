import type { Command } from "commander";
import type { Terminal } from "../terminal";
import { adversarialCommand } from "./adversarial";
import { completeCommand } from "./complete";
import { convertCommand } from "./convert";
import { decodeCommand } from "./decode";
import { doctorCommand } from "./doctor";
import { encodeCommand } from "./encode";
import { evaluateCommand } from "./evaluate";
import { fitPriorCommand } from "./fitPrior";
import { gradientsCommand } from "./gradients";
import { imputeCommand } from "./impute";
import { inspectCommand } from "./inspect";
import { interpolateCommand } from "./interpolate";
import { packCommand } from "./pack";
import { planCommand } from "./plan";
import { readCommand } from "./read";
import { runCommand } from "./run";
import { sampleCommand } from "./sample";
import { sharpenCommand } from "./sharpen";
import { trainCommand } from "./train";
import { unpackCommand } from "./unpack";
import { variantsCommand } from "./variants";

/** Every command, in the order of the help. */
export const COMMANDS: readonly ((terminal: Terminal) => Command)[] = [
  trainCommand,
  planCommand,
  runCommand,
  readCommand,
  variantsCommand,
  sharpenCommand,
  interpolateCommand,
  completeCommand,
  imputeCommand,
  sampleCommand,
  encodeCommand,
  decodeCommand,
  evaluateCommand,
  adversarialCommand,
  fitPriorCommand,
  gradientsCommand,
  inspectCommand,
  convertCommand,
  packCommand,
  unpackCommand,
  doctorCommand,
];
