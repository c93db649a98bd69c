/**
 * The form controls of all panels. The only file that knows the component library, so that a successor of it is a change
 * of one file. It has no slider: ours is a themed range input.
 */
import {
  Button,
  Checkbox,
  Dropdown,
  Option as DropdownOption,
  provideVSCodeDesignSystem,
  TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import { apply, h, percent, setStyle, setText } from "./dom";

const system = provideVSCodeDesignSystem();
system.register(vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());

/** A control that a person sets, and that can be set without telling its listener. */
export interface Control<Value> {
  readonly element: HTMLElement;
  value: Value;
}

interface Labelled {
  readonly label: string;
  /** What it does, in a sentence. */
  readonly title: string;
}

export interface ButtonOptions extends Labelled {
  readonly icon?: string;
  readonly secondary?: boolean;
  onClick(): void;
}

export function button({ label, title, icon, secondary = false, onClick }: ButtonOptions): HTMLElement {
  const element = create("vscode-button", Button);
  apply(element, {
    title,
    attributes: { appearance: secondary ? "secondary" : "primary" },
    on: { click: onClick },
  });
  if (icon !== undefined)
    element.append(
      h("span", { class: `codicon codicon-${icon}`, attributes: { slot: "start", "aria-hidden": "true" } }),
    );
  element.append(label);
  return element;
}

export interface IconButtonOptions {
  /** A codicon's name, or a single capital letter, which stands for itself. */
  readonly icon: string;
  readonly title: string;
  onClick(): void;
}

/** A native button: lists hold many, each reached through the list's own keys. */
export function iconButton({ icon, title, onClick }: IconButtonOptions): HTMLButtonElement {
  const isLetter = icon.length === 1;
  const glyph = h("span", {
    class: isLetter ? "letter" : `codicon codicon-${icon}`,
    attributes: { "aria-hidden": "true" },
  });
  if (isLetter) glyph.append(icon);
  const attributes = { type: "button", "aria-label": title };
  return h("button", { class: "icon-button", title, attributes, on: { click: onClick } }, glyph);
}

/** An icon button that stays pressed; what it says and shows depends on whether it is. */
export function toggle(
  faces: { readonly on: Omit<IconButtonOptions, "onClick">; readonly off: Omit<IconButtonOptions, "onClick"> },
  onChange: (value: boolean) => void,
): Control<boolean> & { readonly element: HTMLButtonElement } {
  let pressed = false;
  const element = iconButton({ ...faces.off, onClick: () => flip() });
  const set = (value: boolean) => {
    pressed = value;
    const { icon, title } = value ? faces.on : faces.off;
    element.firstElementChild?.setAttribute("class", `codicon codicon-${icon}`);
    apply(element, { title, attributes: { "aria-label": title, "aria-pressed": String(value) } });
  };
  const flip = () => {
    set(!pressed);
    onChange(pressed);
  };
  set(false);
  return {
    element,
    get value() {
      return pressed;
    },
    set value(value) {
      if (value !== pressed) set(value);
    },
  };
}

export function checkbox({ label, title }: Labelled, onChange: (value: boolean) => void): Control<boolean> {
  const element = create("vscode-checkbox", Checkbox);
  apply(element, { title });
  element.append(label);
  let set = element.checked;
  element.addEventListener("change", () => {
    if (element.checked === set) return;
    set = element.checked;
    onChange(set);
  });
  return {
    element,
    get value() {
      return element.checked;
    },
    set value(value) {
      set = value;
      element.checked = value;
    },
  };
}

export interface Alternative<Value extends string> extends Labelled {
  readonly value: Value;
}

export function choice<Value extends string>(
  { label, title }: Labelled,
  alternatives: readonly Alternative<Value>[],
  onChange: (value: Value) => void,
): Control<Value> {
  const dropdown = create("vscode-dropdown", Dropdown);
  apply(dropdown, { title, attributes: { "aria-label": label } });
  for (const alternative of alternatives) {
    const option = create("vscode-option", DropdownOption);
    apply(option, { title: alternative.title, attributes: { value: alternative.value } });
    option.append(alternative.label);
    dropdown.append(option);
  }
  const chosen = () => alternatives.find(({ value }) => value === dropdown.value)?.value ?? alternatives[0].value;
  dropdown.addEventListener("change", () => onChange(chosen()));
  return {
    element: field(label, dropdown),
    get value() {
      return chosen();
    },
    set value(value) {
      if (dropdown.value !== value) dropdown.value = value;
    },
  };
}

export interface NumberRange extends Labelled {
  readonly min: number;
  readonly max: number;
}

/** A whole number; what is none, or out of range, goes back to the number before. */
export function numberField(
  { label, title, min, max }: NumberRange,
  onChange: (value: number) => void,
): Control<number> {
  const element = create("vscode-text-field", TextField);
  apply(element, { title, attributes: { inputmode: "numeric", maxlength: "10" } });
  element.append(label);
  let number = min;
  const set = (value: number) => {
    number = value;
    element.value = String(value);
  };
  element.addEventListener("change", () => {
    const typed = element.value.trim();
    const value = Number(typed);
    const isValid = /^\d+$/.test(typed) && value >= min && value <= max && value !== number;
    set(isValid ? value : number);
    if (isValid) onChange(value);
  });
  return {
    element: field(label, element),
    get value() {
      return number;
    },
    set value(value) {
      if (value !== number || element.value === "") set(value);
    },
  };
}

export interface TextFieldOptions extends Labelled {
  /** Whether a text can be taken; one that cannot goes back to the text before. Default: every text. */
  accepts?(text: string): boolean;
}

/** A line of text, told when it is left. */
export function textField(
  { label, title, accepts = () => true }: TextFieldOptions,
  onChange: (value: string) => void,
): Control<string> {
  const element = create("vscode-text-field", TextField);
  apply(element, { title, attributes: { maxlength: "1000" } });
  element.append(label);
  let text = "";
  element.addEventListener("change", () => {
    const typed = element.value.trim();
    if (!accepts(typed)) element.value = text;
    else if (typed !== text) {
      text = typed;
      onChange(typed);
    }
  });
  return {
    element: field(label, element),
    get value() {
      return text;
    },
    set value(value) {
      if (value === text) return;
      text = value;
      element.value = value;
    },
  };
}

export interface SliderOptions extends NumberRange {
  readonly step: number;
  format(value: number): string;
}

/** A range input with its name and its value above it; tells every move. */
export function slider(options: SliderOptions, onInput: (value: number) => void): Control<number> {
  const { label, title, min, max, step, format } = options;
  const attributes = { type: "range", min: `${min}`, max: `${max}`, step: `${step}`, "aria-label": label };
  const input = h("input", { class: "slider", title, attributes });
  const output = h("output", { class: "field-value" });
  const show = () => {
    setText(output, format(input.valueAsNumber));
    input.setAttribute("aria-valuetext", format(input.valueAsNumber));
    setStyle(input, "--fill", percent((input.valueAsNumber - min) / (max - min)));
  };
  input.addEventListener("input", () => {
    show();
    onInput(input.valueAsNumber);
  });
  show();
  return {
    element: h("label", { class: "field slider-field" }, h("span", { class: "field-label" }, label), output, input),
    get value() {
      return input.valueAsNumber;
    },
    set value(value) {
      input.valueAsNumber = value;
      show();
    },
  };
}

function field(label: string, control: HTMLElement): HTMLElement {
  return h(
    "div",
    { class: "field" },
    h("span", { class: "field-label", attributes: { "aria-hidden": "true" } }, label),
    control,
  );
}

function create<Custom extends HTMLElement>(name: string, type: abstract new () => Custom): Custom {
  const element = document.createElement(name);
  if (!(element instanceof type)) throw new Error(`${name} is not registered.`);
  return element;
}
