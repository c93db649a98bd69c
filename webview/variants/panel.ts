/** The variants panel: a sentence, what the model makes of it, and the sentences around it in the latent space. */
import { t } from "@vscode/l10n";
import type { PanelPage, PathPlace, VariantsHost, VariantsState } from "../../src/protocol/panels";
import { emptyState, Frame } from "../lib/frame";
import type { ItemAction } from "../lib/itemList";
import { StateFeed } from "../lib/stateFeed";
import { shown } from "../lib/text";
import { unsavedViewState } from "../lib/viewState";
import { KeptList } from "./keptList";
import { LatentStrip } from "./latentStrip";
import { SamplingSettings } from "./samplingSettings";
import { SentenceHeader } from "./sentenceHeader";
import { VariantList } from "./variantList";

export function variantsPanel(
  root: HTMLElement,
  host: VariantsHost,
  view = unsavedViewState(),
): PanelPage<VariantsState> {
  const header = new SentenceHeader(
    (page) => {
      if (page >= 0 && page < sentences) feed.leave(() => host.turnTo(page));
    },
    () => frame.act(host.train()),
  );
  const settings = new SamplingSettings(
    () => feed.live(() => host.resample(settings.value)),
    () => feed.ask(() => host.resample(settings.value)),
  );
  const discard = (text: string) => feed.ask(() => host.discard(text));
  const variants = new VariantList([
    ...textActions<{ readonly text: string }>(({ text }) => text),
    {
      icon: "star-empty",
      title: t("Keep"),
      key: "K",
      undo: { isDone: ({ text }) => kept.has(text), icon: "star-full", title: t("Kept: let go") },
      run: ({ text }) => (kept.has(text) ? discard(text) : feed.ask(() => host.keep(text))),
    },
  ]);
  const strip = new LatentStrip(view);
  const keptList = new KeptList([
    ...textActions<string>((text) => text),
    { icon: "close", title: t("Let go"), key: "Delete", run: discard },
  ]);
  const empty = emptyState(
    "telescope",
    t("No sentence yet"),
    t("Select a sentence in an editor and run Homotopy: Encode and Sample Variants."),
  );
  const frame = new Frame(
    root,
    host,
    ...[header.element, settings.element, variants.element, strip.element, keptList.element, empty],
  );
  const feed = new StateFeed<VariantsState>(frame, draw);
  let sentences = 0;
  let kept: ReadonlySet<string> = new Set();
  // Nothing is empty before the first state has come.
  empty.hidden = true;
  for (const part of [header, settings, variants, strip, keptList]) part.element.hidden = true;
  feed.ask(() => host.ready());
  return { show: async (state) => feed.show(state) };

  function textActions<Item>(textOf: (item: Item) => string): ItemAction<Item>[] {
    const setPath = (item: Item, place: PathPlace, done: string) => frame.act(host.setPath(place, textOf(item)), done);
    return [
      {
        ...{ icon: "insert", title: t("Insert at the cursor"), key: "Enter" },
        run: (item) => frame.act(host.insert(textOf(item)), t("Inserted")),
      },
      {
        ...{ icon: "replace", title: t("Replace the selection"), key: "R" },
        run: (item) => frame.act(host.replaceSelection(textOf(item)), t("Selection replaced")),
      },
      {
        ...{ icon: "copy", title: t("Copy"), key: "Ctrl+C" },
        run: (item) => frame.act(host.copy(textOf(item)), t("Copied")),
      },
      {
        ...{ icon: "telescope", title: t("More like this"), key: "M" },
        run: (item) => feed.leave(() => host.moreLike(textOf(item))),
      },
      {
        ...{ icon: "A", title: t("Set as the start of a path"), key: "A" },
        run: (item) => setPath(item, "start", t("Set as the start of a path")),
      },
      {
        ...{ icon: "B", title: t("Set as the end of a path"), key: "B" },
        run: (item) => setPath(item, "end", t("Set as the end of a path")),
      },
    ];
  }

  function draw(state: VariantsState): void {
    const { result, problem, prior = false } = state;
    sentences = state.sentences.length;
    kept = new Set(state.kept);
    const isEmpty = sentences === 0 && !prior;
    empty.hidden = !isEmpty || problem !== undefined;
    header.element.hidden = isEmpty;
    settings.element.hidden = isEmpty;
    frame.problem(problem);
    header.draw(state);
    if (feed.isMoving) settings.drawSeed(state.settings);
    else settings.draw(state.settings, prior);
    keptList.draw(state.kept);
    const isWaiting = result === undefined && problem === undefined && !isEmpty;
    frame.waiting(isWaiting);
    // The result before stays, dimmed after a while, until the next one comes.
    if (isWaiting) return;
    variants.draw(state);
    strip.draw(state);
    const footer = result === undefined ? state.model : `${result.model} · ${t("seed {0}", result.seed)}`;
    frame.source(footer, result !== undefined);
    if (result !== undefined) announce(result);
  }

  function announce({ variants: found }: NonNullable<VariantsState["result"]>): void {
    const most = found.length > 0 ? t("The most frequent: {0}", shown(found[0].text)) : "";
    frame.announcer.say(`${t("{0} distinct variants.", found.length)} ${most}`);
  }
}
