/** A host of the training panel without a trainer, and the states that the panel can be in. */
import type { PlannedWay, TrainingPlan } from "../../../src/protocol/training";
import type { RunCurves, RunView, TrainingHost, TrainingState } from "../../../src/protocol/trainingPanel";
import { FakeHost } from "./hosts";

const SAMPLES = [
  ["She opened the door and looked back.", "She opened the door and went back."],
  ["Nobody had told him that the house was sold.", "Nobody had seen that the house was old."],
] as const;

export class FakeTrainingHost extends FakeHost<TrainingState> implements TrainingHost {
  choose(choice: TrainingState["choice"]): Promise<TrainingState> {
    return this.answer(
      { choice, planAge: Object.keys(choice.settings).length > 0 ? "stale" : "new" },
      "choose",
      choice,
    );
  }

  planAgain(): Promise<TrainingState> {
    return this.answer({ planAge: "new" }, "planAgain");
  }

  cancelPlan(): Promise<TrainingState> {
    return this.answer({ planning: undefined }, "cancelPlan");
  }

  start(): Promise<TrainingState> {
    return this.answer({ plan: undefined, run: runView() }, "start");
  }

  ask(wish: string): Promise<TrainingState> {
    return this.answer({}, "ask", wish);
  }

  resume(): Promise<TrainingState> {
    return this.answer({}, "resume");
  }

  discard(): Promise<TrainingState> {
    return this.answer({ run: undefined }, "discard");
  }

  showRun(directory: string): Promise<TrainingState> {
    return this.answer({}, "showRun", directory);
  }

  chooseFolder(): Promise<void> {
    return this.done("chooseFolder");
  }

  explore(): Promise<void> {
    return this.done("explore");
  }

  showCard(): Promise<void> {
    return this.done("showCard");
  }

  exportModel(): Promise<void> {
    return this.done("exportModel");
  }
}

function plannedWay(way: PlannedWay["way"]): PlannedWay {
  const isFineTuning = way === "fine-tune";
  return {
    way,
    options: {},
    asked: [],
    settings: [
      { name: "preset", value: "small", choices: ["small", "base"] },
      { name: "maxMinutes", least: 0.1, most: 1000 },
      { name: "epochs", value: isFineTuning ? 4 : 10, least: 1, most: 1000 },
      { name: "hidden", value: 256, least: 16, most: 2048, whole: true, ...(isFineTuning && { fixed: true as const }) },
      { name: "klWeight", value: 0.5, least: 0, most: 1 },
    ],
    sentences: 8043,
    heldOut: 423,
    tooLong: 61,
    tokens: 162_118,
    vocabulary: isFineTuning ? 8000 : 5213,
    unknown: 0.0004,
    weights: 3_412_992,
    epochs: isFineTuning ? 4 : 10,
    stepsPerEpoch: 251,
    steps: 251 * (isFineTuning ? 4 : 10),
    engine: "compiled on cpu, 2 threads",
    secondsPerStep: 0.084,
    minutes: isFineTuning ? 1.9 : 4.3,
    megabytes: { memory: 412, package: 21, run: 64 },
  };
}

const PLAN: TrainingPlan = {
  out: "/home/ada/models/letters",
  text: {
    files: 42,
    bytes: 1_134_021,
    estimated: false,
    sentences: 8466,
    formats: { markdown: 31, plain: 9, html: 2 },
    languages: [
      { language: "en", share: 0.93 },
      { language: "de", share: 0.07 },
    ],
    otherLanguages: 0.07,
    skipped: [
      { reason: "no text", count: 118, examples: ["images/a.png", "images/b.png", "fonts/c.woff2"] },
      { reason: "ignored by git", count: 3, examples: ["node_modules/", "dist/", ".cache/"] },
    ],
    dropped: { duplicates: 212, "secrets-like": 4 },
  },
  base: { directory: "/models/english", model: "english@8f3c2a1b9e2b155a", language: "en", license: "CC0-1.0" },
  ways: [plannedWay("fine-tune"), plannedWay("anew")],
  why: "8,466 sentences are fewer than the 20,000 from which a model begun with nothing writes well.",
  remarks: [
    {
      kind: "mixed-languages",
      severity: "information",
      message: "The text is in several languages: English 93 %, German 7 %",
      advice: "exclude what is in other languages, unless the model is to write them too",
    },
  ],
};

export function trainingState(change: Partial<TrainingState> = {}): TrainingState {
  const choice = { way: "fine-tune", name: "letters", settings: {} } as const;
  const source = "/home/ada/letters";
  return { source, choice, planAge: "new", isStarting: false, others: [], plan: PLAN, ...change };
}

