/** Two sentences by two questions, with the recent ones to choose from, or typed; the second can go back to the first. */
import * as vscode from "vscode";

const BACK = Symbol("back");

export interface Ends {
  readonly from: string;
  readonly to: string;
}

/** @returns nothing if the person gave up. */
export async function chooseEnds(
  recent: readonly string[],
  given: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<Ends | undefined> {
  let from = given.from;
  let to = given.to;
  for (let step = from === undefined || to !== undefined ? 1 : 2; ; ) {
    const placeholder =
      step === 1
        ? vscode.l10n.t("The sentence where the path starts")
        : vscode.l10n.t("The sentence where the path ends");
    const answer = await ask({ step, placeholder, value: (step === 1 ? from : to) ?? "", recent });
    if (answer === undefined) return undefined;
    if (answer === BACK) {
      step = 1;
    } else if (step === 1) {
      from = answer;
      step = 2;
    } else {
      to = answer;
      return { from: from ?? "", to };
    }
  }
}

interface Question {
  readonly step: number;
  readonly placeholder: string;
  readonly value: string;
  readonly recent: readonly string[];
}

function ask({ step, placeholder, value, recent }: Question): Promise<string | typeof BACK | undefined> {
  const input = vscode.window.createQuickPick();
  input.title = vscode.l10n.t("Interpolate Between Two Sentences");
  input.step = step;
  input.totalSteps = 2;
  input.placeholder = placeholder;
  input.ignoreFocusOut = true;
  input.value = value;
  if (step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  const offer = () => {
    const typed = input.value.trim();
    const others = recent.filter((sentence) => sentence !== typed).map((label) => ({ label, iconPath: HISTORY }));
    input.items = typed === "" ? others : [{ label: typed, alwaysShow: true }, ...others];
  };
  offer();
  return new Promise((resolve) => {
    input.onDidChangeValue(offer);
    input.onDidTriggerButton(() => finish(BACK));
    input.onDidAccept(() => {
      const [chosen] = input.activeItems;
      if (chosen) finish(chosen.label);
    });
    input.onDidHide(() => finish(undefined));
    input.show();

    function finish(answer: string | typeof BACK | undefined): void {
      resolve(answer);
      input.dispose();
    }
  });
}

const HISTORY = new vscode.ThemeIcon("history");
