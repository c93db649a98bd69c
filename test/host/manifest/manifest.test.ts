/** The manifest and the code speak of the same things: every id, string and when-clause, once, and nothing missing. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import strings from "../../../package.nls.json";
import {
  COMMANDS,
  EXTENSION,
  MODEL_ITEMS,
  PANELS,
  SETTINGS,
  SUBMENUS,
  TASK_TYPE,
  VIEWS,
  WALKTHROUGH,
} from "../../../src/ids";
import {
  completionsSettingsSchema,
  homotopySettingsSchema,
  variantsSettingsSchema,
} from "../../../src/protocol/panelSchemas";

const ROOT = join(__dirname, "..", "..", "..");
const text = readFileSync(join(ROOT, "package.json"), "utf8");

const menuItem = z.object({
  command: z.string().optional(),
  submenu: z.string().optional(),
  when: z.string().optional(),
});
const property = z.object({
  type: z.string(),
  default: z.unknown(),
  scope: z.string(),
  order: z.number(),
  markdownDescription: z.string(),
  enum: z.array(z.string()).optional(),
  enumDescriptions: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
const manifest = z
  .object({
    name: z.string(),
    publisher: z.string(),
    icon: z.string(),
    l10n: z.string(),
    activationEvents: z.array(z.string()),
    capabilities: z.object({
      untrustedWorkspaces: z.object({ supported: z.literal("limited"), restrictedConfigurations: z.array(z.string()) }),
      virtualWorkspaces: z.object({ supported: z.literal("limited") }),
    }),
    contributes: z.object({
      commands: z.array(z.object({ command: z.string(), title: z.string(), category: z.literal("Homotopy") })),
      submenus: z.array(z.object({ id: z.string() })),
      menus: z.record(z.string(), z.array(menuItem)),
      configuration: z.array(
        z.object({ title: z.string(), order: z.number(), properties: z.record(z.string(), property) }),
      ),
      taskDefinitions: z.array(z.object({ type: z.string() })),
      views: z.record(z.string(), z.array(z.object({ id: z.string(), icon: z.string() }))),
      viewsWelcome: z.array(z.object({ view: z.string() })),
      viewsContainers: z.object({ activitybar: z.array(z.object({ id: z.string(), icon: z.string() })) }),
      walkthroughs: z.array(
        z.object({
          id: z.string(),
          steps: z.array(
            z.object({
              media: z.object({ svg: z.string(), altText: z.string() }),
              completionEvents: z.array(z.string()),
            }),
          ),
        }),
      ),
    }),
  })
  .parse(JSON.parse(text));
const { contributes } = manifest;
const properties = Object.assign({}, ...contributes.configuration.map((group) => group.properties)) as Record<
  string,
  z.infer<typeof property>
>;
const menuItems = Object.values(contributes.menus).flat();

const sorted = (values: Iterable<string>) => [...values].sort();

describe("ids", () => {
  it("name the extension", () => expect(`${manifest.publisher}.${manifest.name}`).toBe(EXTENSION));

  it("name every command once", () => {
    expect(sorted(contributes.commands.map(({ command }) => command))).toEqual(sorted(Object.values(COMMANDS)));
  });

  it("name every setting once", () => {
    const inGroups = contributes.configuration.flatMap((group) => Object.keys(group.properties));
    expect(sorted(inGroups)).toEqual(sorted(Object.values(SETTINGS)));
  });

  it("name views, submenus, walkthrough and panels", () => {
    const views = Object.values(contributes.views).flat();
    expect(views.map(({ id }) => id)).toEqual(Object.values(VIEWS));
    expect(contributes.viewsWelcome.map(({ view }) => view)).toEqual(Object.values(VIEWS));
    expect(contributes.submenus.map(({ id }) => id)).toEqual(Object.values(SUBMENUS));
    expect(contributes.walkthroughs.map(({ id }) => id)).toEqual([WALKTHROUGH]);
    expect(contributes.taskDefinitions.map(({ type }) => type)).toEqual([TASK_TYPE]);
    const panels = Object.values(PANELS).map((panel) => `onWebviewPanel:${panel}`);
    const proses = properties[SETTINGS.inlineLanguages].default;
    const languages = z.array(z.string()).parse(proses);
    expect(manifest.activationEvents).toEqual([...panels, ...languages.map((language) => `onLanguage:${language}`)]);
  });

  it("are written out in no other file", () => {
    const quoted = [COMMANDS, SETTINGS, PANELS, VIEWS, SUBMENUS, MODEL_ITEMS]
      .flatMap((ids) => Object.values<string>(ids))
      .map((id) => `"${id}"`);
    const sources = [...sourcesIn("src"), ...sourcesIn("webview")].filter((file) => !file.endsWith("src/ids.ts"));
    for (const file of sources) {
      const source = readFileSync(file, "utf8");
      expect(
        quoted.filter((id) => source.includes(id)),
        file,
      ).toEqual([]);
    }
  });
});

describe("menus", () => {
  it("show known commands and submenus", () => {
    const known = new Set<string>([...Object.values(COMMANDS), ...Object.values(SUBMENUS)]);
    for (const { command, submenu } of menuItems) expect(known).toContain(command ?? submenu);
  });

  it("show each command once a menu", () => {
    for (const items of Object.values(contributes.menus)) {
      const commands = items.map(({ command, submenu }) => command ?? submenu);
      expect(new Set(commands).size).toBe(commands.length);
    }
  });

  it("keep commands of the Models view out of the palette", () => {
    const hidden = contributes.menus.commandPalette.filter(({ when }) => when === "false");
    const ofItems = contributes.menus["view/item/context"].map(({ command }) => command ?? "");
    expect(sorted(hidden.map(({ command }) => command ?? ""))).toEqual(sorted(ofItems));
  });

  it("ask for context keys that exist", () => {
    const ofFolders = ["explorerResourceIsFolder", "resourceScheme", "isWorkspaceTrusted"];
    const known = ["editorIsOpen", "editorHasSelection", "view", "viewItem", "false", ...ofFolders];
    const values = [...Object.values(VIEWS), ...Object.values(MODEL_ITEMS), "file"];
    for (const when of menuItems.flatMap((item) => item.when ?? [])) {
      for (const clause of when.split(" && ")) {
        const [key, , value] = clause.split(" ");
        expect(known, when).toContain(key);
        if (value?.startsWith("/")) expect(values.some((id) => new RegExp(value.slice(1, -1)).test(id))).toBe(true);
        else if (value) expect(values, when).toContain(value);
      }
    }
  });
});

describe("settings", () => {
  it("are described, ordered, scoped and bounded", () => {
    for (const [id, setting] of Object.entries(properties)) {
      expect(setting.default, id).toBeDefined();
      expect(["window", "resource", "language-overridable", "machine", "machine-overridable"], id).toContain(
        setting.scope,
      );
      expect(setting.enumDescriptions?.length, id).toBe(setting.enum?.length);
      if (setting.type === "number" || setting.type === "integer") {
        expect(setting.minimum, id).toBeLessThan(setting.maximum ?? 0);
      }
    }
    for (const { properties: group } of contributes.configuration) {
      expect(Object.values(group).map(({ order }) => order)).toEqual(Object.keys(group).map((_, index) => index + 1));
    }
  });

  it("have the bounds that the panels accept", () => {
    const variants = { count: 10, spread: 1, temperature: 0, seed: 1, seedLocked: false };
    const homotopy = { path: "linear", adaptive: true, steps: 9 };
    const completions = { beam: 6, count: 5 };
    const accept = (id: string, accepts: (value: unknown) => boolean) => {
      const { minimum = 0, maximum = 0, default: usual } = properties[id];
      for (const value of [minimum, maximum, usual]) expect(accepts(value), `${id}: ${value}`).toBe(true);
      for (const value of [minimum - 1, maximum + 1]) expect(accepts(value), `${id}: ${value}`).toBe(false);
    };
    const variantsWith = (name: string) => (value: unknown) =>
      variantsSettingsSchema.safeParse({ ...variants, [name]: value }).success;
    accept(SETTINGS.variantsCount, variantsWith("count"));
    accept(SETTINGS.variantsSpread, variantsWith("spread"));
    accept(SETTINGS.variantsTemperature, variantsWith("temperature"));
    accept(SETTINGS.pathSteps, (steps) => homotopySettingsSchema.safeParse({ ...homotopy, steps }).success);
    accept(
      SETTINGS.completionsCount,
      (count) => completionsSettingsSchema.safeParse({ ...completions, count }).success,
    );
    accept(SETTINGS.completionsBeam, (beam) => completionsSettingsSchema.safeParse({ ...completions, beam }).success);
  });

  it("that lead to model files wait for trust", () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(restrictedConfigurations).toEqual([SETTINGS.activeModel, SETTINGS.modelFolders]);
  });
});

describe("strings", () => {
  it("are all defined, and each used once", () => {
    const used = Array.from(text.matchAll(/"%([^%"]+)%"/g), ([, key]) => key);
    expect(sorted(used)).toEqual(sorted(Object.keys(strings)));
  });

  it("link to known commands only", () => {
    const links = Array.from(JSON.stringify(strings).matchAll(/\(command:([\w.]+)\)/g), ([, command]) => command);
    const known = [...Object.values(COMMANDS), ...Object.values(VIEWS).map((view) => `${view}.focus`)];
    for (const link of links) expect(known).toContain(link);
  });

  it("of the code are the keys of the l10n bundle", async () => {
    const sources = [...sourcesIn("src/host"), ...sourcesIn("webview")].map((file) => readFileSync(file, "utf8"));
    const calls = sources.flatMap((source) => [...source.matchAll(/\bt\(\s*("(?:[^"\\]|\\.)*")/g)]);
    const keys = [...new Set(calls.map(([, literal]) => z.string().parse(JSON.parse(literal))))].sort();
    const bundle = `${JSON.stringify(Object.fromEntries(keys.map((key) => [key, key])), undefined, 2)}\n`;
    // `npx vitest run test/host/manifest -u` writes the bundle anew.
    await expect(bundle).toMatchFileSnapshot(join(ROOT, manifest.l10n, "bundle.l10n.json"));
  });
});

describe("pictures", () => {
  it("are there", () => {
    const steps = contributes.walkthroughs.flatMap(({ steps }) => steps);
    const icons = [...Object.values(contributes.views).flat(), ...contributes.viewsContainers.activitybar];
    const files = [manifest.icon, ...icons.map(({ icon }) => icon), ...steps.map(({ media }) => media.svg)];
    for (const file of files) expect(existsSync(join(ROOT, file)), file).toBe(true);
  });

  it("of the marketplace is at least 128 pixels wide", () => {
    const png = readFileSync(join(ROOT, manifest.icon));
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
  });
});

it("completes walkthrough steps by known commands and views", () => {
  const known = [
    ...Object.values(COMMANDS).map((command) => `onCommand:${command}`),
    ...Object.values(VIEWS).map((view) => `onView:${view}`),
  ];
  for (const step of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
    for (const event of step.completionEvents) expect(known).toContain(event);
  }
});

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(ROOT, folder, file));
}
