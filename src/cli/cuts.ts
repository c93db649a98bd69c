import type { Terminal } from "./terminal";

const SHOWN_CHARACTERS = 60;

/** Tells of each text that was longer than the model allows, on stderr beside the result. */
export function warnOfCuts(
  terminal: Terminal,
  texts: readonly { readonly text: string; readonly truncated: boolean }[],
  maxTokens: number,
): void {
  for (const { text, truncated } of texts) {
    if (!truncated) continue;
    const end = text.length > SHOWN_CHARACTERS ? `…${text.slice(-SHOWN_CHARACTERS)}` : text;
    terminal.warn(`homotopy: a sentence is longer than the model's ${maxTokens} tokens and ends for it at "${end}"`);
  }
}
