/** Fields at the head of a document, between two fences: YAML in `---`, TOML in `+++`. */

const FENCES: Readonly<Record<string, readonly string[]>> = { "---": ["---", "..."], "+++": ["+++"] };
/** Lines within which the second fence must come; else the first was a rule. */
const LONGEST = 500;

/** The lines with the front matter blank, so that the others keep their numbers. */
export function withoutFrontMatter(lines: readonly string[]): readonly string[] {
  const closing = FENCES[(lines[0] ?? "").replace(/^\ufeff/, "").trimEnd()];
  if (closing === undefined || (lines[1] ?? "").trim() === "") return lines;
  const end = lines.slice(1, LONGEST).findIndex((line) => closing.includes(line.trimEnd()));
  return end === -1 ? lines : lines.map((line, index) => (index <= end + 1 ? "" : line));
}
