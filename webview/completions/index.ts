import type { CompletionsHost, CompletionsState } from "../../src/protocol/panels";
import { startPage } from "../lib/rpc";
import { completionsPanel } from "./panel";
import "./completions.css";

startPage<CompletionsHost, CompletionsState>(completionsPanel);
