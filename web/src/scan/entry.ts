// Typed codes and hand scanners. A scanner types like a keyboard, very fast, and ends
// with Enter; what separates elements arrives as a control character that a text field
// would hide, so it is shown as its picture and sent as the byte it was.

import { h } from "../dom.ts";
import { fromKeys, GS, visible } from "./code.ts";

export class Entry {
  readonly element: HTMLFormElement;
  #field = h("input", {
    id: "code",
    name: "code",
    type: "text",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    inputmode: "text",
    enterkeyhint: "go",
    maxlength: 1024,
    placeholder: "(01)…(21)… or https://…",
    "aria-describedby": "code-help",
  });

  constructor(private readonly entered: (code: string) => void) {
    this.element = h(
      "form",
      { class: "entry" },
      h("label", { for: "code" }, "Type it, or use a hand scanner"),
      h(
        "div",
        { class: "line" },
        this.#field,
        h("button", { type: "submit", class: "second" }, "Check"),
      ),
      h(
        "p",
        { class: "quiet", id: "code-help" },
        "As printed beside the code, with brackets, or the scanner's own output.",
      ),
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      const code = fromKeys(this.#field.value);
      if (code === "") return this.#field.focus();
      this.#field.select(); // the next scan replaces this one
      this.entered(code);
    });
    this.#field.addEventListener("keydown", (event) => this.#separator(event));
    this.#field.addEventListener("input", () => {
      if (this.#field.value.includes(GS)) this.#field.value = visible(this.#field.value);
    });
  }

  /** Puts the cursor into the field where that raises no keyboard over the page. */
  ready(): void {
    if (matchMedia("(pointer: fine)").matches) this.#field.focus({ preventScroll: true });
  }

  /** Takes keys that were meant for the field while nothing else had the focus. */
  catch(event: KeyboardEvent): void {
    const idle =
      document.activeElement === document.body || document.activeElement?.id === "verdict";
    if (!idle || event.altKey || event.metaKey) return;
    if (isSeparator(event) || (event.key.length === 1 && event.key !== " " && !event.ctrlKey)) {
      this.#field.value = "";
      this.#field.focus();
      this.#separator(event);
    }
  }

  #separator(event: KeyboardEvent): void {
    if (!isSeparator(event)) return;
    event.preventDefault();
    const end = this.#field.selectionEnd ?? this.#field.value.length;
    this.#field.setRangeText(visible(GS), this.#field.selectionStart ?? end, end, "end");
  }
}

/** GS is Control and ] on a keyboard (ISO/IEC 646, 0x1D). */
function isSeparator(event: KeyboardEvent): boolean {
  return (
    event.key === GS ||
    (event.ctrlKey && !event.altKey && (event.key === "]" || event.code === "BracketRight"))
  );
}
