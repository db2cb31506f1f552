// What a proof says about records: present, absent, or nothing. It accepts one form for
// given queries: the leaves that are needed, none that is not, all else by its hash.

import type { Bytes } from "./bytes.ts";
import { Refusal } from "./refusal.ts";
import { hashOf, type Leaf, type Token } from "./token.ts";
import { innerHash } from "./tree.ts";

/** A question: one key, or all keys from <= k < to. One character a byte. */
export type Query = { key: string } | { from: string; to: string };

export interface Entry {
  key: string;
  open: Bytes;
  sealed: Bytes; // empty if withheld, or if the type has no sealed part
  withheld: boolean;
}

const firstKey = "!",
  lastKey = "~"; // the sentinels at both ends of every tree
const maxDepth = 512;

interface Shown {
  leaf: Leaf;
  gap: boolean;
  need: 0 | 1 | 2;
} // nothing, a neighbour, a record

/** What a verified proof says. A key that no query asked for is not proven, never absent. */
export class Records {
  constructor(
    private readonly queries: Query[],
    readonly entries: Entry[],
  ) {}

  get(key: string): Entry | "absent" | "not proven" {
    const asked = this.queries.some((q) =>
      "key" in q ? q.key === key : q.from <= key && key < q.to,
    );
    if (!asked) return "not proven";
    return this.entries.find((entry) => entry.key === key) ?? "absent";
  }
}

/** Computes the root that the proof leads to, and what it says about the queries. The
 * caller compares the root with one it trusts. */
export async function verifyRecords(
  proof: Token[],
  queries: Query[],
): Promise<{ root: Bytes; records: Records }> {
  if (queries.length === 0) throw new Refusal("query", "no query");
  const { root, row } = await fold(proof);
  for (const query of queries) answer(row, query);
  return { root, records: new Records([...queries], entries(row)) };
}

/** Reads the pre-order list: computes the root and collects the leaves. */
async function fold(proof: Token[]): Promise<{ root: Bytes; row: Shown[] }> {
  const open: { left: Bytes | null; pruned: boolean }[] = [];
  const row: Shown[] = [];
  let gap = false;
  for (const [i, token] of proof.entries()) {
    if (token.kind === "inner") {
      if (open.length === maxDepth) throw new Refusal("proof", `deeper than ${maxDepth}`);
      open.push({ left: null, pruned: false });
      continue;
    }
    let hash: Bytes;
    if (token.kind === "pruned") {
      hash = token.hash;
      gap = true;
    } else {
      const last = row.at(-1);
      if (last && last.leaf.key >= token.key) throw new Refusal("proof", "keys out of order");
      row.push({ leaf: token, gap, need: 0 });
      gap = false;
      hash = await hashOf(token);
    }
    const root = await close(open, hash, token.kind === "pruned");
    if (!root) continue;
    if (i !== proof.length - 1) throw new Refusal("proof", "tokens after the tree");
    return { root, row };
  }
  throw new Refusal("proof", "it ends early");
}

/** Puts a finished subtree where it belongs; gives the root when the tree is whole. */
async function close(
  open: { left: Bytes | null; pruned: boolean }[],
  hash: Bytes,
  pruned: boolean,
): Promise<Bytes | null> {
  for (let top = open.at(-1); top; top = open.at(-1)) {
    if (!top.left) {
      top.left = hash;
      top.pruned = pruned;
      return null;
    }
    if (top.pruned && pruned) throw new Refusal("proof", "both halves pruned");
    hash = await innerHash(top.left, hash);
    pruned = false;
    open.pop();
  }
  return hash;
}

/** Marks the leaves that a query needs; refuses if one of them is hidden. Keys ascend, so
 * nothing is hidden between two leaves without a pruned subtree between them. */
function answer(row: Shown[], query: Query): void {
  const { from, to } = bounds(query);
  const i = place(row, from);
  const j = place(row, to);
  const exact = i < j && row[i]?.leaf.key === from;
  if ("key" in query && exact) {
    need(row, i, 2);
    return;
  }
  if (j === row.length || (i === 0 && !exact)) throw new Refusal("proof", "no neighbour");
  for (let k = i; k <= j; k++) {
    if (row[k]?.gap && !(exact && k === i)) throw new Refusal("proof", "leaves are hidden");
    if (k < j) need(row, k, 2);
  }
  if (!exact) need(row, i - 1, 1);
  need(row, j, 1);
}

/** The range of a query. One whose answer would have no leaf on either side is refused. */
function bounds(query: Query): { from: string; to: string } {
  if ("key" in query) {
    const { key } = query;
    if (key <= firstKey || key >= lastKey || key.length > 64 || key.includes("\0")) {
      throw new Refusal("query", "a key that is not of the tree");
    }
    return { from: key, to: key + "\0" };
  }
  if (query.from >= query.to || query.from <= firstKey || query.to > lastKey) {
    throw new Refusal("query", "a range that is not of the tree");
  }
  return query;
}

/** The first leaf that is not before key. */
function place(row: Shown[], key: string): number {
  const i = row.findIndex(({ leaf }) => leaf.key >= key);
  return i < 0 ? row.length : i;
}

function need(row: Shown[], i: number, what: 1 | 2): void {
  const shown = row[i];
  if (shown && shown.need < what) shown.need = what;
}

/** Lists the records; refuses a leaf told otherwise than needed. */
function entries(row: Shown[]): Entry[] {
  return row.flatMap(({ leaf, need }) => {
    if ((leaf.kind === "record" ? 2 : 1) !== need)
      throw new Refusal("proof", "a leaf that is not needed so");
    if (leaf.kind !== "record") return [];
    return [
      { key: leaf.key, open: leaf.open, sealed: leaf.sealed, withheld: leaf.withheld !== null },
    ];
  });
}
