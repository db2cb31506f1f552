// The verdict as people see it: one large word, why, what to do, and what it rests on. Green
// and its word are for what this device proved.

import { button, h, icon } from "../dom.ts";
import { count, country, day, moment, recallClass, sentence, shortDay, withDays } from "../format.ts";
import { lotPath } from "../pages/path.ts";
import { dayText } from "../proof/values.ts";
import type { Reason, Step, Verdict } from "../verdict.ts";
import { bases, faces, role, step } from "../words.ts";
import { visible } from "./code.ts";
import { ceremony, forgetting, rootFold, type RootActs } from "./root.ts";

/** What may follow a verdict. */
export interface Acts extends RootActs {
  again: () => void;
  next: () => void;
}

/** Draws a verdict about the code that was read. */
export function face(v: Verdict, code: string, acts: Acts): HTMLElement {
  const { tone, word, meaning, path } = faces[v.verdict];
  return h(
    "article",
    {
      class: `verdict ${tone}`,
      "data-verdict": v.verdict,
      "data-use": v.use,
      "data-basis": basisOf(v),
      "data-code": code,
    },
    h(
      "header",
      { class: "headline" },
      icon(path, "emblem"),
      h("h2", { tabindex: -1, id: "verdict" }, word),
      h("p", {}, v.message || meaning),
    ),
    h(
      "div",
      { class: "body" },
      v.verdict === "UNCHECKED" ? unchecked(v, acts) : null,
      reasons(v.reasons),
      v.advice ? h("p", { class: "advice" }, h("strong", {}, "What to do: "), v.advice) : null,
      pack(v),
      v.proven && v.word ? trail(v.word.trail) : null,
      basis(v),
      h("div", { class: "folds" }, v.root ? rootFold(v.root, acts) : null, asRead(code)),
      h(
        "div",
        { class: "acts" },
        v.verdict === "UNKNOWN" || v.verdict === "UNCHECKED"
          ? button("Try again", acts.again, { class: "second" })
          : null,
        button("Scan another", acts.next, { class: "first" }),
      ),
    ),
  );
}

/** PROVEN: by a root that a person compared. Empty where nothing was answered. */
function basisOf({ verdict, proven, word }: Verdict): string | null {
  if (!proven) return word ? "REPORTED" : null;
  return verdict === "UNCHECKED" ? "UNCONFIRMED" : "PROVEN";
}

/** What is said of a pack that nobody could check, without its colour. */
function unchecked({ proven, word, root, advice }: Verdict, acts: Acts): HTMLElement {
  if (root && proven) {
    const { word } = faces[proven.judged.verdict];
    return h(
      "div",
      { class: "unchecked" },
      ceremony(root, acts),
      h("p", {}, "If the words are the same, this pack is: ", h("strong", {}, word)),
    );
  }
  return h(
    "div",
    { class: "unchecked" },
    word ? h("p", { class: "word" }, `The server's word, not checked: ${faces[word.verdict].word}`) : null,
    advice.includes("forget") ? forgetting("Forget the root", acts.forget) : null,
  );
}

function asRead(code: string): HTMLElement {
  return h(
    "details",
    { class: "read" },
    h("summary", {}, "The code as it was read"),
    h("code", { class: "raw" }, visible(code)),
  );
}

function reasons(list: Reason[]): HTMLElement | null {
  if (list.length === 0) return null;
  return h(
    "ul",
    { class: "reasons", "aria-label": "Reasons" },
    ...list.map(({ code, text }) =>
      h("li", { "data-reason": code }, text ? withDays(text) : sentence(code)),
    ),
  );
}

/** What the label says and the records prove; nothing of it is the server's word. */
function pack({ label, proven }: Verdict): HTMLElement | null {
  if (!label) return null;
  const product = proven?.judged.product,
    lot = proven?.judged.lot;
  const number = proven?.lot ?? label.lot;
  const facts: [string, Node | string | null | undefined][] = [
    ["Lot", lot && number ? h("a", { href: lotPath(label.gtin, number) }, number) : number],
    ["Expires", expiry(lot ? dayText(lot.expiry) : "", label.expiry)],
    ["Serial", label.serial],
    ["Made", lot?.made ? day(dayText(lot.made)) : null],
    ["Made by", lot && (proven?.maker ?? `GLN ${lot.maker}`)],
    ["GTIN", label.gtin],
    ["Recalled", lot?.recall ? `${recallClass(lot.recall.class)}, ${lot.recall.depth} level` : null],
  ];
  return h(
    "section",
    { class: "pack" },
    product
      ? h("h3", {}, product.name, " ", h("span", { class: "strength" }, product.strength))
      : null,
    product
      ? h("p", { class: "quiet" }, [product.form, product.pack].filter(Boolean).join(" · "))
      : null,
    h(
      "dl",
      {},
      ...facts
        .filter(([, value]) => value)
        .flatMap(([name, value]) => [h("div", {}, h("dt", {}, name), h("dd", {}, value))]),
    ),
  );
}

/** Registered expiry, with the printed one where it differs. */
function expiry(registered: string, printed: string): string | null {
  if (registered && printed && registered !== printed) {
    return `${day(registered)} (printed: ${day(printed)})`;
  }
  return registered || printed ? day(registered || printed) : null;
}

/** The server's word in the page's: a step that has no name here is left nameless. */
function trail(steps: Step[]): HTMLElement | null {
  if (steps.length === 0) return null;
  return h(
    "section",
    { class: "trail", "data-word": "server" },
    h("h3", {}, "The way of this pack", h("span", { class: "quiet" }, " as the server reports it")),
    h(
      "ol",
      {},
      ...steps.map((s) =>
        h(
          "li",
          {},
          h("span", { class: "step" }, step(s.step) ?? "Another step"),
          h("span", { class: "quiet" }, [role(s.role), land(s.country)].filter(Boolean).join(", ")),
          /^\d{4}-\d{2}-\d{2}$/.test(s.day) && !Number.isNaN(Date.parse(s.day)) ? h("time", { datetime: s.day }, shortDay(s.day)) : null,
        ),
      ),
    ),
    h("p", { class: "quiet" }, "This device did not check it."),
  );
}

const land = (code: string) => (/^[A-Z]{2}$/.test(code) ? country(code) : "");

function basis(v: Verdict): HTMLElement | null {
  if (v.verdict === "SCAN_FAULT") return null; // nothing is claimed
  const of = basisOf(v) as keyof typeof bases | null;
  if (!of) {
    return h(
      "p",
      { class: "basis" },
      h("span", { class: "badge" }, "No answer"),
      " Nothing was learnt about this pack.",
    );
  }
  return h(
    "p",
    { class: "basis" },
    h("span", { class: `badge ${of.toLowerCase()}` }, of),
    " ",
    bases[of],
    v.proven ? asOf(v.proven) : null,
  );
}

function asOf({ height, time }: { height: bigint; time: bigint }): HTMLElement {
  const then = new Date(Number(time) * 1000).toISOString();
  const seconds = Math.max(0, Math.round(Date.now() / 1000 - Number(time)));
  return h(
    "span",
    { class: "asof" },
    `As of block ${count(String(height))}, `,
    h("time", { datetime: then }, moment(then)),
    `: ${seconds} ${seconds === 1 ? "second" : "seconds"} old.`,
  );
}
