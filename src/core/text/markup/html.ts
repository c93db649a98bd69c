/**
 * The prose of HTML by the tokenizer of htmlparser2: tags open and close paragraphs, no tree is built, so that time and
 * memory are linear in any input.
 */
import { Tokenizer } from "htmlparser2";
import { endsSentence, OBJECT, type Prose } from "./prose";

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Elements that no sentence goes beyond. */
const BLOCKS = names(`
  address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form
  h1 h2 h3 h4 h5 h6 header hgroup hr html label legend li main menu ol p section summary table tbody td tfoot th thead
  title tr ul`);
/** Blocks that mostly hold names of things. */
const LABELS = names("h1 h2 h3 h4 h5 h6 title dt td th caption figcaption legend label summary");
/** Elements whose content is not read. */
const SILENT = names(`
  script style template noscript pre textarea select button nav iframe object svg math canvas audio video map`);
/** Of those, what stands within a sentence and leaves a gap. */
const GAPS = names("svg math");
/** UTF-16 units without a tag above which nobody has written them. */
const LONGEST_BLOCK = 1 << 20;
const EMPTY = names("area base br col embed hr img input link meta source track wbr");

/** Paragraphs and items; headings, cells and captions only if they end like a sentence. */
export function htmlProse(html: string): Prose[] {
  const reader = new HtmlReader(html);
  reader.read();
  return reader.blocks;
}

class HtmlReader {
  readonly blocks: Prose[] = [];
  #text: string[] = [];
  #label = false;
  /** The silent element that was opened, and how many of its kind within it. */
  #silent = "";
  #depth = 0;
  #tag = "";
  #line = 1;
  #startLine = 1;
  #nextBreak: number;

  constructor(private readonly html: string) {
    this.#nextBreak = html.indexOf("\n");
  }

  read(): void {
    const ignored = (): void => undefined;
    const tokenizer = new Tokenizer(
      { decodeEntities: true },
      {
        ontext: (start, end) => this.#add(this.html.slice(start, end), start),
        ontextentity: (codepoint, end) => this.#add(String.fromCodePoint(codepoint), end),
        onopentagname: (start, end) => {
          this.#tag = this.html.slice(start, Math.min(end, start + 16)).toLowerCase();
          this.#open(this.#tag);
        },
        onselfclosingtag: () => {
          if (!EMPTY.has(this.#tag) && this.#silent !== "") this.#close(this.#tag);
        },
        onclosetag: (start, end) => this.#close(this.html.slice(start, Math.min(end, start + 16)).toLowerCase()),
        onopentagend: ignored,
        onattribdata: ignored,
        onattribend: ignored,
        onattribentity: ignored,
        onattribname: ignored,
        oncdata: ignored,
        oncomment: ignored,
        ondeclaration: ignored,
        onprocessinginstruction: ignored,
        onend: () => this.#flush(),
      },
    );
    tokenizer.write(this.html);
    tokenizer.end();
  }

  #open(tag: string): void {
    if (this.#silent !== "") {
      if (tag === this.#silent) this.#depth++;
      return;
    }
    if (SILENT.has(tag)) {
      this.#silent = tag;
      this.#depth = 1;
      if (GAPS.has(tag)) this.#text.push(OBJECT);
      else if (tag === "pre") this.#flush();
    } else if (tag === "br") this.#text.push("\n");
    else if (BLOCKS.has(tag)) {
      this.#flush();
      this.#label = LABELS.has(tag);
    }
  }

  #close(tag: string): void {
    if (this.#silent !== "") {
      if (tag === this.#silent) this.#depth--;
      if (this.#depth === 0) this.#silent = "";
    } else if (BLOCKS.has(tag)) this.#flush();
  }

  #add(text: string, index: number): void {
    if (this.#silent !== "" || text.length > LONGEST_BLOCK) return;
    if (this.#text.length === 0) {
      if (text.trim() === "") return;
      this.#startLine = this.#lineAt(index + text.length - text.trimStart().length);
    }
    this.#text.push(text.replace(/[\t\n\f\r ]+/g, " "));
  }

  #flush(): void {
    const text = this.#text.join("");
    this.#text = [];
    if (text.trim() !== "" && (!this.#label || endsSentence(text))) this.blocks.push({ line: this.#startLine, text });
    this.#label = false;
  }

  /** The number of the line at an index; asked for in the order of the file. */
  #lineAt(index: number): number {
    while (this.#nextBreak !== -1 && this.#nextBreak < index) {
      this.#line++;
      this.#nextBreak = this.html.indexOf("\n", this.#nextBreak + 1);
    }
    return this.#line;
  }
}
