/** Why a file or folder of a workspace is not read, in words for a person; each follows the path and a colon. */
import { errorCode } from "../../model/package/storage";

export const REASONS = {
  hidden: "hidden",
  packages: "a folder of packages",
  model: "a model package or a training run",
  excluded: "excluded",
  notIncluded: "not included",
  ignored: "ignored by .gitignore",
  otherKind: "not a kind of file that holds text",
  code: "source code, which is read only on request",
  empty: "an empty file",
  again: "a link to what is read elsewhere",
  device: "neither a file nor a folder",
  nothing: "no usable sentence in it",
} as const;

/** In decimal megabytes. */
export function largerThan(bytes: number): string {
  return `larger than ${(bytes / 1e6).toLocaleString("en-GB", { maximumFractionDigits: 1 })} MB`;
}

export function moreThan(files: number): string {
  return `more than ${files.toLocaleString("en-GB")} files`;
}

/** A file that has gone, may not be read, or sits on a failing disk; undefined for an error that is none of the file's. */
export function unreadable(error: unknown): string | undefined {
  const code = errorCode(error);
  if (code === "ENOENT" || code === "ENOTDIR") return "it is no longer there, or a broken link";
  if (code === "ELOOP") return "a link in a circle";
  return code !== undefined && FILE_ERRORS.has(code) ? `it cannot be read (${code})` : undefined;
}

const FILE_ERRORS: ReadonlySet<string> = new Set(
  "EACCES EPERM EIO EISDIR EBUSY ENXIO ENODEV ENAMETOOLONG EINVAL ESTALE EOVERFLOW ETIMEDOUT EAGAIN UNKNOWN".split(" "),
);
