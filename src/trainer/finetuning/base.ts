/**
 * The model that a run starts from. What is said of it in the end is kept in the run's folder, and its tokenizer and weights
 * are in the corpus and the first checkpoint: a run that was begun goes on when the base model has moved, as a bundled one
 * does when the extension is updated.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { HomotopyError } from "../../core/errors";
import { Lexicon } from "../../core/text/lexicon";
import { writeFileAtomically } from "../../model/atomicFile";
import { isLanguageModel, type NetworkConfig, parameterShapes, type Weights } from "../../model/family/network";
import { type Manifest, manifestSchema } from "../../model/manifest";
import { lexiconText } from "../../model/package/lexicon";
import { readPackage } from "../../model/package/read";
import { packageHash } from "../../model/package/readManifest";
import { foreign, packageWeights } from "../../model/package/weights";
import { readLexiconFile } from "../corpus/lexicon";
import type { ParameterStore } from "../parameters";

const factsSchema = z.strictObject({
  /** NAME@HASH. */
  model: z.string(),
  license: z.string(),
  attribution: z.string(),
  corpora: manifestSchema.shape.training.shape.corpora,
});

/** What the card of a fine-tuned model says of its base. */
export type BaseFacts = Readonly<z.infer<typeof factsSchema>>;

export interface Base extends BaseFacts {
  /** The words that the base model writes already. */
  readonly lexicon: Lexicon | undefined;
}

export function factsOf(manifest: Manifest): BaseFacts {
  const { name, license, attribution, training } = manifest;
  return { model: `${name}@${packageHash(manifest)}`, license, attribution, corpora: training.corpora };
}

/** The network of a model, if it is one that can be trained. @throws HomotopyError "unavailable" */
export function networkOfBase({ network }: Manifest, directory: string): NetworkConfig {
  if (network === undefined) throw foreign(directory);
  return network;
}

/**
 * Reads and checks the base model of a new run, and leaves its facts in the run's folder; of a run that goes on they are
 * read from there. `networkOf`: the run's own network, with so large a vocabulary.
 * @throws HomotopyError "bad-model", "unavailable"; "bad-call" if the model's network is another than the run's
 */
export async function openBase(
  from: string,
  directory: string,
  networkOf: (vocabulary: number) => NetworkConfig,
): Promise<Base> {
  const file = path.join(directory, "base.json");
  const lexiconFile = path.join(directory, "base.words.txt");
  const known = await readFacts(file);
  if (known !== undefined) return { ...known, lexicon: await readLexiconFile(lexiconFile) };
  const { manifest, lexicon } = await readPackage(from);
  const own = networkOfBase(manifest, from);
  if (!sameNetwork(own, networkOf(own.vocabulary))) {
    const advice = "plan the run anew, or begin it by train --from";
    throw new HomotopyError(
      "bad-call",
      "The base model's network is not the one that the options describe",
      from,
      advice,
    );
  }
  const facts = factsOf(manifest);
  if (lexicon !== undefined) await writeText(lexiconFile, lexiconText(lexicon.words));
  await writeText(file, `${JSON.stringify(facts, undefined, 2)}\n`);
  return { ...facts, lexicon };
}

/** What the model may write in the end: the words of the text and of its base's. Of either alone it would be too narrow. */
export function lexiconWithBase(
  own: Lexicon | undefined,
  base: Pick<Base, "lexicon"> | undefined,
): Lexicon | undefined {
  if (own === undefined || base === undefined) return own;
  return base.lexicon && Lexicon.of([...own.words, ...base.lexicon.words]);
}

/** Fills the store with the base model's weights. The optimiser's moments stay as they are. */
export async function loadBase(from: string, store: ParameterStore): Promise<void> {
  fillStore(store, await packageWeights(await readPackage(from)));
}

/** Sets the values of all parameters. */
export function fillStore(store: ParameterStore, weights: Weights): void {
  for (const { name, value } of store.parameters) {
    const found = weights.get(name);
    if (found?.length !== value.length) throw new RangeError(`The weight ${name} does not fit`);
    value.set(found);
  }
}

function writeText(file: string, text: string): Promise<void> {
  return writeFileAtomically(file, (sink) => sink.write(new TextEncoder().encode(text)));
}

async function readFacts(file: string): Promise<BaseFacts | undefined> {
  try {
    return factsSchema.safeParse(JSON.parse(await readFile(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** Whether the same weights do the same in both. */
function sameNetwork(one: NetworkConfig, other: NetworkConfig): boolean {
  const facts = (network: NetworkConfig): string =>
    JSON.stringify([
      parameterShapes(network),
      network.direction,
      network.delta ?? 0,
      isLanguageModel(network) || network.reversed,
    ]);
  return facts(one) === facts(other);
}
