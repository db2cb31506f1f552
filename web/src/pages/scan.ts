// The scan page: a picture, a photo or keystrokes in; one verdict out.

import { fill, h, icon } from "../dom.ts";
import { distinct, fromKeys, rootCode, type Code } from "../scan/code.ts";
import { Entry } from "../scan/entry.ts";
import { face } from "../scan/face.ts";
import { busy, choice, compare, legend, nothing, notice } from "../scan/notices.ts";
import { Reader } from "../scan/reader.ts";
import { readOnServer } from "../scan/server.ts";
import { View } from "../scan/view.ts";
import { judge, type Purpose } from "../verdict.ts";
import { faces, purposes } from "../words.ts";

const upload = "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4";

class ScanPage {
  #reader = new Reader();
  #view = new View(this.#reader, (codes) => this.#found(codes));
  #entry = new Entry((code) => void this.#judge(code, false));
  #answer = h("section", { class: "answer", "aria-label": "Answer" });
  #status = h("p", { class: "unseen", role: "status" });
  #purpose: Purpose = "PATIENT";
  #code: string | undefined; // last judged
  #turn = 0; // what was started later wins

  constructor(private readonly main: HTMLElement) {
    fill(
      main,
      h(
        "div",
        { class: "scan" },
        h(
          "section",
          { class: "scanner", "aria-label": "Scanner" },
          h("h1", {}, "Check a medicine"),
          this.#view.element,
          this.#photos(),
          this.#entry.element,
          this.#purposes(),
        ),
        this.#answer,
      ),
      this.#status,
    );
    fill(this.#answer, legend());
    this.#listen();
  }

  /** Judges the code of the address, if it has one. */
  start(address: URL): void {
    const code = fromKeys(address.searchParams.get("code") ?? "");
    if (code) void this.#judge(code);
    else this.#entry.ready();
  }

  #photos(): HTMLElement {
    const pick = (label: string, className: string, capture: boolean) => {
      const input = h("input", {
        type: "file",
        accept: "image/*",
        class: "unseen",
        capture: capture && "environment",
      });
      input.addEventListener("change", () => {
        const photo = input.files?.[0];
        input.value = ""; // the same photo may be chosen again
        if (photo) void this.#photo(photo);
      });
      return h("label", { class: `second ${className}` }, input, icon(upload), label);
    };
    return h(
      "div",
      { class: "photos" },
      pick("Take a photo", "phone", true),
      pick("Choose a photo", "", false),
      h("p", { class: "quiet desk" }, "or drop or paste one anywhere on this page"),
    );
  }

