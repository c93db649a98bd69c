/** What the commands of LaTeX mean to a reader of the text. */

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Environments that hold no running text. */
export const SILENT_ENVIRONMENTS = names(`
  verbatim Verbatim lstlisting minted alltt comment tikzpicture picture tabular tabularx tabulary longtable array
  thebibliography filecontents algorithm algorithmic algorithm2e forest prooftree pgfplots axis CCSXML`);

/** Environments that hold a formula, which may stand within a sentence. */
export const FORMULA_ENVIRONMENTS = names(`
  equation align gather multline eqnarray math displaymath flalign alignat dmath split IEEEeqnarray subequations`);

/** Commands that vanish with all their arguments. */
export const SILENT_COMMANDS = names(`
  label index glossary usepackage documentclass input include includeonly bibliography bibliographystyle addbibresource
  newcommand renewcommand providecommand newenvironment renewenvironment newtheorem DeclareMathOperator
  DeclareRobustCommand def let setlength addtolength setcounter addtocounter newcounter vspace hspace includegraphics
  graphicspath pagestyle thispagestyle pagenumbering geometry hypersetup definecolor color textcolor colorbox lstset
  author date thanks affiliation email address institute orcid title subtitle titlerunning authorrunning keywords
  PassOptionsToPackage RequirePackage tikzset usetikzlibrary bibitem hypertarget phantomsection cline rule
  raisebox vskip hskip noindent fontsize selectlanguage foreignlanguage markboth fancyhead fancyfoot nocite tableofcontents
  citetext lstinputlisting verbatiminput newlength hyphenation DeclareUnicodeCharacter makeatletter cmidrule multicolumn`);

/** Of those, the ones whose last argument is read. */
export const LAST_ARGUMENT = names("textcolor colorbox foreignlanguage raisebox href hypertarget multicolumn");

/** Commands that stand for a name or a number that only the compiler knows. */
export const REFERENCES = names(`
  ref eqref pageref autoref nameref cref Cref vref citet Citet textcite Textcite citeauthor citeyear gls Gls glspl acrshort`);

/** References in brackets, which nobody reads out. */
export const CITATIONS = names("cite citep citealp citealt parencite footcite autocite supercite Cite onlinecite");

/** Commands that open a paragraph; their argument is its title. */
export const HEADINGS = names("part chapter section subsection subsubsection paragraph subparagraph frametitle");

/** Commands whose argument is text of its own, beside the sentence. */
export const ASIDES = names("footnote footnotetext caption marginpar sidenote todo");

/** Commands that end a paragraph or an item. */
export const BREAKS = names(
  "par item newpage clearpage pagebreak bigskip medskip smallskip maketitle appendix centering hline toprule midrule bottomrule",
);

export const SYMBOLS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ldots: "…",
    dots: "…",
    textellipsis: "…",
    textendash: "–",
    textemdash: "—",
    textquoteleft: "‘",
    textquoteright: "’",
    textquotedblleft: "“",
    textquotedblright: "”",
    textbackslash: "\\",
    textasciitilde: "~",
    textbar: "|",
    textdegree: "°",
    pounds: "£",
    euro: "€",
    copyright: "©",
    ss: "ß",
    ae: "æ",
    AE: "Æ",
    oe: "œ",
    OE: "Œ",
    o: "ø",
    O: "Ø",
    aa: "å",
    AA: "Å",
    l: "ł",
    L: "Ł",
    i: "ı",
    LaTeX: "LaTeX",
    TeX: "TeX",
    S: "§",
    quad: " ",
    qquad: " ",
    newline: "\n",
    linebreak: "\n",
    textregistered: "®",
    texttrademark: "™",
  }),
);

/** Accents as the marks that follow their letter. */
export const ACCENTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    u: "\u0306",
    v: "\u030c",
    H: "\u030b",
    c: "\u0327",
    k: "\u0328",
    r: "\u030a",
  }),
);
