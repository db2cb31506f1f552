// What the pages ask the ledger besides verdicts.

import { ask } from "./graphql.ts";

export interface Event {
  id: string;
  height: string;
  time: string;
  command: string;
  bizStep: string | null;
  disposition: string | null;
  party: { gln: string; name: string } | null;
  gtin: string | null;
  lot: string | null;
  summary: string;
  epcis: string | null;
}

export interface Events {
  edges: { cursor: string; node: Event }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

export interface Network {
  chainId: string;
  height: string;
  time: string;
  appHash: string;
  validators: { address: string; power: string }[];
  readers: { name: string; height: string; behind: boolean; lag: string | null }[];
}

export interface Holding {
  site: { gln: string; name: string; country: string } | null;
  owner: { gln: string; name: string } | null;
  held: string;
  packed: string;
  outgoing: string;
  supplied: string;
  gone: string;
}

export interface Lot {
  gtin: string;
  lot: string;
  expiry: string;
  made: string | null;
  serialised: boolean;
  closed: boolean;
  planned: string | null;
  registered: string;
  maker: { gln: string; name: string; country: string } | null;
  product: { name: string; strength: string; form: string; pack: string } | null;
  recall: { class: number; depth: string } | null;
}

const event = "id height time command bizStep disposition party { gln name } gtin lot summary";

// To the letter that of graphql/persisted/network.graphql, which anybody may ask.
const networkQuery = `query Network {
  network { chainId height time appHash validators { address power } readers { name height behind lag } }
}`;

/** How far the chain is, and who reads it. */
export async function network(): Promise<Network> {
  const { network } = await ask<{ network: Network }>(networkQuery);
  return network;
}

/** The newest events, newest first: at least `wanted` where there are so many. Events
 * are told oldest first, so ever longer spans before the newest block are asked for. */
export async function newest(height: string, wanted: number): Promise<Event[]> {
  const top = BigInt(height);
  for (let span = 64n; ; span *= 16n) {
    const from = top > span ? top - span : 0n;
    const found = await all({ fromHeight: String(from) });
    if (found.length >= wanted || from === 0n) return found.reverse();
  }
}

/** The lots that were registered last, newest first. */
export async function newestLots(wanted: number): Promise<Event[]> {
  const found = await all({ command: "register_lot" });
  return found
    .filter(({ gtin, lot }) => gtin && lot)
    .reverse()
    .slice(0, wanted);
}

/** No list is followed further than this. */
const pageLimit = 20;

async function all(filter: object): Promise<Event[]> {
  const found: Event[] = [];
  let after: string | null = null;
  for (let page = 0; page < pageLimit; page++) {
    const reply: { events: Events } = await ask(
      `query Events($filter: EventFilter, $after: String) {
      events(filter: $filter, first: 100, after: $after) {
        edges { cursor node { ${event} } } pageInfo { hasNextPage endCursor } } }`,
      { filter, after },
    );
    found.push(...reply.events.edges.map(({ node }) => node));
    if (!reply.events.pageInfo.hasNextPage) break;
    after = reply.events.pageInfo.endCursor;
  }
  return found;
}

/** A lot, and what each owner has of it at each site. Null: there is no such lot. */
export async function lotAndHolders(
  gtin: string,
  lot: string,
): Promise<{ lot: Lot | null; holders: Holding[] }> {
  return ask(
    `query Lot($gtin: String!, $lot: String!) {
    lot(gtin: $gtin, lot: $lot) {
      gtin lot expiry made serialised closed planned registered
      maker { gln name country } product { name strength form pack } recall { class depth }
    }
    holders(gtin: $gtin, lot: $lot) {
      site { gln name country } owner { gln name } held packed outgoing supplied gone
    } }`,
    { gtin, lot },
  );
}

/** One page of a lot's events, oldest first, each with its EPCIS document. */
export async function lotEvents(gtin: string, lot: string, after: string | null): Promise<Events> {
  const { events } = await ask<{ events: Events }>(
    `query LotEvents($filter: EventFilter, $after: String) {
      events(filter: $filter, first: 25, after: $after) {
        edges { cursor node { ${event} epcis } } pageInfo { hasNextPage endCursor } } }`,
    { filter: { gtin, lot }, after },
  );
  return events;
}
