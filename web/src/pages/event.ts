// One event of the ledger in a list.

import { h } from "../dom.ts";
import { count, moment, plain, sentence, withDays } from "../format.ts";
import type { Event } from "../ledger.ts";
import { act } from "../words.ts";
import { lotPath } from "./path.ts";

/** A list item; the EPCIS document is behind a fold, where it was asked for. */
export function eventItem(e: Event, names: Map<string, string>, withLot: boolean): HTMLElement {
  return h(
    "li",
    { class: "event", "data-event": e.id },
    h(
      "div",
      { class: "row" },
      h("strong", {}, act(e.command) ?? sentence(e.command)),
      h("time", { datetime: e.time }, moment(e.time)),
    ),
    h("p", {}, withDays(named(e.summary, names))),
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

/** Names of the parties that acted in these events, by their GLN. */
export function namesIn(events: Event[]): Map<string, string> {
  return new Map(events.flatMap(({ party }) => (party ? [[party.gln, party.name]] : [])));
}

function named(summary: string, names: Map<string, string>): string {
  return summary.replace(/\b\d{13}\b/g, (gln) => names.get(gln) ?? gln);
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
