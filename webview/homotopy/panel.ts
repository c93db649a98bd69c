/** The homotopy panel: the way from one sentence to another through the latent space, and the sentences met on it. */
import { t } from "@vscode/l10n";
import type { HomotopyHost, HomotopyState, PanelPage } from "../../src/protocol/panels";
import { emptyState, Frame } from "../lib/frame";
import { plural } from "../lib/numbers";
import { StateFeed } from "../lib/stateFeed";
import { unsavedViewState } from "../lib/viewState";
import { Ends } from "./ends";
import { PathSettings } from "./pathSettings";
import { PathSlider } from "./pathSlider";
import { StepList } from "./stepList";

export function homotopyPanel(
  root: HTMLElement,
  host: HomotopyHost,
  view = unsavedViewState(),
): PanelPage<HomotopyState> {
  const ends = new Ends(
    () => feed.leave(() => host.swap()),
    () => frame.act(host.train()),
  );
  const settings = new PathSettings(() => feed.live(() => host.walk(settings.value)));
  const slider = new PathSlider(
    (at) => host.decodeAt(at),
    (at) => {
      list.markAt(at);
      view.set("position", at);
    },
    (error) => frame.failed(error),
  );
  const list = new StepList({
    insert: (text) => frame.act(host.insert(text), t("Inserted")),
    copy: (text) => frame.act(host.copy(text), t("Copied")),
    insertList: () => frame.act(host.insertList(), t("List inserted")),
    show: (step) => slider.moveTo(step.t),
  });
  const empty = emptyState(
    "git-compare",
    t("A path needs two sentences"),
    t("Select two sentences in an editor and run Homotopy: Interpolate Between Two Sentences."),
  );
  const parts = [ends.element, settings.element, slider.element, list.element, empty];
  const frame = new Frame(root, host, ...parts);
  const feed = new StateFeed<HomotopyState>(frame, draw);
  const position = view.get("position");
  if (typeof position === "number") slider.position = position;
  for (const part of parts) part.hidden = true;
  feed.ask(() => host.ready());
  return { show: async (state) => feed.show(state) };

  function draw(state: HomotopyState): void {
    const { from, to, result, problem } = state;
    const isEmpty = from === "" || to === "";
    empty.hidden = !isEmpty || problem !== undefined;
    for (const part of [ends, settings]) part.element.hidden = isEmpty;
    frame.problem(problem);
    ends.draw(state);
    if (!feed.isMoving) settings.draw(state.settings);
    const isWaiting = result === undefined && problem === undefined && !isEmpty;
    frame.waiting(isWaiting);
    if (isWaiting) return;
    ends.drawStrangeness(state);
    list.draw(state);
    slider.draw(state);
    const path = state.settings.path === "linear" ? t("linear path") : t("spherical path");
    frame.source(result === undefined ? state.model : `${result.model} · ${path}`, result !== undefined);
    if (result !== undefined)
      frame.announcer.say(t("{0} on the path.", plural(result.steps.length, t("sentence"), t("sentences"))));
  }
}
