/**
 * What changes from one sentence to the next, word by word: the longest common subsequence of their words stays, the rest
 * is removed or added. Words are those of Unicode (UAX 29), so that punctuation and scripts without spaces count too.
 */

/** A stretch of text: in both sentences, only in the first, or only in the second. */
export interface WordRun {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Pairs of words above which only the common beginning and end are found: bounds time and memory. */
const MOST_PAIRS = 250_000;
/** UTF-16 units above which words are split at spaces: the segmenter's time grows faster than the text. */
const LONGEST_SEGMENTED = 8192;

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/**
 * The runs from `before` to `after`. Those that are not removed join to `after` exactly, those that are not added to
 * `before`; where both differ, what is removed comes first.
 */
export function wordDiff(before: string, after: string): WordRun[] {
  const a = words(before);
  const b = words(after);
  const start = commonStart(a, b);
  const end = commonEnd(a, b, start);
  const middleA = a.slice(start, a.length - end);
  const middleB = b.slice(start, b.length - end);
  return joinRuns([
    { kind: "same", text: b.slice(0, start).join("") },
    ...(middleA.length * middleB.length > MOST_PAIRS ? replaced(middleA, middleB) : aligned(middleA, middleB)),
    { kind: "same", text: b.slice(b.length - end).join("") },
  ]);
}

/** Words, spaces and marks, which join to the text. */
function words(text: string): string[] {
  if (text.length > LONGEST_SEGMENTED) return text.split(/(\s+)/);
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}

function commonEnd(a: readonly string[], b: readonly string[], start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let length = 0;
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}

/** Wagner and Fischer's table of common subsequences, read along its best path. */
function aligned(a: readonly string[], b: readonly string[]): WordRun[] {
  const table = commonLengths(a, b);
  const runs: WordRun[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      runs.push({ kind: "same", text: b[j++] });
      i++;
    } else if (table[i + 1][j] >= table[i][j + 1]) runs.push({ kind: "removed", text: a[i++] });
    else runs.push({ kind: "added", text: b[j++] });
  }
  return [...runs, ...replaced(a.slice(i), b.slice(j))];
}

/** Weights of the longest common subsequences of a[i…] and b[j…]; a space between words weighs less than any word. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly Float64Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Float64Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    const weight = a[i].trim() === "" ? 1e-3 : 1;
    for (let j = b.length - 1; j >= 0; j--) {
      const skipped = Math.max(table[i + 1][j], table[i][j + 1]);
      table[i][j] = a[i] === b[j] ? Math.max(skipped, table[i + 1][j + 1] + weight) : skipped;
    }
  }
  return table;
}

function replaced(a: readonly string[], b: readonly string[]): WordRun[] {
  return [
    { kind: "removed", text: a.join("") },
    { kind: "added", text: b.join("") },
  ];
}

/** Joins neighbours of one kind; between two runs that are the same, what is removed goes before what is added. */
function joinRuns(runs: readonly WordRun[]): WordRun[] {
  const joined: WordRun[] = [];
  let change = { removed: "", added: "" };
  const endChange = () => {
    if (change.removed !== "") joined.push({ kind: "removed", text: change.removed });
    if (change.added !== "") joined.push({ kind: "added", text: change.added });
    change = { removed: "", added: "" };
  };
  for (const { kind, text } of runs) {
    if (text === "") continue;
    if (kind !== "same") {
      change[kind] += text;
      continue;
    }
    endChange();
    const last = joined.at(-1);
    if (last?.kind === "same") joined[joined.length - 1] = { kind, text: last.text + text };
    else joined.push({ kind, text });
  }
  endChange();
  return joined;
}
