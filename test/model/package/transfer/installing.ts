/** What tests of archives share: a package to copy, a folder to copy it into, and a look at what is left open. */
import { mkdir, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { writeExample } from "../examplePackage";
import { inFolder } from "../folders";

/** A package in `model`, and a folder `installed` that copies go to. */
export async function withExample(
  use: (folder: string, model: string, installed: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const [model, installed] = [join(folder, "model"), join(folder, "installed")];
    await writeExample(model);
    await mkdir(installed);
    await use(folder, model, installed);
  });
}

/** What this process holds open there, where the system tells. */
export async function filesOpenIn(folder: string): Promise<string[]> {
  const descriptors = await readdir("/proc/self/fd").catch(() => []);
  const files = await Promise.all(descriptors.map((each) => readlink(`/proc/self/fd/${each}`).catch(() => "")));
  return files.filter((file) => file.startsWith(folder));
}
