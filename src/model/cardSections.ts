/**
 * What is added to a model card, which else is written from the manifest: sections from `<!-- NAME -->` to `<!-- /NAME -->`,
 * before those on limits and use.
 */

const SECTION = /<!-- ([a-z-]+) -->[\s\S]*?<!-- \/\1 -->/g;
const NEXT = "## Limits";

/** The card with the section of that name in the place of an older one, or added. */
export function withSection(card: string, name: string, text: string): string {
  const section = `<!-- ${name} -->\n${text}\n<!-- /${name} -->`;
  const older = sectionsOf(card).find((each) => each.startsWith(`<!-- ${name} -->`));
  return older === undefined ? added(card, section) : card.replace(older, () => section);
}

/** The card with every section that was added to the one before. */
export function withAddedSections(card: string, before: string): string {
  return sectionsOf(before).reduce(added, card);
}

function sectionsOf(card: string): string[] {
  return [...card.matchAll(SECTION)].map(([section]) => section);
}

function added(card: string, section: string): string {
  const place = card.indexOf(NEXT);
  if (place < 0) return `${card.trimEnd()}\n\n${section}\n`;
  return `${card.slice(0, place)}${section}\n\n${card.slice(place)}`;
}
