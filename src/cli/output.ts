/** Results for people and for programs. */
import type { Terminal } from "./terminal";

/** Decimal digits that give a float32 back exactly. */
const FLOAT32_DIGITS = 9;

/** One JSON object, or the text that `asText` makes of the result. */
export function show<T>(terminal: Terminal, result: T, json: boolean | undefined, asText: (result: T) => string): void {
  terminal.print(json ? toJson(result) : asText(result));
}

/** One line of JSON; typed arrays become plain arrays, and float32 numbers are no longer than they need be. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => {
    if (field instanceof Float32Array) return Array.from(field, (x) => Number(x.toPrecision(FLOAT32_DIGITS)));
    if (field instanceof Int32Array || field instanceof Uint32Array || field instanceof Float64Array) return [...field];
    return field;
  });
}

/** Columns as wide as their widest cell, two spaces apart. `alignment`: "l" or "r" a column, left where it says nothing. */
export function table(rows: readonly (readonly string[])[], alignment = ""): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ""))),
  );
  const line = (row: readonly string[]) =>
    row.map((cell, column) => pad(cell, widths[column], alignment[column] === "r")).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}

/** A number for people: `digits` after the point and a true minus sign. */
export function fixed(value: number, digits = 2): string {
  return value.toFixed(digits).replace("-", "\u2212");
}

/** `1 sentence`, `2 sentences`, `12,345 sentences`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-GB")} ${noun}${count === 1 ? "" : "s"}`;
}

function pad(cell: string, width: number, right: boolean): string {
  const gap = " ".repeat(Math.max(0, width - displayWidth(cell)));
  return right ? gap + cell : cell + gap;
}

function displayWidth(text: string): number {
  return [...text].length;
}
