// The verdict as people see it: one large word, why, what to do, and what it rests on.

import { button, h, icon } from "../dom.ts";
import {
  count,
  country,
  day,
  moment,
  plain,
  recallClass,
  sentence,
  shortDay,
  withDays,
} from "../format.ts";
import type { Reason, Verdict } from "../verdict.ts";
import { bases, faces, step } from "../words.ts";
import { visible } from "./code.ts";
import { lotPath } from "../pages/path.ts";

/** What may follow a verdict. */
export interface Acts {
  again: () => void;
  next: () => void;
  forget: () => void;
}

/** Draws a verdict about the code that was read. */
export function face(verdict: Verdict, code: string, acts: Acts): HTMLElement {
  const { tone, word, meaning, path } = faces[verdict.verdict];
  return h(
    "article",
    {
      class: `verdict ${tone}`,
      "data-verdict": verdict.verdict,
      "data-use": verdict.use,
      "data-basis": verdict.basis,
      "data-code": code,
    },
    h(
      "header",
      { class: "headline" },
      icon(path, "emblem"),
      h("h2", { tabindex: -1, id: "verdict" }, word),
      h("p", {}, verdict.message || meaning),
    ),
    h(
      "div",
      { class: "body" },
      reasons(verdict.reasons),
      verdict.advice
        ? h("p", { class: "advice" }, h("strong", {}, "What to do: "), verdict.advice)
        : null,
      pack(verdict),
      trail(verdict),
      basis(verdict),
      h("div", { class: "folds" }, root(verdict, acts), asRead(verdict, code)),
      h(
        "div",
        { class: "acts" },
        verdict.verdict === "UNKNOWN" ? button("Try again", acts.again, { class: "second" }) : null,
        button("Scan another", acts.next, { class: "first" }),
      ),
    ),
  );
}

function asRead({ label }: Verdict, code: string): HTMLElement {
  return h(
    "details",
    { class: "read" },
    h("summary", {}, "The code as it was read"),
    h("code", { class: "raw" }, visible(code)),
    label ? h("code", { class: "raw" }, label.humanReadable) : null,
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

function pack(v: Verdict): HTMLElement | null {
  const { product, lot, label } = v;
  if (!product && !lot && !label) return null;
  const gtin = product?.gtin ?? lot?.gtin ?? label?.gtin;
  const lotName = lot?.lot ?? label?.lot;
  const recalled = lot?.recalled;
  const facts: [string, Node | string | null | undefined][] = [
    ["Lot", gtin && lot && lotName ? h("a", { href: lotPath(gtin, lotName) }, lotName) : lotName],
    ["Expires", expiry(v)],
    ["Serial", label?.serial],
    ["Made", lot?.made ? day(lot.made) : null],
    ["Made by", product?.manufacturer],
    ["GTIN", gtin],
    ["Recalled", recalled ? `${recallClass(recalled.class)}, ${recalled.depth} level` : null],
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
function expiry({ lot, label }: Verdict): string | null {
  const registered = lot?.expiry;
  const printed = label?.expiry;
  if (registered && printed && registered !== printed) {
    return `${day(registered)} (printed: ${day(printed)})`;
  }
  const date = registered ?? printed;
  return date ? day(date) : null;
}

function trail({ trail: steps }: Verdict): HTMLElement | null {
  if (steps.length === 0) return null;
  return h(
    "section",
    { class: "trail" },
    h("h3", {}, "The way of this pack", h("span", { class: "quiet" }, " as the server reports it")),
    h(
      "ol",
      {},
      ...steps.map((s) =>
        h(
          "li",
          {},
          h("span", { class: "step" }, step(s.step) ?? sentence(s.step)),
          h("span", { class: "quiet" }, `${plain(s.role)}, ${country(s.country)}`),
          h("time", { datetime: s.day }, shortDay(s.day)),
        ),
      ),
    ),
  );
}

function basis(v: Verdict): HTMLElement | null {
  if (v.verdict === "SCAN_FAULT") return null; // nothing is claimed
  if (!v.basis) {
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
    h("span", { class: `badge ${v.basis.toLowerCase()}` }, v.basis),
    " ",
    bases[v.basis],
    v.height && v.height !== "0"
      ? h(
          "span",
          { class: "asof" },
          `As of block ${count(v.height)}`,
          v.time ? h("time", { datetime: v.time }, `, ${moment(v.time)}`) : null,
          ".",
        )
      : null,
  );
}

/** The trust root by which this device checks, for comparison; and the way to drop it. */
function root({ root: r, verdict }: Verdict, acts: Acts): HTMLElement | null {
  if (!r || verdict === "SCAN_FAULT") return null;
  return h(
    "details",
    { class: "root" },
    h("summary", {}, `Trust root pinned on ${day(r.since.slice(0, 10))}`),
    h(
      "p",
      { class: "quiet" },
      `Chain ${r.chain}. This device took the root from this server when it first asked, ` +
        "and has held every proof against it since. Compare the fingerprint with the one that " +
        "the authority publishes:",
    ),
    h("code", { class: "raw fingerprint" }, r.name.replace(/(....)(?=.)/g, "$1 ")),
    h("p", { class: "quiet" }, "Forget it only if you know that the chain was made anew."),
    button("Forget this root", acts.forget, { class: "second" }),
  );
}
