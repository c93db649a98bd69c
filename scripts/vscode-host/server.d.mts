import type { Host } from "./install.mjs";

export interface Profile {
  readonly folder: string;
  readonly extensions: string;
  remove(): void;
}

export interface Server {
  readonly url: string;
  readonly pid: number;
  stop(): void;
}

export interface ServerOptions {
  readonly port?: number;
  readonly trustEverything?: boolean;
  readonly driver?: boolean;
}

export function createProfile(settings?: Readonly<Record<string, unknown>>, folder?: string): Profile;
export function installExtension(host: Host, profile: Profile, vsix: string): void;
export function startServer(host: Host, profile: Profile, options?: ServerOptions): Promise<Server>;
