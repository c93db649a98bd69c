/** States that a panel can be in, each by a name: the pages of the harness show them, and its screenshots. */
import type { CompletionsState, VariantsState } from "../../../src/protocol/panels";
import {
  completionsState,
  FakeCompletionsHost,
  FakeHomotopyHost,
  FakeVariantsHost,
  homotopyState,
  variantsState,
} from "./hosts";
import { filledGaps, variantsOf, WITH_GAPS, WITHOUT_GAPS } from "./sentences";
import { FakeTrainingHost, hostileTraining, trainingScenarios } from "./training";

/** Markup, control characters, an override of direction, one endless word and 100,000 characters. */
export const HOSTILE = [
  `<img src=x onerror="document.title='hit'"><script>document.title='hit'</script>`,
  `nul \u0000 bell \u0007 escape \u001b[31m override \u202etxet desrever`,
  "w".repeat(3000),
  "so on and ".repeat(10_000),
].join(" ");

const problem =
  "The model is damaged (models/english/decoder.onnx). Delete the model and import it again, or choose another one.";

const noGap =
  "The sentence has no gap and no open end. Write ___ for the words that another text should stand for, or select them and press Mark as Gap.";

function without<State extends { result?: unknown }>({ result: _, ...state }: State): Omit<State, "result"> {
  return state;
}

function hostileVariants(): VariantsState {
  const result = variantsOf(HOSTILE, 3);
  const hostile = [HOSTILE, "<b>bold</b> & <!-- no comment -->", "היא סגרה את הדלת .", "👩‍🚀👨‍👩‍👧‍👦 so happy 🎉", ""];
  const variants = result.variants.map((variant, index) => ({ ...variant, text: hostile[index] ?? variant.text }));
  return variantsState({
    sentences: [HOSTILE],
    kept: [HOSTILE],
    result: { ...result, text: HOSTILE, reconstruction: HOSTILE.slice(9), truncated: true, variants },
  });
}

const FAR = { percentile: 0.2, verdict: "far" } as const;
const UNUSUAL = { percentile: 3.1, verdict: "unusual" } as const;

export const variantsScenarios: Readonly<Record<string, () => VariantsState>> = {
  usual: () => variantsState(),
  hebrew: () => variantsState({ page: 2 }),
  strange: () => variantsState({ result: { ...variantsOf(WITHOUT_GAPS, 3), familiarity: FAR } }),
  hostile: hostileVariants,
  empty: () => ({ ...without(variantsState()), sentences: [], kept: [] }),
  problem: () => ({ ...without(variantsState({ kept: [] })), problem }),
  waiting: () => without(variantsState()),
  prior: () => {
    const result = variantsOf("", 3);
    const drawn = {
      ...result,
      text: "",
      reconstruction: "",
      kl: 0,
      mean: new Float32Array(0),
      logVariance: new Float32Array(0),
    };
    return variantsState({ sentences: [], prior: true, result: drawn });
  },
};

function bareCompletions(): CompletionsState {
  const { model, text, settings } = completionsState();
  return { model, text, settings };
}

export const completionsScenarios: Readonly<Record<string, () => CompletionsState>> = {
  usual: () => completionsState(),
  gaps: () =>
    completionsState({
      text: WITH_GAPS,
      original: WITHOUT_GAPS,
      beam: { result: filledGaps("beam"), milliseconds: 24.2 },
      icm: { result: filledGaps("icm"), milliseconds: 80.1 },
    }),
  languageModel: () => {
    const { icm: _, ...state } = completionsState({ isLanguageModel: true });
    return state;
  },
  searching: () => {
    const { icm: _, ...state } = completionsState();
    return state;
  },
  complete: () => ({ ...bareCompletions(), text: "It rained.", original: "It rained.", problem: noGap }),
  strange: () => completionsState({ familiarity: UNUSUAL }),
  hostile: () => completionsState({ text: HOSTILE, original: `${HOSTILE} ` }),
  empty: () => ({ ...bareCompletions(), text: "" }),
  problem: () => ({ ...bareCompletions(), problem }),
  waiting: bareCompletions,
};

export const hosts = {
  variants: (name: string) => new FakeVariantsHost(variantsScenarios[name]()),
  homotopy: (name: string) => {
    const { result: _, ...bare } = homotopyState();
    if (name === "empty") return new FakeHomotopyHost({ ...bare, from: "", to: "" });
    if (name === "problem") return new FakeHomotopyHost({ ...bare, problem });
    if (name === "strange") {
      return new FakeHomotopyHost(homotopyState({ familiarity: [{ familiarity: UNUSUAL }, { familiarity: FAR }] }));
    }
    return new FakeHomotopyHost(name === "hostile" ? homotopyState({ from: HOSTILE }) : homotopyState());
  },
  completions: (name: string) => new FakeCompletionsHost(completionsScenarios[name]()),
  training: (name: string) =>
    new FakeTrainingHost(name === "hostile" ? hostileTraining(HOSTILE) : trainingScenarios[name]()),
};
