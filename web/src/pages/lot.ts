// One lot for a regulator: what it is, who holds how much of it, what happened to it.

import { button, fill, h } from "../dom.ts";
import { count, country, day } from "../format.ts";
import { lotAndHolders, lotEvents, type Holding, type Lot } from "../ledger.ts";
import { eventItem } from "./event.ts";
import { part } from "./part.ts";
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
  const holders = h("div", { class: "card", id: "holders" });
  const events = h("div", { class: "card", id: "events" });
  fill(
    main,
    h(
      "div",
      { class: "title" },
      h("h1", {}, "Lot ", h("span", { class: "code" }, lot)),
      h("p", { class: "quiet" }, `GTIN ${gtin}`),
    ),
    h("section", {}, facts),
    h(
      "section",
      { "aria-labelledby": "h-holders" },
      h("h2", { id: "h-holders" }, "Who holds it now"),
      holders,
    ),
    h(
      "section",
      { "aria-labelledby": "h-events" },
      h("h2", { id: "h-events" }, "What happened"),
      events,
    ),
  );
  void part(facts, async () => {
    const reply = await lotAndHolders(gtin, lot);
    void part(holders, async () => [holdersTable(reply.lot, reply.holders)]);
    return reply.lot ? lotParts(reply.lot) : [h("p", {}, "The ledger knows no such lot.")];
  }).then(() => {
    if (holders.childElementCount === 0) fill(holders, h("p", { class: "quiet" }, "Not known."));
  });
  void part(events, async () => [await eventList(gtin, lot)]);
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
          `Recalled: class ${l.recall.class}, down to ${l.recall.depth} level`,
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

function holdersTable(lot: Lot | null, list: Holding[]): Node {
  if (list.length === 0)
    return h("p", { class: "quiet" }, "Nobody holds any of it, as far as you may see.");
  const columns = ["held", "outgoing", "supplied", "gone"] as const;
  const names = {
    held: "Held",
    outgoing: "On the way",
    supplied: "Supplied",
    gone: "Otherwise gone",
  };
  const total = (c: (typeof columns)[number]) =>
    list.reduce((sum, holding) => sum + BigInt(holding[c]), 0n);
  const sum = columns.reduce((all, c) => all + total(c), 0n);
  const agrees = lot !== null && String(sum) === lot.registered;
  return h(
    "div",
    {},
    h(
      "div",
      { class: "wide", tabindex: 0, role: "region", "aria-label": "Holders" },
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, "Site"),
            h("th", { scope: "col" }, "Owner"),
            ...columns.map((c) => h("th", { scope: "col", class: "number" }, names[c])),
          ),
        ),
        h(
          "tbody",
          {},
          ...list.map((holding) =>
            h(
              "tr",
              {},
              h(
                "th",
                { scope: "row" },
                holding.site?.name ?? "Not shown",
                holding.site
                  ? h(
                      "span",
                      { class: "quiet" },
                      `${country(holding.site.country)} · ${holding.site.gln}`,
                    )
                  : null,
              ),
              h("td", {}, holding.owner?.name ?? "Not shown"),
              ...columns.map((c) => h("td", { class: "number" }, count(holding[c]))),
            ),
          ),
        ),
        h(
          "tfoot",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "row", colspan: 2 }, "Sum"),
            ...columns.map((c) => h("td", { class: "number" }, count(String(total(c))))),
          ),
        ),
      ),
    ),
    lot
      ? h(
          "p",
          { class: agrees ? "pill good" : "pill again" },
          agrees
            ? `Adds up to the ${count(lot.registered)} packs registered`
            : `Shows ${count(String(sum))} of the ${count(lot.registered)} packs registered`,
        )
      : null,
  );
}

async function eventList(gtin: string, lot: string): Promise<Node> {
  const list = h("ol", { class: "events" });
  const foot = h("div", { class: "acts" });
  let after: string | null = null;
  const more = async () => {
    const page = await lotEvents(gtin, lot, after);
    after = page.pageInfo.endCursor;
    list.append(...page.edges.map(({ node }) => eventItem(node, false)));
    fill(
      foot,
      page.pageInfo.hasNextPage
        ? button(
            "Show more",
            () =>
              void part(foot, async () => {
                await more();
                return [...foot.childNodes];
              }),
            { class: "second" },
          )
        : h("p", { class: "quiet" }, list.childElementCount === 0 ? "No events." : "That is all."),
    );
  };
  await more();
  return h("div", {}, list, foot);
}
