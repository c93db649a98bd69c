/** Serves the panels with hosts that have no engine, under the content security policy and the styles of a real webview. */
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { bundlePages, PAGES } from "../../../scripts/build.mjs";
import { ROOT } from "../../../scripts/setup.mjs";

const OUTPUT = join(ROOT, "test/output/webview");
const HERE = join(ROOT, "test/webview/harness");
export const THEMES = JSON.parse(readFileSync(join(HERE, "themes.json"), "utf8"));
const TYPES = { js: "text/javascript", css: "text/css", ttf: "font/ttf", html: "text/html; charset=utf-8" };

/** Where Chromium is, if anywhere. */
export const CHROMIUM = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);

/** Starts on a free port; `url({ panel, theme, scenario })` is the address of a page. */
export async function serve() {
  await bundlePages({ ...PAGES, harness: "test/webview/harness/main.ts" }, OUTPUT);
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://localhost");
    const name = url.pathname.slice(1);
    const body =
      name === "page.html" ? page(url.searchParams) : name === "theme.css" ? theme(url.search.slice(1)) : asset(name);
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": TYPES[name.split(".").at(-1)] ?? "text/plain",
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const url = (query) => `${origin}/page.html?${new URLSearchParams(query)}`;
  return { url, close: () => server.close() };
}

function page(query) {
  const panel = query.get("panel") ?? "variants";
  const id = query.get("theme") ?? "dark";
  const policy =
    "default-src 'none'; script-src 'nonce-harness'; style-src 'self'; font-src 'self'; img-src 'self' data:";
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="theme.css?${id}">
    <link rel="stylesheet" href="panel.css">
    <link rel="stylesheet" href="${panel}.css">
  </head>
  <body class="${THEMES[id].class}" data-vscode-theme-kind="${THEMES[id].class}">
    <div id="app" data-panel="${panel}"></div>
    <script nonce="harness" src="harness.js"></script>
    <script nonce="harness" src="${panel}.js"></script>
  </body>
</html>`;
}

/** What VS Code gives every webview: the theme's colours and a few defaults. */
function theme(id) {
  const colours = Object.entries(THEMES[id].colours).map(([name, value]) => `${name}: ${value};`);
  return `:root {
    --vscode-font-family: "Segoe WPC", "Segoe UI", Inter, "Noto Sans", "Noto Color Emoji", sans-serif;
    --vscode-font-weight: normal;
    --vscode-font-size: 13px;
    ${colours.join("\n")}
  }
  html { background: var(--vscode-editor-background); scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  @layer vscode-default {
    body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground);
      font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size);
      margin: 0; padding: 0 20px; }
    a:focus, input:focus, select:focus, textarea:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
  }`;
}

function asset(name) {
  try {
    return readFileSync(join(OUTPUT, name.replaceAll("..", "")));
  } catch {
    return undefined;
  }
}
