/** The completions panel: how the sentence at the cursor may go on, the likeliest ending first. */
import { t } from "@vscode/l10n";
import type { CompletionsHost, CompletionsState, PanelPage } from "../../src/protocol/panels";
import { fill, h } from "../lib/dom";
import { emptyState, Frame } from "../lib/frame";
import { plural } from "../lib/numbers";
import { StateFeed } from "../lib/stateFeed";
import { sentence, shown } from "../lib/text";
import { CompletionList } from "./completionList";
import { SearchSettings } from "./searchSettings";

export function completionsPanel(root: HTMLElement, host: CompletionsHost): PanelPage<CompletionsState> {
  const prefix = h("h1", { class: "source" });
  const eyebrow = h("span", { class: "eyebrow" }, t("Beginning of the sentence"));
  const header = h("header", {}, h("div", { class: "eyebrow-line" }, eyebrow), prefix);
  const settings = new SearchSettings(() => feed.live(() => host.complete(settings.value)));
  const list = new CompletionList({
    accept: (text) => frame.act(host.accept(text), t("Inserted")),
    copy: (text) => frame.act(host.copy(text), t("Copied")),
  });
  const empty = emptyState(
    "edit",
    t("No sentence to complete"),
    t("Begin a sentence in an editor and run Homotopy: Complete Sentence."),
  );
  const parts = [header, settings.element, list.element, empty];
  const frame = new Frame(root, host, ...parts);
  const feed = new StateFeed<CompletionsState>(frame, draw);
  for (const part of parts) part.hidden = true;
  feed.ask(() => host.ready());
  return { show: async (state) => feed.show(state) };

  function draw(state: CompletionsState): void {
    const { result, problem } = state;
    const isEmpty = state.prefix === "";
    empty.hidden = !isEmpty || problem !== undefined;
    header.hidden = isEmpty;
    settings.element.hidden = isEmpty;
    frame.problem(problem);
    fill(prefix, sentence(state.prefix));
    if (!feed.isMoving) settings.draw(state.settings);
    const isWaiting = result === undefined && problem === undefined && !isEmpty;
    frame.waiting(isWaiting);
    if (isWaiting) return;
    list.draw(state);
    frame.source(result?.model ?? state.model, result !== undefined);
    if (result !== undefined) announce(result);
  }

  function announce({ completions }: NonNullable<CompletionsState["result"]>): void {
    const best = completions.length > 0 ? t("The likeliest: {0}", shown(completions[0].text)) : "";
    frame.announcer.say(`${plural(completions.length, t("completion"), t("completions"))}. ${best}`);
  }
}
