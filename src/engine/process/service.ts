/** The engine's answers to the extension host: the explorer of the model asked for, loaded when it is first needed. */
import { availableParallelism } from "node:os";
import { HomotopyError } from "../../core/errors";
import {
  type CompleteOptions,
  type CompleteResult,
  type FamiliarityFound,
  type ImputeOptions,
  type ImputeResult,
  type InterpolateOptions,
  type InterpolateResult,
  type SampleOptions,
  type SampleResult,
  toRead,
  type VariantsOptions,
  type VariantsResult,
} from "../../core/exploration";
import { VERSION } from "../../core/version";
import { PROVIDERS, type ProviderChoice } from "../../model/providers";
import type {
  DecodedPoint,
  EngineApi,
  EngineDiagnosis,
  EngineGreeting,
  EngineSettings,
  ModelDescription,
  PathPoint,
} from "../../protocol/engine";
import type { Server } from "../../protocol/transport/rpc";
import type { Explorer } from "../explorer";
import type { OpenOptions } from "../openModel";
import { runtimeName, runtimeProviders } from "../runtime";
import { defaultThreads } from "../session";
import { LoadedModels } from "./loadedModels";
import { PathEnds } from "./pathEnds";

const MEBIBYTE = 2 ** 20;

export class EngineService implements Server<EngineApi> {
  #options: OpenOptions = {};
  readonly #models = new LoadedModels(() => this.#options);
  readonly #pathEnds = new PathEnds();

  async hello({ version, provider, threads }: EngineSettings): Promise<EngineGreeting> {
    if (version !== VERSION) {
      const what = `The extension is ${version}, its engine ${VERSION}`;
      throw new HomotopyError("unavailable", what, __filename, "reload the window, or install the extension again");
    }
    this.#options = { provider: providerNamed(provider), threads: threads > 0 ? threads : defaultThreads() };
    return { version: VERSION, process: process.pid };
  }

  describe(model: string): Promise<ModelDescription> {
    return this.#models.use(model, async (explorer) => describe(explorer));
  }

  variants(model: string, text: string, options: VariantsOptions, signal: AbortSignal): Promise<VariantsResult> {
    return this.#models.use(model, (explorer) => explorer.variants(text, options, signal));
  }

  interpolate(
    model: string,
    from: string,
    to: string,
    options: InterpolateOptions,
    signal: AbortSignal,
  ): Promise<InterpolateResult> {
    return this.#models.use(model, (explorer) => explorer.interpolate(from, to, options, signal));
  }

  pointOnPath(model: string, from: string, to: string, at: PathPoint, signal: AbortSignal): Promise<DecodedPoint> {
    return this.#models.use(model, async (explorer) => {
      const { latent, texts } = await this.#pathEnds.pointAt(explorer, from, to, at);
      const [decoded] = await explorer.decode([latent], toRead(...texts), signal);
      return { t: at.t, ...decoded };
    });
  }

  complete(model: string, prefix: string, options: CompleteOptions, signal: AbortSignal): Promise<CompleteResult> {
    return this.#models.use(model, (explorer) => explorer.complete(prefix, options, signal));
  }

  impute(model: string, text: string, options: ImputeOptions, signal: AbortSignal): Promise<ImputeResult> {
    return this.#models.use(model, (explorer) => explorer.impute(text, options, signal));
  }

  sample(model: string, options: SampleOptions, signal: AbortSignal): Promise<SampleResult> {
    return this.#models.use(model, (explorer) => explorer.sample(options, signal));
  }

  familiarity(model: string, sentences: readonly string[], signal: AbortSignal): Promise<readonly FamiliarityFound[]> {
    return this.#models.use(model, (explorer) => explorer.familiarity(sentences, signal));
  }

  familiarityOfKnown(model: string, text: string, signal: AbortSignal): Promise<FamiliarityFound> {
    return this.#models.use(model, (explorer) => explorer.familiarityOfKnown(text, signal));
  }

  release(model: string): Promise<void> {
    return this.#models.release(model);
  }

  async diagnose(): Promise<EngineDiagnosis> {
    return {
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      runtime: await runtimeName(),
      providers: await runtimeProviders(),
      threads: this.#options.threads ?? availableParallelism(),
      residentMegabytes: Math.round(process.memoryUsage.rss() / MEBIBYTE),
    };
  }
}

function describe({ manifest, modelHash, provider }: Explorer): ModelDescription {
  const { name, version, license, language, latent } = manifest;
  return {
    name,
    hash: modelHash,
    version,
    license,
    language,
    maxTokens: manifest.max_tokens,
    provider: provider.chosen,
    refused: provider.refusals,
    latent,
  };
}

function providerNamed(name: string): ProviderChoice {
  return PROVIDERS.find((provider) => provider === name) ?? "auto";
}
