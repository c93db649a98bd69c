import type { Command } from "commander";
import type { Terminal } from "../terminal";
import { completeCommand } from "./complete";
import { decodeCommand } from "./decode";
import { doctorCommand } from "./doctor";
import { encodeCommand } from "./encode";
import { evaluateCommand } from "./evaluate";
import { inspectCommand } from "./inspect";
import { interpolateCommand } from "./interpolate";
import { sampleCommand } from "./sample";
import { trainCommand } from "./train";
import { variantsCommand } from "./variants";

/** Every command, in the order of the help. */
export const COMMANDS: readonly ((terminal: Terminal) => Command)[] = [
  trainCommand,
  variantsCommand,
  interpolateCommand,
  completeCommand,
  sampleCommand,
  encodeCommand,
  decodeCommand,
  evaluateCommand,
  inspectCommand,
  doctorCommand,
];
