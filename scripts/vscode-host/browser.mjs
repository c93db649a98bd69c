/** Chromium as the tests use it: no sandbox (there is none in containers), no GPU, no traffic of its own. */
import { chromium } from "playwright-core";

const QUIET = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update"],
];

export function openBrowser(host) {
  return chromium.launch({ executablePath: host.browser, headless: true, args: QUIET });
}
