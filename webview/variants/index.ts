import type { VariantsHost, VariantsState } from "../../src/protocol/panels";
import { startPage } from "../lib/rpc";
import { variantsPanel } from "./panel";
import "./variants.css";

startPage<VariantsHost, VariantsState>(variantsPanel);
