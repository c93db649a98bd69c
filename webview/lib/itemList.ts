/**
 * A list of results, each with actions, as a grid of one tab stop. Up, Down, Home and End move from row to row, Right and
 * Left to the row's actions and back; Enter does the first action and a letter the one it belongs to.
 */

import { iconButton } from "./controls";
import { type Child, fill, h } from "./dom";
import { moveTo } from "./roving";

export interface ItemAction<Item> {
  readonly icon: string;
  readonly title: string;
  /** The key of the row that does it, as its title shows it: Enter, Delete, a capital letter, or Ctrl+C. */
  readonly key: string;
  /** Of an action that can be undone: whether it is done, and what it is then. */
  readonly undo?: { isDone(item: Item): boolean; readonly icon: string; readonly title: string };
  run(item: Item): void;
}

export interface ItemListOptions<Item> {
  /** What the list holds, for assistive technology. */
  readonly label: string;
  /** The first is done on Enter. */
  readonly actions: readonly ItemAction<Item>[];
  /** Different for every item of the list; an item that stays keeps its row, and so the focus. */
  keyOf(item: Item): string;
  /** What a screen reader says of the row. */
  describe(item: Item): string;
  draw(item: Item, index: number): readonly Child[];
  onFocus?(item: Item): void;
}

interface Row<Item> {
  item: Item;
  readonly element: HTMLElement;
  readonly content: HTMLElement;
  readonly actions: HTMLElement;
}

export class ItemList<Item> {
  readonly element: HTMLElement;
  readonly #options: ItemListOptions<Item>;
  #rows = new Map<string, Row<Item>>();

  constructor(options: ItemListOptions<Item>) {
    this.#options = options;
    this.element = h("div", { class: "list", attributes: { role: "grid", "aria-label": options.label } });
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.addEventListener("focusin", (event) => this.#onFocus(event));
  }

  draw(items: readonly Item[]): void {
    const focused = this.#focusedIndex();
    const rows = items.map((item, index) => this.#drawRow(item, index));
    const elements = rows.map(({ element }) => element);
    const isSame =
      elements.length === this.element.childElementCount && elements.every((e, i) => e === this.element.children[i]);
    this.#rows = new Map(rows.map((row) => [this.#options.keyOf(row.item), row]));
    if (!isSame) fill(this.element, ...elements);
    if (!elements.some((element) => element.tabIndex === 0)) elements.at(0)?.setAttribute("tabindex", "0");
    // A row that left takes the focus with it: the one in its place has it next.
    if (focused >= 0 && !this.element.contains(document.activeElement)) {
      elements.at(Math.min(focused, elements.length - 1))?.focus({ preventScroll: true });
    }
  }

  /** Marks the row of an item, without moving the focus. */
  mark(key: string | undefined): void {
    for (const [name, { element }] of this.#rows) {
      if (name === key) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    }
  }

  #drawRow(item: Item, index: number): Row<Item> {
    const row = this.#rows.get(this.#options.keyOf(item)) ?? this.#newRow(item);
    row.item = item;
    row.element.setAttribute("aria-label", this.#options.describe(item));
    fill(row.content, ...this.#options.draw(item, index));
    fill(row.actions, ...this.#options.actions.map((action) => this.#actionButton(action, row)));
    return row;
  }

  #newRow(item: Item): Row<Item> {
    const content = h("div", { class: "row-content", attributes: { role: "gridcell" } });
    const actions = h("div", { class: "row-actions", attributes: { role: "gridcell" } });
    const element = h("div", { class: "row", attributes: { role: "row", tabindex: "-1" } }, content, actions);
    return { item, element, content, actions };
  }

  #actionButton(action: ItemAction<Item>, row: Row<Item>): HTMLElement {
    const { icon, title } = action.undo?.isDone(row.item) ? action.undo : action;
    const element = iconButton({
      icon,
      title: `${title} (${shownKey(action.key)})`,
      onClick: () => action.run(row.item),
    });
    element.tabIndex = -1;
    return element;
  }

  #onKey(event: KeyboardEvent): void {
    const row = this.#rowOf(event.target);
    if (row === undefined) return;
    const rows = Array.from(this.#rows.values(), ({ element }) => element);
    const buttons = Array.from(row.actions.querySelectorAll("button"));
    const isOnRow = event.target === row.element;
    if (moveTo(event, rows, row.element, ["ArrowUp", "ArrowDown"])) return;
    if (moveTo(event, [row.element, ...buttons], event.target, sidewards(row.element))) return;
    const action = this.#options.actions.find(({ key }) => matches(event, key));
    if (action === undefined || (!isOnRow && event.key === "Enter")) return;
    event.preventDefault();
    action.run(row.item);
  }

  #onFocus(event: FocusEvent): void {
    const row = this.#rowOf(event.target);
    if (row === undefined) return;
    for (const { element } of this.#rows.values()) element.tabIndex = element === row.element ? 0 : -1;
    if (event.target === row.element) this.#options.onFocus?.(row.item);
  }

  #rowOf(target: EventTarget | null): Row<Item> | undefined {
    return Array.from(this.#rows.values()).find(({ element }) => target instanceof Node && element.contains(target));
  }

  #focusedIndex(): number {
    return Array.from(this.element.children).findIndex((element) => element.contains(document.activeElement));
  }
}

function sidewards(element: Element): readonly [string, string] {
  return getComputedStyle(element).direction === "rtl" ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
}

function isMac(): boolean {
  return /mac/i.test(navigator.platform);
}

function shownKey(key: string): string {
  return isMac() ? key.replace("Ctrl+", "⌘") : key;
}

/** Whether a key event is the key of an action. Text that is selected goes to the clipboard before a row does. */
function matches(event: KeyboardEvent, key: string): boolean {
  const modified = event.ctrlKey || event.metaKey;
  if (event.altKey || modified !== key.startsWith("Ctrl+")) return false;
  if (modified && getSelection()?.isCollapsed === false) return false;
  return event.key.toUpperCase() === key.replace("Ctrl+", "").toUpperCase();
}
