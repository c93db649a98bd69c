export const CHROMIUM: string | undefined;
export const THEMES: Readonly<Record<string, unknown>>;
export function serve(): Promise<{ url(query: Readonly<Record<string, string>>): string; close(): void }>;
