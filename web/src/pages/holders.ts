// Who has how much of a lot, and whether it adds up.

import { h } from "../dom.ts";
import { count, country } from "../format.ts";
import type { Holding, Lot } from "../ledger.ts";

const columns = ["held", "outgoing", "supplied", "gone"] as const;
const heads = {
  held: "Held",
  outgoing: "On the way",
  supplied: "Supplied",
  gone: "Otherwise gone",
};

export function holdersTable(lot: Lot, list: Holding[]): HTMLElement {
  if (list.length === 0) {
    return h("p", { class: "quiet" }, "Nobody holds any of it, as far as you may see.");
  }
  const totals = columns.map((c) => list.reduce((sum, row) => sum + BigInt(row[c]), 0n));
  const sum = String(totals.reduce((all, total) => all + total, 0n));
  const table = h(
    "table",
    {},
    h("thead", {}, headRow()),
    h("tbody", {}, ...list.map(holdingRow)),
    h(
      "tfoot",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "row", colspan: 2 }, "Sum"),
        ...totals.map((total, i) => number(columns[i] ?? "held", String(total))),
      ),
    ),
  );
  const registered = count(lot.registered);
  const agrees = sum === lot.registered;
  return h(
    "div",
    {},
    h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Holders" }, table),
    h(
      "p",
      { class: agrees ? "pill" : "pill again" },
      agrees
        ? `Adds up to the ${registered} packs registered`
        : `Shows ${count(sum)} of the ${registered} packs registered`,
    ),
  );
}

function headRow(): HTMLElement {
  return h(
    "tr",
    {},
    h("th", { scope: "col" }, "Site"),
    h("th", { scope: "col" }, "Owner"),
    ...columns.map((c) => h("th", { scope: "col", class: "number" }, heads[c])),
  );
}

function number(column: (typeof columns)[number], text: string): HTMLElement {
  return h("td", { class: "number", "data-head": heads[column] }, count(text));
}

function holdingRow(row: Holding): HTMLElement {
  const { site, owner } = row;
  const place = site && h("span", { class: "quiet" }, `${country(site.country)} · ${site.gln}`);
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, site?.name ?? "Not shown", place),
    h("td", { "data-head": "Owner" }, owner?.name ?? "Not shown"),
    ...columns.map((c) => number(c, row[c])),
  );
}
