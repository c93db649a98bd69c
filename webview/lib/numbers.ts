/** Numbers as the panels print them, with a minus sign in place of the hyphen. */

export function fixed(value: number, digits: number): string {
  return value
    .toFixed(digits)
    .replace(/^-(?=.*[1-9])/, "\u2212")
    .replace(/^-/, "");
}

/** A share of 1 in percent; a small one does not vanish. */
export function share(value: number): string {
  const hundredths = 100 * value;
  if (hundredths > 0 && hundredths < 1) return "<\u200a1\u202f%";
  return `${Math.round(hundredths)}\u202f%`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
