/** What helps against a collapsed latent space, by the names that the settings of a plan have. */
import { t } from "@vscode/l10n";
import { type CollapseRemedy, remedyText } from "../../src/core/metrics/collapseRemedies";
import { wordsOf } from "./settingWords";

/** A remedy that no setting of a plan stands for goes by its option on the command line. */
export function remedyInWords(remedy: CollapseRemedy): string {
  const { option, value = "" } = remedy;
  const setting = wordsOf(option).label;
  switch (option) {
    case "autoencoder":
      return t("Train the encoder as an autoencoder first: set “{0}” to {1}", setting, value);
    case "freeBits":
      return t("Leave some of the KL unpenalised: set “{0}” to {1}", setting, value);
    case "klWeight":
      return t("Weigh the KL less: set “{0}” to {1}", setting, value);
    case "keep":
      return t("Drop words from the decoder's input: set “{0}” to {1}", setting, value);
    case "epochs":
      return t("Train longer, or on more text: raise “{0}”", setting);
    default:
      return remedyText(remedy);
  }
}
