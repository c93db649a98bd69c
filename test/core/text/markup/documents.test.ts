import { describe, expect, it } from "vitest";
import { OBJECT } from "../../../../src/core/text/markup/prose";
import { numbered, sentencesIn } from "./sentencesIn";

describe("HTML", () => {
  const html = (text: string): string[] => sentencesIn("a.html", text);

  it("reads paragraphs, items and quotes with their entities", () => {
    const text = `<!DOCTYPE html><html><head><title>Title</title><style>p { no: no; }</style></head>
<body class="a > b"><h1>Heading</h1>
<p>First &amp; <b>second</b> paragraph
goes on. Caf&eacute;, na&#239;ve.
<p>Unclosed<br>with a break.
<ul><li>Item one<li>Item <a href='x.html'>two</a>.</ul>
<blockquote>Quoted.</blockquote></body></html>`;
    expect(numbered("a.html", text)).toEqual([
      [3, "First & second paragraph goes on."],
      [3, "Café, naïve."],
      [5, "Unclosed with a break."],
      [6, "Item one"],
      [6, "Item two."],
      [7, "Quoted."],
    ]);
  });

  it("leaves out what is not read: scripts, code, navigation, forms, comments, cells of words", () => {
    const text =
      '<nav><p>No.</p></nav><script>var a = "<p>No.</p>";</script><pre>No.</pre><!-- <p>No.</p> --><select><option>No.' +
      "</select><table><tr><th>No<td>no<td>A sentence.</table><template><p>No.</p></template><p>Yes.";
    expect(html(text)).toEqual(["A sentence.", "Yes."]);
  });

  it("marks a formula within a sentence", () => {
    expect(html("<p>So <math><mi>x</mi></math> is.</p>")).toEqual([`So ${OBJECT} is.`]);
  });

  it("reads on after elements within elements of the same name", () => {
    expect(html("<svg><svg></svg>No.</svg><p>Yes.</p>")).toEqual([OBJECT, "Yes."]);
  });
});

describe("reStructuredText", () => {
  it("reads paragraphs, items, notes and definitions, not code, tables, comments and sessions", () => {
    const text = `=====
Title
=====

A paragraph with *emph*, **strong**, \`\`code\`\` and a \`link <http://x.y>\`_ to
:ref:\`somewhere <target>\` and :class:\`Foo\` [1]_. Example::

    No.

      No.

.. note:: A note
   goes on.

   And on.

.. code-block:: python
   :linenos:

   No.

   No.

.. No comment.
   No.

.. _target:

- item one
  goes on.
- item two

====  ====
No.   No.
====  ====
No.   No.
====  ====

+----+
| No |
+----+

.. [1] The footnote.

>>> "No."
No.

:field: No.

Term
   Its definition.

Section
-------
Text right below.`;
    expect(numbered("a.rst", text)).toEqual([
      [5, "A paragraph with emph, strong, code and a link to somewhere and Foo."],
      [5, "Example:"],
      [12, "A note goes on."],
      [15, "And on."],
      [29, "item one goes on."],
      [31, "item two"],
      [43, "The footnote."],
      [50, "Term"],
      [51, "Its definition."],
      [55, "Text right below."],
    ]);
  });

  it("marks what is put in elsewhere", () => {
    expect(sentencesIn("a.rst", "Version |version| has :math:`x^2`.")).toEqual([`Version ${OBJECT} has ${OBJECT}.`]);
  });
});

describe("AsciiDoc", () => {
  it("reads paragraphs, items, admonitions and examples, not listings, tables, attributes and macros", () => {
    const text = `= Title
:attribute: No.
// No.

A paragraph with *bold*, _it_, \`mono\` and https://x.y[a link],
<<id,a reference>>.footnote:[No.] It goes on.

[source,ruby]
----
No.
----

.Block title
NOTE: Careful now.

* Item one
* Item two
+
continued here.

====
Example text.
====

|===
|No. |No.
|===

[source]
No paragraph
of code.

 No. Literal.

////
No.
////

term:: The definition.
image::no.png[]

== Why so?

{empty}The end.`;
    expect(numbered("a.adoc", text)).toEqual([
      [5, "A paragraph with bold, it, mono and a link, a reference."],
      [5, "It goes on."],
      [14, "Careful now."],
      [16, "Item one"],
      [17, "Item two"],
      [19, "continued here."],
      [22, "Example text."],
      [39, "The definition."],
      [42, "Why so?"],
      [44, `${OBJECT}The end.`],
    ]);
  });
});

