import { describe, expect, it } from "vitest";
import { decoderModel } from "../../../src/model/onnx/decoder";
import { decoderInitModel } from "../../../src/model/onnx/decoderInit";
import { encoderModel } from "../../../src/model/onnx/encoder";
import { GraphBuilder } from "../../../src/model/onnx/graph";
import { decoderWeights, encoderWeights } from "../../../src/model/onnx/readWeights";
import { everyOption, randomWeights, tinyNetwork } from "../../reference/weights";

const ENCODER_ONLY = /^(encoder|posterior)\./;

describe("the weights of a decoder", () => {
  it.each(everyOption())("come back as they were exported: %o", (config) => {
    const weights = randomWeights(config, 3);
    const found = decoderWeights(decoderModel(config, weights), decoderInitModel(config, weights));
    expect(found).toEqual(new Map([...weights].filter(([name]) => !ENCODER_ONLY.test(name))));
  });

  it("of a language model come without those of z", () => {
    const config = tinyNetwork({ latent: 0, tied: true });
    const weights = randomWeights(config, 3);
    expect(decoderWeights(decoderModel(config, weights))).toEqual(weights);
  });

  it("are not looked for in a decoder of another family", () => {
    const graph = new GraphBuilder("foreign");
    graph.output("log_probabilities", graph.input("state_0", "float32", ["batch", 7]), "float32", ["batch", 7]);
    const initial = decoderInitModel(tinyNetwork(), randomWeights(tinyNetwork(), 1));
    expect(() => decoderWeights(graph.toModel(), initial)).toThrow(/not the LSTM of Homotopy: it has no embedding/);
  });

  it("are not read from a damaged file", () => {
    expect(() => decoderWeights(new Uint8Array([1, 2, 3]), new Uint8Array())).toThrow(/decoder\.onnx/);
  });

  it("must have the shapes that fit one another", () => {
    const config = tinyNetwork();
    const step = decoderModel(config, randomWeights(config, 1));
    const other = tinyNetwork({ latent: config.latent + 1 });
    expect(() => decoderWeights(step, decoderInitModel(other, randomWeights(other, 1)))).toThrow(/not the LSTM/);
  });
});

describe("the weights of an encoder", () => {
  it.each(everyOption())("come back bit for bit: %o", (config) => {
    const weights = randomWeights(config, 3);
    const ofEncoder = [...weights].filter(([name]) => name === "embedding" || ENCODER_ONLY.test(name));
    expect(encoderWeights(encoderModel(config, weights))).toEqual(new Map(ofEncoder));
  });

  it("are not looked for in an encoder of another family", () => {
    const graph = new GraphBuilder("foreign");
    graph.output("mean", graph.input("tokens", "int64", ["batch", "time"]), "int64", ["batch", "time"]);
    expect(() => encoderWeights(graph.toModel())).toThrow(/The encoder is not the LSTM of Homotopy/);
  });
});
