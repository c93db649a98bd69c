/** Keys that move among elements of which one at a time can be focused. */

/** Focuses the element before or after `current`, or the first or last; says whether the key was one of these. */
export function moveTo(
  event: KeyboardEvent,
  elements: readonly HTMLElement[],
  current: EventTarget | null,
  [back, forth]: readonly [string, string],
): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const index = current instanceof HTMLElement ? elements.indexOf(current) : -1;
  const isVertical = back === "ArrowUp";
  const target = targetOf(event.key, index, elements.length);
  if (target === undefined) return false;
  elements.at(Math.min(elements.length - 1, Math.max(0, target)))?.focus();
  event.preventDefault();
  return true;

  function targetOf(key: string, from: number, count: number): number | undefined {
    if (key === back) return from - 1;
    if (key === forth) return from + 1;
    if (isVertical && key === "Home") return 0;
    return isVertical && key === "End" ? count - 1 : undefined;
  }
}
