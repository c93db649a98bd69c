import { describe, expect, it } from "vitest";
import { seeded } from "../../../src/core/random";
import { SecretFinder, secretIn } from "../../../src/core/text/secrets";
import { SentenceFilter } from "../../../src/core/text/sentenceFilter";

/** Put together here, so that no scanner takes the tests for a leak. */
const token = (...parts: readonly string[]): string => parts.join("");

describe("secretIn", () => {
  it.each([
    ["Write to jane.doe+list@mail.example.org for help.", "an e-mail address"],
    [`Use ${token("AKIA", "IOSFODNN7EXAMPLE")} here.`, "a key or token"],
    [`A token ${token("ghp", "_", "16C7e42F292c6912E7710c838347Ae178B4a")}.`, "a key or token"],
    [`${token("xoxb", "-", "123456789012-abcdefABCDEF")}`, "a key or token"],
    [`${token("sk", "_live_", "4eC39HqLyjWDarjtT1zdp7dc")}`, "a key or token"],
    [`${token("eyJ", "hbGciOiJIUzI1NiJ9", ".", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", ".x")}`, "a key or token"],
    [`${token("ssh", "-rsa ", "AAAAB3NzaC1yc2EAAAADAQABAAABAQ")} me`, "a key or token"],
    ["The digest is 9e107d9d372bb6826bd81d3542a419d6.", "a key or token"],
    ["Take wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY3z1Q4 then.", "a key or token"],
    ['password = "correct-horse"', "a password"],
    ["The API_KEY: 8fk2mx91kd", "a password"],
    ["Authorization: Bearer abcdefghijklmnopqrstuvwx", "a password"],
    ["Clone https://me:hunter2@example.org/repo.", "a password"],
  ])("finds it in %s", (text, kind) => expect(secretIn(text)).toBe(kind));

  it.each([
    "The secret: patience, and a good tokenizer.",
    "Meet me @ noon, or mention @someone there.",
    "See https://example.org/a/very/long/path-to-some/page_of_2024/index.html?query=12 for more.",
    "Call getUserByIdAndRefreshTheirToken2 before anything else.",
    "The key word is pneumonoultramicroscopicsilicovolcanoconiosis.",
    "On 2024-01-01T12:00:00 it was 1234567890123456789012345678.",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "AVERYLONGCONSTANTNAMETHATNOBODYWOULDWRITE and MAX_VALUE_OF_THE_32_BIT_INTEGERS",
    "Her password was the name of her cat.",
  ])("leaves alone: %s", (text) => expect(secretIn(text)).toBeUndefined());

  it("finds nearly all long strings of random letters and digits", () => {
    const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const random = seeded(1, "secrets");
    const secrets = Array.from({ length: 1000 }, () =>
      Array.from({ length: 40 }, () => characters.charAt(random.integer(characters.length))).join(""),
    );
    const found = secrets.filter((secret) => secretIn(`It is ${secret}, I think.`) === "a key or token");
    expect(found.length).toBeGreaterThan(960);
  });

  it("is quick with whatever comes", () => {
    for (const part of ["a@", "key=", "://a:", "A1", "eyJ", "sk-", "-----BEGIN "]) {
      expect(secretIn(part.repeat(8192 / part.length))).not.toBe("an e-mail address");
    }
  });
});

describe("SecretFinder", () => {
  it("takes a private key for one from its first line to its last, even cut into sentences", () => {
    const lines = [
      "Before it.",
      "-----BEGIN RSA PRIVATE KEY-----",
      "MIIabc.",
      "short=",
      "-----END RSA PRIVATE KEY-----",
      "After it.",
    ];
    const finder = new SecretFinder();
    expect(lines.map((line) => finder.find(line))).toEqual([undefined, ...Array(4).fill("a private key"), undefined]);
  });

  it("gives up on a key that never ends", () => {
    const finder = new SecretFinder();
    const found = ["-----BEGIN PRIVATE KEY-----", ...Array(1000).fill("Nothing secret.")].map((line) =>
      finder.find(line),
    );
    expect(found.lastIndexOf("a private key")).toBe(400);
  });
});

describe("SentenceFilter", () => {
  it.each([
    ["* * *", "without words"],
    ["A b\ufffdd one.", "with unreadable characters"],
    ["So \ufffc holds.", "with a formula"],
    ["Mail a@b.cd now.", "with an e-mail address"],
    ["A sentence.", undefined],
  ])("says of %s that it is %s", (sentence, reason) => expect(new SentenceFilter().reason(sentence)).toBe(reason));

  it("keeps secrets on request", () => {
    expect(new SentenceFilter({ keepSecrets: true }).reason("Mail a@b.cd now.")).toBeUndefined();
  });
});
