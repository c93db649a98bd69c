/** The completions panel: a sentence with gaps or without an end, and what two methods put there, side by side. */
import { t } from "@vscode/l10n";
import type { CompletionsHost, CompletionsState, PanelPage } from "../../src/protocol/panels";
import { h } from "../lib/dom";
import { emptyState, Frame } from "../lib/frame";
import { plural } from "../lib/numbers";
import { StateFeed } from "../lib/stateFeed";
import { trainingOffer } from "../lib/strangeness";
import { StrangenessLine } from "../lib/strangenessLine";
import { shown } from "../lib/text";
import { unsavedViewState } from "../lib/viewState";
import { CompletionList } from "./completionList";
import { SearchSettings } from "./searchSettings";
import { SentenceField } from "./sentenceField";
import { TraceView } from "./traceView";

export function completionsPanel(
  root: HTMLElement,
  host: CompletionsHost,
  view = unsavedViewState(),
): PanelPage<CompletionsState> {
  const field = new SentenceField((text) => feed.leave(() => host.retype(text)));
  const strangeness = new StrangenessLine(trainingOffer(() => frame.act(host.train())));
  const settings = new SearchSettings(() => feed.live(() => host.complete(settings.value)));
  const actions = {
    accept: (text: string) => frame.act(host.accept(text), t("Inserted")),
    copy: (text: string) => frame.act(host.copy(text), t("Copied")),
  };
  const beam = new CompletionList({
    ...{ method: "beam", title: t("Beam search"), ...actions },
    about: t("The likeliest completions at the latent vector of the words that are known"),
  });
  const icm = new CompletionList({
    ...{ method: "icm", title: t("Imputation"), ...actions },
    about: t(
      "Missing words and latent vector in turn, each the likeliest given the other (iterated conditional modes)",
    ),
  });
  const lists = h("div", { class: "methods" }, beam.element, icm.element);
  const alone = h(
    "p",
    { class: "hint" },
    t("This model is a language model: without a latent vector there is nothing to impute with, only a beam search."),
  );
  const trace = new TraceView(view);
  const empty = emptyState(
    "edit",
    t("No sentence to complete"),
    t("Begin a sentence in an editor, or write ___ for its missing words, and run Homotopy: Complete Sentence."),
  );
  const parts = [field.element, strangeness.element, settings.element, lists, alone, trace.element, empty];
  const frame = new Frame(root, host, ...parts);
  const feed = new StateFeed<CompletionsState>(frame, draw);
  for (const part of parts) part.hidden = true;
  feed.ask(() => host.ready());
  return { show: async (state) => feed.show(state) };

  function draw(state: CompletionsState): void {
    const { problem, text } = state;
    const isEmpty = text === "";
    empty.hidden = !isEmpty || problem !== undefined;
    field.element.hidden = false;
    settings.element.hidden = isEmpty;
    frame.problem(problem);
    field.draw(state);
    if (!feed.isMoving) settings.draw(state.settings);
    const isWaiting = state.beam === undefined && problem === undefined && !isEmpty;
    frame.waiting(isWaiting);
    if (isWaiting) return;
    strangeness.draw(state.familiarity);
    drawResults(state);
    frame.source(state.beam?.result.model ?? state.model, state.beam !== undefined);
    if (state.icm ?? (state.isLanguageModel && state.beam)) announce(state);
  }

  function drawResults(state: CompletionsState): void {
    lists.hidden = state.beam === undefined;
    lists.classList.toggle("single", state.isLanguageModel === true);
    icm.element.hidden = state.isLanguageModel === true;
    alone.hidden = !(state.isLanguageModel && state.beam);
    beam.draw(state);
    icm.draw(state);
    trace.draw(state);
  }

  function announce({ beam: first, icm: second }: CompletionsState): void {
    const found = [first, second].flatMap((search) => search?.result.completions ?? []);
    const different = new Set(found.map(({ text }) => text)).size;
    const [best] = [...found].sort((a, b) => b.gapLogProbability - a.gapLogProbability);
    const likeliest = best ? t("The likeliest: {0}", shown(best.text)) : "";
    frame.announcer.say(`${plural(different, t("completion"), t("completions"))}. ${likeliest}`);
  }
}