  #purposes(): HTMLElement {
    const meaning = h("p", { class: "quiet", id: "purpose-help" }, purposes[this.#purpose].meaning);
    const options = (Object.keys(purposes) as Purpose[]).map((purpose) => {
      const radio = h("input", {
        type: "radio",
        name: "purpose",
        value: purpose,
        checked: purpose === this.#purpose,
      });
      radio.addEventListener("change", () => {
        this.#purpose = purpose;
        meaning.textContent = purposes[purpose].meaning;
        if (this.#code) void this.#judge(this.#code, false);
      });
      return h("label", {}, radio, h("span", {}, purposes[purpose].word));
    });
    return h(
      "fieldset",
      { class: "purposes", "aria-describedby": "purpose-help" },
      h("legend", {}, "Why do you ask?"),
      h("div", { class: "segments" }, ...options),
      meaning,
    );
  }

  #listen(): void {
    document.addEventListener("keydown", (event) => this.#entry.catch(event));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.#view.isLive) this.#view.close();
    });
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#dropped(event.dataTransfer);
    });
    document.addEventListener("paste", (event) => {
      const photo = picture(event.clipboardData);
      const text =
        event.target instanceof HTMLInputElement
          ? ""
          : (event.clipboardData?.getData("text") ?? "");
      if (photo || text) event.preventDefault();
      if (photo) void this.#photo(photo);
      else if (text) void this.#judge(fromKeys(text));
    });
  }

  #dropped(data: DataTransfer | null): void {
    const photo = picture(data);
    const text = data?.getData("text") ?? "";
    if (photo) void this.#photo(photo);
    else if (text) void this.#judge(fromKeys(text));
    else
      this.#show(
        notice("That is no picture", "Drop a photo of the code, such as a JPEG or PNG file."),
      );
  }

  async #photo(photo: Blob): Promise<void> {
    const turn = ++this.#turn;
    this.#view.show(photo);
    this.#show(busy("Looking for a code…"), false);
    try {
      const { codes } = await this.#reader.photo(photo);
      if (turn !== this.#turn) return;
      if (codes.length > 0) this.#found(codes);
      else this.#show(nothing(() => void this.#ask(photo)));
    } catch {
      if (turn !== this.#turn) return;
      this.#show(
        notice("This picture could not be opened", "Try a JPEG or PNG photo, or type the code."),
      );
    }
  }

  async #ask(photo: Blob): Promise<void> {
    const turn = ++this.#turn;
    this.#show(busy("The server is looking…"), false);
    const codes = await readOnServer(photo).catch(() => undefined);
    if (turn !== this.#turn) return;
    if (codes && codes.length > 0) {
      return this.#show(compare(codes, (code) => void this.#judge(code.text)));
    }
    this.#show(
      codes
        ? notice(
            "No code found",
            "The server found none either. Take another photo, closer, or type the code.",
          )
        : notice(
            "The server could not look",
            "Check the connection, take another photo, or type the code.",
          ),
    );
  }

  #found(codes: Code[]): void {
    const [first, second] = distinct(codes);
    if (!first) return;
    navigator.vibrate?.(40);
    if (second) this.#show(choice(codes, (code) => void this.#judge(code.text)));
    else void this.#judge(first.text);
  }

  async #judge(code: string, moveFocus = true): Promise<void> {
    const turn = ++this.#turn;
    const root = rootCode(code);
    if (root) return this.#compare(root);
    this.#code = code;
    this.#show(busy("Asking the ledger…"), false);
    const verdict = await judge(code, this.#purpose);
    if (turn !== this.#turn) return;
    this.#show(
      face(verdict, code, {
        again: () => void this.#judge(code),
        next: () => this.#next(),
        confirm: (name) =>
          void import("../proof/pin.ts")
            .then(({ confirm }) => confirm(name))
            .then(() => this.#judge(code)),
        forget: () =>
          void import("../proof/pin.ts").then(({ forget }) => {
            forget();
            return this.#judge(code);
          }),
      }),
      moveFocus,
    );
    const { word, meaning } = faces[verdict.verdict];
    const texts = [
      word + ".",
      verdict.message || meaning,
      ...verdict.reasons.map(({ text }) => text + "."),
      verdict.advice,
    ];
    this.#status.textContent = texts.join(" ");
  }

  /** Compares the authority's root, which came by a way of its own, with the one kept here. */
  async #compare(name: string): Promise<void> {
    const turn = this.#turn;
    const { confirm, pinned } = await import("../proof/pin.ts");
    const pin = await pinned();
    const same = typeof pin !== "string" && pin.name === name;
    if (same) await confirm(name);
    if (turn !== this.#turn) return;
    this.#show(
      same
        ? notice("The root is the same", "From now on this device decides by itself. Scan a pack.")
        : notice(
            "The root is another one",
            "This device keeps another root than that code names, or none. Do not rely on its " +
              "answers before you know why.",
          ),
    );
  }

  /** Ready for another pack, the way the last one came. */
  #next(): void {
    this.#turn++;
    this.#code = undefined;
    this.#status.textContent = "";
    this.#view.close();
    fill(this.#answer, legend());
    if (location.search) history.replaceState(null, "", "/scan");
    this.main.scrollIntoView();
    this.#entry.ready();
  }

  #show(content: HTMLElement, moveFocus = true): void {
    fill(this.#answer, content);
    this.#answer.dataset.full = "";
    if (!moveFocus) return;
    content.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
    const top = this.#answer.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight / 2) this.#answer.scrollIntoView();
  }
}

function picture(data: DataTransfer | null): Blob | undefined {
  return Array.from(data?.files ?? []).find(({ type }) => type.startsWith("image/"));
}

export function show(main: HTMLElement): void {
  new ScanPage(main).start(new URL(location.href));
}
