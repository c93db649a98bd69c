/** The element that a test's panel is drawn in: a new one for each test. */
import { afterEach, beforeEach } from "vitest";

export let root: HTMLElement;

beforeEach(() => {
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => root.remove());

/** Lets a panel do what it does after what it was told. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

export function all(selector: string): HTMLElement[] {
  return Array.from(root.querySelectorAll<HTMLElement>(selector));
}

export function isShown(element: Element | null | undefined): boolean {
  return !!element && element.closest("[hidden]") === null;
}
