/** A probability as one says it. */
import { t } from "@vscode/l10n";

/** Probability above which one counts in hundreds, and odds below which they are too long to mean anything. */
const USUAL = 0.1;
const LONGEST_ODDS = 1e9;

const rounded = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 2 });

/** From ln p: p itself may underflow. */
export function odds(logProbability: number): string {
  const inHundred = 100 * Math.exp(logProbability);
  if (inHundred > 99) return t("almost certain");
  if (inHundred >= 100 * USUAL) return t("{0} in 100", Math.round(inHundred));
  const against = Math.exp(-logProbability);
  return against < LONGEST_ODDS ? t("1 in {0}", rounded.format(against)) : t("less than 1 in a billion");
}
