/**
 * Which execution provider (GPU library or cpu) runs a model. A runtime lists providers that it was built for, not those
 * that this machine's drivers, libraries and devices can serve: the only test is to create the sessions.
 *
 * `webgpu` is never chosen by `auto`. The Node binding does not tell which adapter it got, so a software adapter, far
 * slower than `cpu`, could not be told from a GPU; and on machines without one its loader writes to stderr.
 */
import { HomotopyError, messageOf } from "../core/errors";

export const PROVIDERS = ["cuda", "tensorrt", "dml", "coreml", "webgpu", "cpu"] as const;
export type Provider = (typeof PROVIDERS)[number];
export type ProviderChoice = "auto" | Provider;

/** What was asked for, what runs, and why nothing before it does. */
export interface ProviderReport {
  readonly requested: ProviderChoice;
  readonly chosen: Provider;
  readonly refusals: readonly ProviderRefusal[];
}

export interface ProviderRefusal {
  readonly provider: Provider;
  /** The runtime's message, on one line. */
  readonly reason: string;
}

const AUTOMATIC: Readonly<Partial<Record<NodeJS.Platform, readonly Provider[]>>> = {
  linux: ["cuda", "tensorrt", "cpu"],
  win32: ["dml", "cpu"],
  darwin: ["coreml", "cpu"],
};
const LONGEST_REASON = 300;

/** The providers to try, in order. */
export function providersToTry(choice: ProviderChoice, platform: NodeJS.Platform): readonly Provider[] {
  return choice === "auto" ? (AUTOMATIC[platform] ?? ["cpu"]) : [choice];
}

/**
 * Creates something on the first provider that can, and tells how that went. Only the runtime's own refusals lead to the
 * next provider: an error for a person, such as a damaged model, would repeat itself on all of them and is passed on.
 * @throws HomotopyError "unavailable" if no provider can.
 */
export async function onFirstProvider<T>(
  choice: ProviderChoice,
  platform: NodeJS.Platform,
  create: (provider: Provider) => Promise<T>,
): Promise<{ readonly created: T; readonly report: ProviderReport }> {
  const refusals: ProviderRefusal[] = [];
  for (const provider of providersToTry(choice, platform)) {
    try {
      const created = await create(provider);
      return { created, report: { requested: choice, chosen: provider, refusals } };
    } catch (error) {
      if (error instanceof HomotopyError) throw error;
      refusals.push({ provider, reason: onOneLine(messageOf(error)) });
    }
  }
  throw new HomotopyError(
    "unavailable",
    "No execution provider can run the model",
    refusals.map(({ provider, reason }) => `${provider}: ${reason}`).join("; "),
    choice === "cpu" || choice === "auto" ? "export or copy the model again" : 'choose the provider "auto" or "cpu"',
  );
}

function onOneLine(message: string): string {
  const line = message.replace(/\s+/g, " ").trim();
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line;
}
