import type { TrainingHost, TrainingState } from "../../src/protocol/trainingPanel";
import { startPage } from "../lib/rpc";
import { trainingPanel } from "./panel";
import "uplot/dist/uPlot.min.css";
import "./training.css";

startPage<TrainingHost, TrainingState>(trainingPanel);
