import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Chromium brings a Vulkan driver that computes on the CPU, SwiftShader, and the loader for it. */
const CHROMIUM = "/usr/lib/chromium";
const SWIFTSHADER = path.join(CHROMIUM, "vk_swiftshader_icd.json");

/** Relative; the largest difference that was seen is 2e-7. */
const TOLERANCE = 1e-5;

const driver = vulkanDriver();
const repository = path.resolve(import.meta.dirname, "../../..");
/** Inside the repository, so that the bundle finds onnxruntime-node. */
const folder = mkdtempSync(path.join(repository, "node_modules", ".webgpu-test-"));

describe.skipIf(driver === undefined)(
  driver === undefined
    ? "the WebGPU provider (skipped: no Vulkan driver; install chromium or set VK_ICD_FILENAMES)"
    : "the WebGPU provider",
  () => {
    beforeAll(async () => {
      await build({
        absWorkingDir: repository,
        entryPoints: ["test/trainer/step/webgpuLosses.ts"],
        outdir: folder,
        bundle: true,
        platform: "node",
        mainFields: ["module", "main"],
        external: ["onnxruntime-node"],
        logLevel: "error",
      });
    });

    it.each([
      ["with gradients fetched a step", "gradients"],
      ["with the optimiser in the graph", "resident"],
    ])("trains with the losses of the CPU %s", { timeout: 240_000 }, async (_, form) => {
      const [expected, actual] = await Promise.all([losses("cpu", form), losses("webgpu", form)]);
      expect(actual).toHaveLength(expected.length);
      actual.forEach((loss, step) => {
        expect(Math.abs(loss - expected[step]) / expected[step]).toBeLessThan(TOLERANCE);
      });
    });
  },
);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** In a process of its own, so that a crash of native code is a failure of this test and of no other. */
async function losses(provider: string, form: string): Promise<number[]> {
  const env = { ...process.env, ...driver };
  const call = [path.join(folder, "webgpuLosses.js"), provider, form];
  const { stdout } = await promisify(execFile)(process.execPath, call, { env });
  return JSON.parse(stdout);
}

/** The environment in which a process finds a Vulkan driver. */
function vulkanDriver(): Record<string, string> | undefined {
  if (os.platform() !== "linux") return undefined;
  if (process.env.VK_ICD_FILENAMES !== undefined) return {};
  return existsSync(SWIFTSHADER) ? { VK_ICD_FILENAMES: SWIFTSHADER, LD_LIBRARY_PATH: CHROMIUM } : undefined;
}
