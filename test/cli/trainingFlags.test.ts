import { Command } from "commander";
import { expect, it } from "vitest";
import { chosenOptions, type TrainingFlags, typedOptions, withTrainingFlags } from "../../src/cli/trainingFlags";

it("a number of encoder steps asks for aggressive training, which is not said to have been typed", () => {
  const call = parsed("--aggressive-steps", "5");
  expect(chosenOptions(call.opts<TrainingFlags>())).toMatchObject({ aggressive: true, aggressiveSteps: 5 });
  expect(typedOptions(call.opts(), call)).toEqual(["aggressiveSteps"]);
});

it("two flags have options of other names", () => {
  const call = parsed("--model-family", "rnnlm", "--code");
  expect(chosenOptions(call.opts<TrainingFlags>())).toMatchObject({ family: "rnnlm", codeFiles: true });
  expect(typedOptions(call.opts(), call)).toEqual(["family", "codeFiles"]);
});

function parsed(...flags: string[]): Command {
  return withTrainingFlags(new Command().exitOverride()).parse(flags, { from: "user" });
}