/** Curves that fall and rise as they do, without chance. */
function curves(steps: readonly number[], above: number): RunCurves {
  const reconstruction = steps.map(
    (step) => 42 + above + 34 * Math.exp(-step / 300) + Math.sin(step) * (1 - above / 4),
  );
  const kl = steps.map((step) => 3 + 5 * (1 - Math.exp(-step / 400)) + Math.cos(step) / 4);
  const bound = reconstruction.map((value, index) => value + kl[index]);
  return { steps, bound, reconstruction, kl, klWeight: steps.map((step) => Math.min(0.5, step / 1200)) };
}

export function runView(change: Partial<RunView> = {}): RunView {
  const steps = Array.from({ length: 150 }, (_, index) => 6 * (index + 1));
  const epochs = [251, 502, 753];
  return {
    directory: "/home/ada/models/letters.run",
    name: "letters",
    phase: "running",
    resumable: true,
    plan: {
      event: "plan",
      out: "/home/ada/models/letters",
      run: "/home/ada/models/letters.run",
      files: 42,
      sentences: 8043,
      validationSentences: 423,
      tokens: 162_118,
      vocabulary: 8000,
      parameters: 3_412_992,
      stepsPerEpoch: 251,
      steps: 1004,
      engine: "compiled on cpu, 2 threads",
      unigram: 78.2,
      dropped: {},
      preset: "small",
      seed: 1,
    },
    step: {
      event: "step",
      step: 900,
      steps: 1004,
      epoch: 3,
      tokensPerSecond: 8123.4,
      loss: 48,
      reconstruction: 44.1,
      kl: 7.4,
      klWeight: 0.5,
      learningRate: 0.001,
      gradientNorm: 1.2,
      minutesLeft: 0.4,
    },
    epoch: {
      event: "epoch",
      epoch: 3,
      step: 753,
      bound: 53.4,
      reconstruction: 46.1,
      kl: 7.3,
      klWeight: 0.5,
      activeUnits: 14,
      latent: 32,
      mutualInformation: 4.02,
      unigram: 78.2,
      best: true,
    },
    training: curves(steps, 0),
    validation: curves(epochs, 2),
    samples: [1, 2, 3].map((epoch) => ({
      event: "sample",
      epoch,
      reconstructions: SAMPLES.map(([text, reconstruction]) => ({ text, reconstruction })),
      homotopy: [SAMPLES[0][1], "She had opened the house.", SAMPLES[1][1]],
      samples: ["It was late when the letter came.", "I do not know what he said."],
    })),
    notices: ["The plan was measured: 1,004 steps in 2 minutes"],
    ...change,
  };
}

const collapse = {
  verdict: "collapsed",
  reasons: ["the latent tells 0.02 nats about its sentence"],
  remedies: [
    { advice: "train the encoder as an autoencoder first", option: "autoencoder", value: 0.25 },
    { advice: "train longer, or on more text", option: "epochs" },
    { advice: "train the encoder alone", option: "encoderSteps", value: 2 },
  ],
} as const;

export const trainingScenarios: Readonly<Record<string, () => TrainingState>> = {
  usual: () => trainingState({ plan: undefined, run: runView() }),
  plan: () => trainingState(),
  planning: () =>
    trainingState({ plan: undefined, planning: { stage: "reading", files: 812, bytes: 4_200_000, sentences: 31_000 } }),
  paused: () => trainingState({ plan: undefined, run: runView({ phase: "paused" }) }),
  writing: () => trainingState({ plan: undefined, run: runView({ finishing: true }) }),
  stopped: () => trainingState({ plan: undefined, run: runView({ phase: "stopped" }) }),
  collapsed: () => trainingState({ plan: undefined, run: runView({ collapse }) }),
  finished: () => {
    const { epoch } = runView();
    const { bound = 0, reconstruction = 0, kl = 0, activeUnits = 0, latent = 0, unigram = 0 } = epoch ?? {};
    const measured = { bound, reconstruction, kl, activeUnits, latent, unigram };
    const end = { event: "done", out: "/home/ada/models/letters", reason: "finished", step: 1004, epochs: 4 } as const;
    const run = runView({ phase: "finished", done: { ...end, minutes: 2.1, ...measured } });
    return trainingState({ plan: undefined, run });
  },
  empty: () => ({ choice: { way: "anew", name: "", settings: {} }, planAge: "new", isStarting: false, others: OTHERS }),
  problem: () =>
    trainingState({ plan: undefined, problem: "There is no text (/home/ada/letters). Choose another folder." }),
  nothing: () => trainingState({ plan: { ...PLAN, ways: [] } }),
};

const OTHERS: TrainingState["others"] = [{ directory: "/home/ada/models/diary.run", name: "diary", phase: "stopped" }];

/** Names, text and reasons as a malicious folder could hold them. */
export function hostileTraining(text: string): TrainingState {
  const skipped = [{ reason: text, count: 2, examples: [text, text] }];
  return trainingState({
    source: `/home/${text}`,
    plan: { ...PLAN, why: text, text: { ...PLAN.text, skipped }, remarks: [{ ...PLAN.remarks[0], message: text }] },
  });
}
