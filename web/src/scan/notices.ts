// What is said between a scan and its verdict.

import { button, h, icon } from "../dom.ts";
import { sentence } from "../format.ts";
import { faces } from "../words.ts";
import { visible, type Code } from "./code.ts";

/** Something is under way. */
export function busy(text: string): HTMLElement {
  return h(
    "div",
    { class: "notice busy" },
    h("div", { class: "pulse", "aria-hidden": "true" }),
    h("p", {}, text),
  );
}

/** Several codes are in the picture: the person chooses, the page never guesses. */
export function choice(codes: Code[], chosen: (code: Code) => void): HTMLElement {
  return options(
    `${codes.length === 2 ? "Two" : codes.length} codes are in the picture`,
    "Which one do you mean? On a medicine it is usually the square one.",
    codes,
    chosen,
  );
}

/** Codes that the server read: which pack is asked about must not be its word. */
export function compare(codes: Code[], chosen: (code: Code) => void): HTMLElement {
  const notice = options(
    "Compare with the pack",
    "This is what the server read in the photo. Choose it only if the pack says the same.",
    codes,
    chosen,
  );
  notice.dataset.word = "server";
  return notice;
}

function options(
  title: string,
  text: string,
  codes: Code[],
  chosen: (code: Code) => void,
): HTMLElement {
  return h(
    "div",
    { class: "notice choice" },
    h("h2", { tabindex: -1 }, title),
    h("p", {}, text),
    h(
      "ul",
      {},
      ...codes.map((code) =>
        h(
          "li",
          {},
          button(
            [
              h("strong", {}, sentence(code.symbology)),
              h("code", { class: "raw" }, visible(code.text)),
            ],
            () => chosen(code),
            { class: "option" },
          ),
        ),
      ),
    ),
  );
}

/** Nothing was found in a photo; the server may be asked. */
export function nothing(server: () => void): HTMLElement {
  return h(
    "div",
    { class: "notice nothing" },
    icon(faces.SCAN_FAULT.path, "emblem"),
    h("h2", { tabindex: -1 }, "No code found in this photo"),
    h(
      "p",
      {},
      "Go closer, so that the code fills a third of the picture; avoid shadows and glare; " +
        "hold still. " +
        "This says nothing about the medicine.",
    ),
    h("div", { class: "acts" }, button("Let the server look", server, { class: "second" })),
    h(
      "p",
      { class: "quiet" },
      "Until now the photo has not left this device. The server would receive it.",
    ),
  );
}

/** A plain notice with a title. */
export function notice(title: string, text: string): HTMLElement {
  return h(
    "div",
    { class: "notice" },
    icon(faces.SCAN_FAULT.path, "emblem"),
    h("h2", { tabindex: -1 }, title),
    h("p", {}, text),
  );
}

/** What the answers can be, before there is one. */
export function legend(): HTMLElement {
  return h(
    "section",
    { class: "legend", "aria-label": "What the answer can be" },
    h("h2", {}, "What the answer can be"),
    h(
      "ul",
      {},
      ...Object.values(faces).map(({ tone, word, meaning, path }) =>
        h(
          "li",
          { class: tone },
          icon(path, "emblem"),
          h("div", {}, h("strong", {}, word), h("p", {}, meaning)),
        ),
      ),
    ),
  );
}
