/** Figures with their names, and how numbers of text are written. */
import { h } from "../lib/dom";

const LANGUAGE = document.documentElement.lang || "en";
const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const rounded = new Intl.NumberFormat(LANGUAGE, { maximumSignificantDigits: 2 });

export function fact(name: string, value: Node | string, title = ""): HTMLElement {
  return h("div", { class: "fact" }, h("dt", { title }, name), h("dd", {}, value));
}

export function counted(value: number): string {
  return whole.format(value);
}

/** A number of which two digits are enough. */
export function about(value: number): string {
  return value < 100 ? rounded.format(value) : whole.format(value);
}

const KIBIBYTE = 2 ** 10;
const MEBIBYTE = 2 ** 20;

export function bytes(value: number): string {
  const isSmall = value < MEBIBYTE / 10;
  return isSmall ? `${about(value / KIBIBYTE)}\u202fKB` : `${about(value / MEBIBYTE)}\u202fMB`;
}
