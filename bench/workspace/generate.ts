/** A workspace of any size to read: prose from a few thousand made-up words, in every format and some encodings. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Random, seeded } from "../../src/core/random";

export interface WorkspaceSize {
  readonly files: number;
  readonly megabytes: number;
}

const FILES_A_FOLDER = 100;
const WORDS = 5000;

/** Formats in the shares in which documents come; a text stands for its paragraphs. */
const FORMATS: readonly {
  readonly share: number;
  readonly ending: string;
  readonly write: (paragraphs: string[]) => string;
}[] = [
  { share: 0.5, ending: "md", write: markdown },
  { share: 0.25, ending: "txt", write: (paragraphs) => paragraphs.map(wrapped).join("\n\n") },
  {
    share: 0.1,
    ending: "html",
    write: (all) => `<html><body><h1>Title</h1>${all.map((p) => `<p>${p}</p>`).join("\n")}</body></html>`,
  },
  { share: 0.05, ending: "rst", write: (all) => `Title\n=====\n\n${all.map(wrapped).join("\n\n")}` },
  { share: 0.04, ending: "adoc", write: (all) => `= Title\n\n${all.map(wrapped).join("\n\n")}` },
  { share: 0.03, ending: "org", write: (all) => `* Title\n${all.map(wrapped).join("\n\n")}` },
  { share: 0.03, ending: "tex", write: (all) => `\\section{Title}\n${all.map(wrapped).join("\n\n")}` },
];

export async function generate(folder: string, { files, megabytes }: WorkspaceSize): Promise<void> {
  const random = seeded(1, "workspace");
  const words = Array.from({ length: WORDS }, () => word(random));
  const paragraphs = Array.from({ length: 2000 }, () => paragraph(words, random));
  const bytes = (1e6 * megabytes) / files;
  for (let file = 0; file < files; file++) {
    const place = path.join(folder, `part${Math.floor(file / FILES_A_FOLDER)}`);
    if (file % FILES_A_FOLDER === 0) await mkdir(place, { recursive: true });
    const { ending, write } = formatAt(random.uniform());
    await writeFile(
      path.join(place, `file${file}.${ending}`),
      encoded(write(document(paragraphs, bytes, file, random)), random),
    );
  }
}

/** Paragraphs that are not quite those of another file. */
function document(paragraphs: readonly string[], bytes: number, file: number, random: Random): string[] {
  const chosen: string[] = [];
  for (let length = 0; length < bytes; ) {
    const text = (paragraphs[random.integer(paragraphs.length)] ?? "").replaceAll(
      ". ",
      ` ${file}-${random.integer(1e6)}. `,
    );
    chosen.push(text);
    length += text.length;
  }
  return chosen;
}

function markdown(paragraphs: string[]): string {
  const parts = paragraphs.map((text, index) => {
    if (index % 5 === 1)
      return `## Part ${index}\n\n${wrapped(text.replace(/ (\w+) /, " *$1* ").replace(/ (\w+) /, " [$1](http://example.org) "))}`;
    if (index % 5 === 2) return `- ${text.split(". ").join(".\n- ")}`;
    return wrapped(text);
  });
  return `---\ntitle: Title\n---\n\n# Title\n\n${parts.join("\n\n")}\n\n\`\`\`js\ncode();\n\`\`\`\n`;
}

function wrapped(text: string): string {
  return text.replace(/(.{60,75}) /g, "$1\n");
}

/** Most of it UTF-8; a twentieth UTF-16 or Windows-1252. */
function encoded(text: string, random: Random): Uint8Array {
  const draw = random.uniform();
  if (draw < 0.02) return Buffer.from(`\ufeff${text}`, "utf16le");
  return Buffer.from(text, draw < 0.05 ? "latin1" : "utf8");
}

function formatAt(draw: number) {
  let sum = 0;
  for (const format of FORMATS) {
    sum += format.share;
    if (draw < sum) return format;
  }
  return FORMATS[0];
}

function paragraph(words: readonly string[], random: Random): string {
  const sentences = Array.from({ length: 2 + random.integer(6) }, () => {
    // The smaller of two draws: few words are frequent.
    const length = 5 + random.integer(20);
    const said = Array.from({ length }, () => words[Math.min(random.integer(WORDS), random.integer(WORDS))]).join(" ");
    return `${said.charAt(0).toUpperCase()}${said.slice(1)}. `;
  });
  return sentences.join("").trim();
}

function word(random: Random): string {
  const syllables = Array.from({ length: 1 + random.integer(4) }, () => {
    const vowel = "aeiouaeiouaeiouyé"[random.integer(17)];
    return `${"bcdfghklmnprstvw"[random.integer(16)]}${vowel}${random.integer(3) === 0 ? "nrst"[random.integer(4)] : ""}`;
  });
  return syllables.join("");
}
