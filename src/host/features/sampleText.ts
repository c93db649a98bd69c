/** What the sample document says: for each thing that Homotopy does, a line how to, and everyday sentences to do it with. */

/** Not translated: the model that comes with Homotopy reads English. */
export const SAMPLE = {
  sentences: [
    "He bought a new car last week.",
    "I don't know where I left my keys.",
    "She opened the window because it was hot.",
  ],
  path: ["I think it's going to rain.", "We are going to the beach tomorrow."],
  gaps: "She ___ the window because it was ___.",
  /** At the document's very end, where the cursor is easily put. */
  beginning: "I would like to",
} as const;

/** Markdown. `t` translates. */
export function sampleText(t: (text: string) => string): string {
  const parts = [
    `# ${t("A Sample for Homotopy")}`,
    t("All of this can be changed, and none of it has to be saved."),
    `## ${t("Sentences to look around")}`,
    t("Select one of these and run *Homotopy: Encode and Sample Variants*."),
    SAMPLE.sentences.join("\n"),
    `## ${t("Two sentences to walk between")}`,
    t("Select both lines and run *Homotopy: Interpolate Between Two Sentences*."),
    SAMPLE.path.join("\n"),
    `## ${t("A sentence with gaps")}`,
    t("Put the cursor into the sentence and run *Homotopy: Complete Sentence*."),
    SAMPLE.gaps,
    `## ${t("A sentence that was begun")}`,
    t("Put the cursor at the end of the last line and run *Homotopy: Complete Sentence*."),
    SAMPLE.beginning,
  ];
  return parts.join("\n\n");
}
