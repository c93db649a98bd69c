/** Which lines of a commit's message Git takes out or reads itself. */
import type { Obstacle, TextLines } from "./cursor";

/** Below this line is the difference that `git commit --verbose` shows. */
const SCISSORS = /^# -+ >8 -+/;
const LINES_BACK = 1000;
/** `Signed-off-by: …` and the like. */
const TRAILER = /^[A-Z][a-z]+(?:-[a-z]+)+: /;

export function isCommitComment(line: string): boolean {
  return line.startsWith("#");
}

export function commitObstacle(lines: TextLines, line: number): Obstacle | undefined {
  const own = lines.lineAt(line);
  if (isCommitComment(own)) return "comment";
  if (TRAILER.test(own)) return "markup";
  for (let above = line - 1; above >= Math.max(0, line - LINES_BACK); above--) {
    if (SCISSORS.test(lines.lineAt(above))) return "comment";
  }
  return undefined;
}
