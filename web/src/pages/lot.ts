// One lot for a regulator: what it is, who holds how much of it, what happened to it.

import { button, fill, h } from "../dom.ts";
import { count, country, day, recallClass } from "../format.ts";
import { lotAndHolders, lotEvents, type Lot } from "../ledger.ts";
import { eventItem, namesIn } from "./event.ts";
import { holdersTable } from "./holders.ts";
import { part, unproven } from "./part.ts";
import { lotOf } from "./path.ts";

export function show(main: HTMLElement): void {
  const named = lotOf(new URL(location.href));
  if (!named) {
    fill(main, h("h1", {}, "No such page"), h("p", {}, "The address of a lot is /lot/GTIN/LOT."));
    return;
  }
  const { gtin, lot } = named;
  document.title = `Lot ${lot} · Pedigree`;
  const facts = h("div", { class: "card", id: "lot" });
  const holders = h("div", { class: "card", id: "holders" }, "Waiting for the lot.");
  const events = h("div", { class: "card", id: "events" });
  const more = [
    section("h-holders", "Who holds it now", holders),
    section("h-events", "What happened", events),
  ];
  fill(main, title(gtin, lot), h("section", {}, facts), ...more);
  void part(facts, async () => {
    const reply = await lotAndHolders(gtin, lot);
    if (!reply.lot) {
      for (const section of more) section.remove();
      return [h("p", {}, "The ledger knows no such lot.")];
    }
    fill(holders, holdersTable(reply.lot, reply.holders), unproven(holders));
    return lotParts(reply.lot);
  });
  void part(events, async () => [await eventList(gtin, lot)]);
}

function title(gtin: string, lot: string): HTMLElement {
  return h(
    "div",
    { class: "title" },
    h("h1", {}, "Lot ", h("span", { class: "code" }, lot)),
    h("p", { class: "quiet" }, `GTIN ${gtin}`),
  );
}

function section(id: string, heading: string, content: HTMLElement): HTMLElement {
  return h("section", { "aria-labelledby": id }, h("h2", { id }, heading), content);
}

function lotParts(l: Lot): Node[] {
  const rows: [string, string | null][] = [
    ["Expires", day(l.expiry)],
    ["Made", l.made ? day(l.made) : null],
    ["Maker", l.maker ? `${l.maker.name}, ${country(l.maker.country)}` : null],
    [
      "Kind",
      l.serialised
        ? "each pack has its own serial number"
        : "by quantity, packs carry no registered serial",
    ],
    [
      "Registered",
      `${count(l.registered)} packs${l.planned ? ` of ${count(l.planned)} planned` : ""}`,
    ],
    ["Yield", l.closed ? "closed" : "still open"],
  ];
  return [
    l.recall
      ? h(
          "p",
          { class: "pill bad" },
          `Recalled: ${recallClass(l.recall.class)}, down to ${l.recall.depth} level`,
        )
      : null,
    l.product
      ? h("h2", {}, l.product.name, " ", h("span", { class: "strength" }, l.product.strength))
      : null,
    l.product
      ? h("p", { class: "quiet" }, [l.product.form, l.product.pack].filter(Boolean).join(" · "))
      : null,
    h(
      "dl",
      {},
      ...rows
        .filter(([, value]) => value)
        .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
    ),
  ].filter((node) => node !== null);
}

async function eventList(gtin: string, lot: string): Promise<Node> {
  const list = h("ol", { class: "events" });
  const foot = h("div", { class: "acts" });
  const names = new Map<string, string>();
  let after: string | null = null;
  const more = async (): Promise<Node[]> => {
    const page = await lotEvents(gtin, lot, after);
    const events = page.edges.map(({ node }) => node);
    for (const [gln, name] of namesIn(events)) names.set(gln, name);
    list.append(...events.map((e) => eventItem(e, names, false)));
    after = page.pageInfo.endCursor;
    if (page.pageInfo.hasNextPage) {
      return [button("Show more", () => void part(foot, more, false), { class: "second" })];
    }
    const said = list.childElementCount === 0 ? "No events." : "That is all.";
    return [h("p", { class: "quiet" }, said)];
  };
  fill(foot, ...(await more()));
  return h("div", {}, list, foot);
}
