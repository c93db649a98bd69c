import type { Browser } from "playwright-core";
import type { Host } from "./install.mjs";

export function openBrowser(host: Host): Promise<Browser>;
