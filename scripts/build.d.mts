/** Bundles `entryPoints` (output name to source) into the folder `outdir`. */
export function bundle(entryPoints: Readonly<Record<string, string>>, outdir: string): Promise<void>;
export const PAGES: Readonly<Record<string, string>>;
export function bundlePages(entryPoints: Readonly<Record<string, string>>, outdir: string): Promise<void>;
export function bundleExtension(outdir: string): Promise<void>;
