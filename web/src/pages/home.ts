// The start page: what this is, the way to the scanner, and the ledger at work.

import { fill, h } from "../dom.ts";
import { count, moment, sentence } from "../format.ts";
import { network, newest, newestLots, type Network } from "../ledger.ts";
import { readers } from "../words.ts";
import { eventItem, namesIn } from "./event.ts";
import { part } from "./part.ts";
import { lotPath } from "./path.ts";

export function show(main: HTMLElement): void {
  const status = h("div", { class: "card status" });
  const lots = h("div", { class: "card" });
  const events = h("div", { class: "card" });
  fill(
    main,
    h(
      "section",
      { class: "hero" },
      h("h1", {}, "Is this medicine what it says it is?"),
      h(
        "p",
        {},
        "Pedigree records who held each medicine, from the line that made it to the counter " +
          "that dispensed it, " +
          "and answers a scan of the pack with a verdict that anyone can check.",
      ),
      h("a", { class: "first big", href: "/scan" }, "Scan a pack"),
    ),
    h(
      "div",
      { class: "columns" },
      h(
        "section",
        { "aria-labelledby": "h-events" },
        h("h2", { id: "h-events" }, "Latest events"),
        events,
      ),
      h(
        "div",
        { class: "side" },
        h(
          "section",
          { "aria-labelledby": "h-status" },
          h("h2", { id: "h-status" }, "The ledger"),
          status,
        ),
        h(
          "section",
          { "aria-labelledby": "h-lots" },
          h("h2", { id: "h-lots" }, "Latest lots"),
          lots,
        ),
      ),
    ),
  );
  void part(status, async () => statusParts(await network()));
  void part(lots, async () => {
    const found = await newestLots(6);
    if (found.length === 0) return [h("p", { class: "quiet" }, "No lot is registered yet.")];
    return [
      h(
        "ul",
        { class: "links" },
        ...found.map((e) =>
          h(
            "li",
            {},
            h("a", { href: lotPath(e.gtin ?? "", e.lot ?? "") }, `Lot ${e.lot}`),
            h("span", { class: "quiet" }, `GTIN ${e.gtin}`),
          ),
        ),
      ),
    ];
  });
  void part(events, async () => {
    const { height } = await network();
    const found = await newest(height, 12);
    if (found.length === 0) return [h("p", { class: "quiet" }, "Nothing has happened yet.")];
    return [
      h(
        "ol",
        { class: "events" },
        ...found.slice(0, 12).map((e) => eventItem(e, namesIn(found), true)),
      ),
    ];
  });
}

function statusParts(n: Network): Node[] {
  const behind = n.readers.filter(({ behind }) => behind);
  const row = (name: string, ...value: (Node | string)[]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, ...value));
  return [
    h(
      "p",
      { class: behind.length === 0 ? "pill" : "pill again" },
      behind.length === 0
        ? "All readers are up to date"
        : `Catching up: ${behind.map((r) => r.name).join(", ")}`,
    ),
    h(
      "dl",
      {},
      row("Chain", n.chainId),
      row("Block", count(n.height), ", ", h("time", { datetime: n.time }, moment(n.time))),
      row("Validators", String(n.validators.length)),
      ...n.readers.map((r) =>
        row(
          readers[r.name] ?? sentence(r.name),
          `at block ${count(r.height)}` + (!r.behind ? "" : r.lag === null ? ", behind" : `, ${count(r.lag)} facts behind`),
        ),
      ),
      row("State root", h("code", { class: "hash" }, n.appHash.toLowerCase())),
    ),
  ];
}
