/** Building elements without markup: every text becomes a text node, so nothing in a document can become an element. */

export type Child = Node | string | undefined | false;

type Listeners = { readonly [Type in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Type]) => void };

export interface Properties {
  readonly class?: string;
  readonly title?: string;
  /** Attributes as in markup; one that is undefined is left out. */
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly on?: Listeners;
}

/** An element with its children: `h("li", { class: "row" }, "text")`. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  apply(element, properties);
  element.append(...present(children));
  return element;
}

/** Sets properties of an element that exists, a custom one for instance. */
export function apply(element: HTMLElement, { class: names, title, attributes = {}, on = {} }: Properties): void {
  if (names !== undefined) element.className = names;
  if (title !== undefined) element.title = title;
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  for (const [type, listener] of Object.entries(on)) element.addEventListener(type, listener as EventListener);
}

export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...present(children));
}

/** Sets a text only when it differs: a live region and a selection stay as they are otherwise. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A style property through the object model, which a strict content security policy allows. */
export function setStyle(element: HTMLElement, property: string, value: string): void {
  if (element.style.getPropertyValue(property) !== value) element.style.setProperty(property, value);
}

export function percent(fraction: number): string {
  return `${(100 * Math.min(1, Math.max(0, fraction))).toFixed(3)}%`;
}

function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => child !== undefined && child !== false);
}
