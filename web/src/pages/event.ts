// One event of the ledger in a list.

import { h } from "../dom.ts";
import { count, moment, plain, sentence } from "../format.ts";
import type { Event } from "../ledger.ts";
import { act } from "../words.ts";
import { lotPath } from "./path.ts";

/** A list item; the EPCIS document is behind a fold, where it was asked for. */
export function eventItem(e: Event, withLot: boolean): HTMLElement {
  return h(
    "li",
    { class: "event", "data-event": e.id },
    h(
      "div",
      { class: "row" },
      h("strong", {}, act(e.command) ?? sentence(e.command)),
      h("time", { datetime: e.time }, moment(e.time)),
    ),
    h("p", {}, e.summary),
    h(
      "p",
      { class: "quiet" },
      [e.party?.name, `block ${count(e.height)}`, e.disposition ? plain(e.disposition) : null]
        .filter(Boolean)
        .join(" · "),
      withLot && e.gtin && e.lot ? " · " : null,
      withLot && e.gtin && e.lot ? h("a", { href: lotPath(e.gtin, e.lot) }, `lot ${e.lot}`) : null,
    ),
    e.epcis
      ? h(
          "details",
          {},
          h("summary", {}, "EPCIS 2.0 document"),
          h("pre", { tabindex: 0 }, indented(e.epcis)),
        )
      : null,
  );
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
