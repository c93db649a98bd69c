/** The figures of the latent strip as a table: its text alternative. */
import { t } from "@vscode/l10n";
import { h } from "../lib/dom";
import { fixed } from "../lib/numbers";
import type { Dimension } from "./dimensions";

export function latentTable(dimensions: readonly Dimension[]): HTMLElement {
  const names = [t("Dimension"), t("Mean"), "σ", t("Mean of all text"), t("Deviation of all text"), t("KL, nats")];
  const heading = h("tr", {}, ...names.map((name) => h("th", { attributes: { scope: "col" } }, name)));
  const rows = dimensions.map(({ index, mean, sigma, usualMean, usualDeviation, kl }) => {
    const figures = [mean, sigma, usualMean, usualDeviation, kl].map((value) => h("td", {}, fixed(value, 2)));
    return h("tr", {}, h("th", { attributes: { scope: "row" } }, String(index + 1)), ...figures);
  });
  const caption = h("caption", { class: "visually-hidden" }, t("Latent dimensions, those of most KL first"));
  return h("table", {}, caption, h("thead", {}, heading), h("tbody", {}, ...rows));
}
