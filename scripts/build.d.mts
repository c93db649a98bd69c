/** Bundles `entryPoints` (output name to source) into the folder `outdir`. */
export function bundle(entryPoints: Readonly<Record<string, string>>, outdir: string): Promise<void>;
