/** Where the command line writes: results on stdout, warnings on stderr, progress on stderr if a person watches. */
export interface Terminal {
  /** A piece of the result, with a line end. */
  print(text: string): void;
  /** One line for the person, beside the result. */
  warn(line: string): void;
  /** A line that the next one replaces; nothing unless stderr is a terminal. */
  progress(line: string): void;
}

const CLEAR_LINE = "\r\u001b[K";

export function processTerminal(): Terminal {
  let showing = false;

  function clear(): void {
    if (showing) process.stderr.write(CLEAR_LINE);
    showing = false;
  }

  return {
    print(text) {
      clear();
      process.stdout.write(`${text}\n`);
    },
    warn(line) {
      clear();
      process.stderr.write(`${oneLine(line)}\n`);
    },
    progress(line) {
      if (!process.stderr.isTTY) return;
      showing = true;
      process.stderr.write(CLEAR_LINE + oneLine(line).slice(0, (process.stderr.columns ?? 80) - 1));
    },
  };
}

/**
 * A result that cannot be written ends the program: without a word if its reader has gone (`homotopy sample | head -1`),
 * else as a failed run.
 */
export function endOnBrokenOutput(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    process.stderr.write(
      `homotopy: The result cannot be written, ${error.message} (stdout): free some space, or write it elsewhere\n`,
    );
    process.exit(1);
  });
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, " ");
}
