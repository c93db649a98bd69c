/** The training panel: a plan to decide on, then the run, its curves and what it writes. */
import { t } from "@vscode/l10n";
import type { PanelPage } from "../../src/protocol/panels";
import type { RunEntry, TrainingHost, TrainingState } from "../../src/protocol/trainingPanel";
import { button } from "../lib/controls";
import { fill, h, setText } from "../lib/dom";
import { emptyState, Frame } from "../lib/frame";
import { StateFeed } from "../lib/stateFeed";
import { shown } from "../lib/text";
import { unsavedViewState } from "../lib/viewState";
import { PlanningView } from "./planningView";
import { PlanView } from "./planView";
import { RunPanel } from "./runView";

export function trainingPanel(
  root: HTMLElement,
  host: TrainingHost,
  view = unsavedViewState(),
): PanelPage<TrainingState> {
  const title = h("h1", { class: "source" });
  const others = h("nav", { class: "others", attributes: { "aria-label": t("Other runs") } });
  const header = h(
    "header",
    {},
    h("div", { class: "eyebrow-line" }, h("span", { class: "eyebrow" }, t("Training"))),
    title,
  );
  const planning = new PlanningView(() => feed.ask(() => host.cancelPlan()));
  const plan = new PlanView({
    choose: (choice) => feed.live(() => host.choose(choice)),
    planAgain: () => feed.ask(() => host.planAgain()),
    start: () => feed.ask(() => host.start()),
  });
  const runPanel = new RunPanel(
    {
      ask: (wish) => feed.ask(() => host.ask(wish)),
      resume: () => feed.ask(() => host.resume()),
      discard: () => feed.ask(() => host.discard()),
      explore: () => frame.act(host.explore()),
      showCard: () => frame.act(host.showCard()),
      exportModel: () => frame.act(host.exportModel()),
    },
    view,
  );
  const idle = h("section", { class: "actions" });
  idle.append(
    button({
      ...{ label: t("Plan Training"), title: t("See what training on this text would take"), icon: "checklist" },
      onClick: () => feed.ask(() => host.planAgain()),
    }),
    button({
      ...{ label: t("Choose a Folder"), title: t("Train on another text"), icon: "folder", secondary: true },
      onClick: () => frame.act(host.chooseFolder()),
    }),
  );
  const empty = emptyState(
    "mortar-board",
    t("Nothing to train on yet"),
    t("Run Homotopy: Train on Workspace, or take up a run that stands still."),
  );
  const frame = new Frame(root, host, header, others, planning.element, plan.element, runPanel.element, empty, idle);
  const feed = new StateFeed<TrainingState>(frame, draw);
  let problem: string | undefined;
  let phase = "";
  for (const part of [header, others, planning.element, plan.element, runPanel.element, empty, idle])
    part.hidden = true;
  feed.ask(() => host.ready());
  return { show: async (state) => feed.show(state) };

  function draw(state: TrainingState): void {
    const { source, run, planning: progress } = state;
    const hasPlan = state.plan !== undefined && run === undefined && progress === undefined;
    const isIdle = run === undefined && progress === undefined && !hasPlan;
    header.hidden = run === undefined && source === undefined;
    setText(title, shown(run ? run.name : nameOf(source ?? "")));
    title.title = shown(run?.directory ?? source ?? "");
    planning.element.hidden = progress === undefined || run !== undefined;
    plan.element.hidden = !hasPlan;
    runPanel.element.hidden = run === undefined;
    empty.hidden = !isIdle || source !== undefined || state.problem !== undefined;
    idle.hidden = !isIdle;
    idle.firstElementChild?.toggleAttribute("hidden", source === undefined);
    // A run is told of several times a second: what an action failed for stays until there is something new to say.
    if (state.problem !== problem || state.isStarting) frame.problem(state.problem);
    problem = state.problem;
    if (progress !== undefined) planning.draw(progress);
    if (hasPlan) plan.draw(state);
    if (run !== undefined) runPanel.draw(run, state.isStarting);
    drawOthers(state.others);
    frame.source(run?.directory ?? "", run?.plan !== undefined);
    announce(state);
  }

  /** Runs that wait, or go on without being shown. */
  function drawOthers(runs: readonly RunEntry[]): void {
    const drawn = JSON.stringify(runs);
    others.hidden = runs.length === 0;
    if (others.dataset.drawn === drawn) return;
    others.dataset.drawn = drawn;
    const words = (entry: RunEntry) =>
      entry.phase === "running" ? t("{0}, under way", shown(entry.name)) : t("{0}, stands still", shown(entry.name));
    const links = runs.map((entry) =>
      h(
        "button",
        {
          class: "link",
          attributes: { type: "button" },
          on: { click: () => feed.leave(() => host.showRun(entry.directory)) },
        },
        words(entry),
      ),
    );
    fill(others, h("span", {}, t("Other runs:")), ...links);
  }

  function announce({ run, planning: progress, plan: made }: TrainingState): void {
    const now = run?.phase ?? (progress ? progress.stage : made ? "planned" : "");
    if (now === phase) return;
    phase = now;
    if (now === "planned") frame.announcer.say(t("The plan is ready."));
  }
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== "") ?? "";
}
