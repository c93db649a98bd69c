import type { HomotopyHost, HomotopyState } from "../../src/protocol/panels";
import { startPage } from "../lib/rpc";
import { homotopyPanel } from "./panel";
import "./homotopy.css";

startPage<HomotopyHost, HomotopyState>(homotopyPanel);
