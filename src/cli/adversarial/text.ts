/** The report of an adversarial evaluation for a terminal and as Markdown. */
import { table as markdownTable } from "../../model/markdown";
import { table } from "../output";
import { ALIGNMENT, exampleRows, HEADER, headline, notes, resultRows, settings, verdict } from "./report";
import type { AdversarialStudy } from "./study";

export function studyText(study: AdversarialStudy): string {
  const examples = exampleRows(study).flatMap((rows) => ["", table(rows.map(([who, text]) => [`  ${who}`, text]))]);
  return [
    headline(study),
    "",
    table([HEADER, ...resultRows(study)], ALIGNMENT),
    "",
    verdict(study),
    "",
    ...settings(study),
    "",
    ...notes(study),
    ...examples,
  ].join("\n");
}

export function studyMarkdown(study: AdversarialStudy): string {
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`);
  const examples = exampleRows(study).flatMap((rows, index) => [
    "",
    ...markdownTable(
      [String(index + 1), ""],
      rows.map(([who, text]) => [who, text]),
    ),
  ]);
  return [
    "# Adversarial evaluation of imputed ends",
    "",
    `After Bowman et al. 2015, §4.2. Text: ${study.files.join(", ")}; seed ${study.seed}.`,
    headline(study),
    "",
    ...markdownTable(HEADER, resultRows(study)),
    "",
    verdict(study),
    "",
    ...list(settings(study)),
    "",
    ...list(notes(study)),
    "",
    "## Examples",
    ...examples,
    "",
  ].join("\n");
}
