/** No message of a page does harm: what fits no schema is refused before anything is called. */
import "vscode-jsonrpc/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completionsCalls, homotopyCalls, variantsCalls } from "../../src/protocol/panelSchemas";
import type { VariantsHost } from "../../src/protocol/panels";
import { linkedPorts, type Port } from "../../src/protocol/transport/port";
import { Connection, type Server } from "../../src/protocol/transport/rpc";

const PANELS = { variants: variantsCalls, homotopy: homotopyCalls, completions: completionsCalls };
const SETTINGS = { count: 10, spread: 1, temperature: 0, sharpen: false, seed: 1, seedLocked: false };

describe.each(Object.entries(PANELS))("the schemas of %s", (_, calls) => {
  it("never throw anything but a refusal, and take nothing but lists", () => {
    for (const schema of Object.values(calls)) {
      fc.assert(
        fc.property(fc.anything({ withBigInt: true, withTypedArray: true, withNullPrototype: true }), (params) => {
          const parsed = schema.safeParse(params);
          if (parsed.success) expect(Array.isArray(parsed.data)).toBe(true);
        }),
      );
    }
  });

  it("refuse arguments too many", () => {
    for (const schema of Object.values(calls)) {
      expect(schema.safeParse(["text", "text", "text", "text"]).success).toBe(false);
    }
  });
});

describe("settings of a page", () => {
  const accepted = (settings: object) => variantsCalls.resample.safeParse([settings]).success;

  it("are accepted as a whole, within their bounds", () => {
    expect(accepted(SETTINGS)).toBe(true);
    for (const wrong of [
      { count: 0 },
      { count: 201 },
      { count: 1.5 },
      { spread: -1 },
      { spread: Number.NaN },
      { temperature: Number.POSITIVE_INFINITY },
      { seed: -1 },
      { seed: 2 ** 60 },
      { seedLocked: "yes" },
      { sharpen: "a little" },
      { more: 1 },
    ]) {
      expect(accepted({ ...SETTINGS, ...wrong }), JSON.stringify(wrong)).toBe(false);
    }
  });

  it("that an earlier version saved do not sharpen", () => {
    const { sharpen: _, ...earlier } = SETTINGS;
    expect(variantsCalls.resample.parse([earlier])).toEqual([SETTINGS]);
  });

  it("bound the length of text", () => {
    expect(variantsCalls.insert.safeParse(["a".repeat(100_000)]).success).toBe(true);
    expect(variantsCalls.insert.safeParse(["a".repeat(100_001)]).success).toBe(false);
  });
});

describe("a host behind the schemas", () => {
  /** A host that notes what it is asked, and the page's end of its port. */
  function listening(): { readonly page: Port; readonly asked: string[] } {
    const asked: string[] = [];
    const host = new Proxy<Server<VariantsHost>>(Object.create(null), {
      get: (_, name) => async () => void asked.push(String(name)),
    });
    const [page, far] = linkedPorts();
    new Connection(far).serve<VariantsHost>(host, variantsCalls);
    return { page, asked };
  }

  it("is called for messages that fit, and for no others", async () => {
    const { page, asked } = listening();
    const message = fc.record({
      jsonrpc: fc.constantFrom("2.0", "1.0", 2),
      id: fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.jsonValue()),
      method: fc.oneof(fc.constantFrom(...Object.keys(variantsCalls)), fc.string(), fc.jsonValue()),
      params: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue(), { maxLength: 3 })),
    });
    fc.assert(
      fc.property(fc.oneof(message, fc.jsonValue()), (sent) => page.post(sent)),
      { numRuns: 500 },
    );
    page.post({ jsonrpc: "2.0", id: "first", method: "resample", params: [SETTINGS] });
    page.post({ jsonrpc: "2.0", id: "second", method: "constructor", params: [] });
    page.post({ jsonrpc: "2.0", id: "last", method: "__proto__", params: [] });
    await new Promise<void>((resolve) => {
      const stop = page.listen((answer) => {
        if (typeof answer === "object" && answer !== null && "id" in answer && answer.id === "last") {
          stop();
          resolve();
        }
      });
    });
    expect(asked).toContain("resample");
    const known: readonly string[] = Object.keys(variantsCalls);
    for (const name of asked) expect(known).toContain(name);
  });
});