describe("Org", () => {
  it("reads paragraphs, items, quotes and footnotes, not sources, drawers, tables and keywords", () => {
    const text = `#+TITLE: No.
* TODO [#A] Headline :tag:
SCHEDULED: <2024-01-01 Mon>
:PROPERTIES:
:ID: No.
:END:
Some /italic/ and *bold* =code= [[http://x][link]] text[fn:1].
Goes on, and/or ends.
#+BEGIN_SRC py
No.
#+END_SRC
- [X] item
- term :: Its definition.
| No. | No. |
# No.
: No.
#+begin_quote
Quoted text.
#+end_quote
** Is it so?
[fn:1] The note.
-----
Seen on <2024-01-01 Mon>, or \\(x\\).`;
    expect(numbered("a.org", text)).toEqual([
      [7, "Some italic and bold code link text."],
      [7, "Goes on, and/or ends."],
      [12, "item"],
      [13, "Its definition."],
      [18, "Quoted text."],
      [20, "Is it so?"],
      [21, "The note."],
      [23, `Seen on, or ${OBJECT}.`],
    ]);
  });
});

describe("LaTeX", () => {
  const tex = (text: string): string[] => sentencesIn("a.tex", text);

  it("reads the text of the document and leaves the rest", () => {
    const text = String.raw`\documentclass[a4]{article}
\newcommand{\no}[1]{No. #1}
No.
\begin{document}
\title{No.} \maketitle
\section{Introduction}\label{sec:no}
% No.
Some \emph{emphasised \textbf{nested}} text --- with
% no
a comment, 5\% of it % no.
and \cite{no} a citation.

\begin{itemize}
  \item First item.
  \item[x] A \href{http://no.no}{link} item.
\end{itemize}
\begin{figure}[ht]\includegraphics[width=1cm]{no}\caption{A caption here.}\end{figure}
\begin{verbatim}
No. $
\end{verbatim}
Last \verb|code_| line\\
ends.
\end{document}
No.`;
    expect(numbered("a.tex", text)).toEqual([
      [8, "Some emphasised nested text — with a comment, 5% of it and a citation."],
      [14, "First item."],
      [15, "A link item."],
      [17, "A caption here."],
      [21, "Last code_ line ends."],
    ]);
  });

  it("knows accents, quotes, dashes and symbols", () => {
    expect(
      tex(
        String.raw`Caf\'e, na\"{\i}ve, \v{S}koda, \c{c}a: QQso'' Qto' Ja--pan\ldots{} 5~\% \& \ss.`.replaceAll(
          "Q",
          "`",
        ),
      ),
    ).toEqual(["Café, naïve, Škoda, ça: “so” ‘to' Ja–pan… 5 % & ß."]);
  });

  it("marks formulas and references, but reads short ones out", () => {
    expect(
      tex(String.raw`With $n$ items, $\frac{a}{b}$, \(x\) and \ref{no}. So \begin{equation} a \end{equation} holds.`),
    ).toEqual([`With n items, ${OBJECT}, ${OBJECT} and ${OBJECT}.`, `So ${OBJECT} holds.`]);
  });

  it("reads a footnote by itself", () => {
    expect(tex(String.raw`A claim\footnote{Its source. Really.} goes on.`)).toEqual([
      "Its source.",
      "Really.",
      "A claim goes on.",
    ]);
  });

  it.each(["\\", "{", "$", "\\begin{", "\\begin{verbatim}", "\\'", "\\verb", "%"])("ends with %s", (end) => {
    expect(tex(`Some text. ${end}`)[0]).toBe("Some text.");
  });
});
