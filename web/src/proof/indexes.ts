// Indexes that a bundle has proven: what a query asks of packs and lots rests on them.

import type { Bytes } from "./bytes.ts";
import { keyOf, type Name } from "./keys.ts";
import { Refusal } from "./refusal.ts";
import type { Query, Records } from "./records.ts";
import { verifyIndex } from "./vrf.ts";

export class Indexes {
  private constructor(private readonly proven: { name: Name; index: Bytes }[]) {}

  /** Checks the proofs of the indexes of these names, in this order. */
  static async prove(by: Bytes, names: Name[], proofs: Bytes[]): Promise<Indexes> {
    if (names.length !== proofs.length)
      throw new Refusal("index", `${proofs.length} proofs for ${names.length} names`);
    const proven: { name: Name; index: Bytes }[] = [];
    for (const [i, name] of names.entries()) {
      const index = await verifyIndex(by, name.kind, name.text, proofs[i] ?? new Uint8Array());
      if (!index) throw new Refusal("index", `of the ${name.kind}`);
      proven.push({ name, index });
    }
    return new Indexes(proven);
  }

  /** The key of what has this name, where its index is proven. */
  key({ kind, text }: Name): string | undefined {
    const found = this.proven.find(({ name }) => name.kind === kind && name.text === text);
    return found && keyOf(kind, found.index);
  }

  /** Refuses what says that something is not there, at a key whose index is not proven: any
   * made-up key is absent. A record that is there speaks for itself. */
  cover(queries: Query[], records: Records): void {
    const keys = new Set(this.proven.map(({ name, index }) => keyOf(name.kind, index)));
    for (const query of queries) {
      const key = "key" in query ? query.key : query.from;
      if ("key" in query && typeof records.get(key) !== "string") continue;
      const [kind = "", index = ""] = key.split("|");
      if (!["unit", "lot", "holding"].includes(kind)) continue;
      if (!keys.has(`${kind === "unit" ? "unit" : "lot"}|${index}`))
        throw new Refusal("index", `of ${key}`);
    }
  }
}
