import { describe, expect, it } from "vitest";
import { LastOfEach } from "../../../src/engine/explorer/lastOfEach";

describe("the last of each", () => {
  it("are computed once, the oldest again when others came after them", async () => {
    const results = new LastOfEach<object, string>(2);
    const computed: string[] = [];
    const get = (owner: object, key: string) =>
      results.get(owner, key, async () => {
        computed.push(key);
        return key.toUpperCase();
      });
    const [one, other] = [{}, {}];

    expect(await get(one, "a")).toBe("A");
    await get(one, "b");
    await get(one, "a");
    await get(one, "c");
    await get(one, "a");
    expect(computed).toEqual(["a", "b", "c"]);

    await get(one, "b");
    await get(other, "b");
    expect(computed).toEqual(["a", "b", "c", "b", "b"]);
  });

  it("are not there after a failure", async () => {
    const results = new LastOfEach<object, number>(1);
    const owner = {};
    await expect(results.get(owner, "a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await results.get(owner, "a", async () => 3)).toBe(3);
  });
});
