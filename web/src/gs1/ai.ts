// Application Identifiers: which there are, and what is asked of their values.

import { linters } from "./lint.ts";
import { rows } from "./table.ts";
import { allDigits } from "./text.ts";

interface Part {
  least: number;
  most: number;
  optional: boolean;
  good: (text: string) => boolean;
}

/** What the syntax dictionary says of an AI, or of a range such as 3100-3105. */
export interface Entry {
  first: string;
  last: string;
  fixed: boolean; // predefined length: no separator follows
  attribute: boolean; // may stand in the query of a link
  parts: Part[];
  requires: string[][][]; // of each list one group must be present in full
  excludes: string[];
  qualifiers: string[][] | null; // path AIs after this key, alternatives; null: no key
}

const table: Entry[] = rows.map(
  ([first, last, flags, parts, requires, excludes, qualifiers]) => ({
    first,
    last,
    fixed: flags.includes("f"),
    attribute: flags.includes("a"),
    parts: parts.map(([least, most, optional, names]) => {
      const checks = names.split(" ").map((name) => linters[name]!);
      return { least, most, optional, good: (text) => checks.every((check) => check(text)) };
    }),
    requires,
    excludes,
    qualifiers,
  }),
);

/** The entries of AIs that start with these two digits, which all have as many digits. */
const startingWith = new Map<string, Entry[]>();
for (const entry of table) {
  const [first, last] = [entry.first, entry.last].map((ai) => Number(ai.slice(0, 2)));
  for (let n = first!; n <= last!; n++) {
    const prefix = String(n).padStart(2, "0");
    startingWith.set(prefix, [...(startingWith.get(prefix) ?? []), entry]);
  }
}

/** The dictionary's entry of an AI. */
export function lookupEntry(ai: string): Entry | undefined {
  return startingWith
    .get(ai.slice(0, 2))
    ?.find((e) => e.first.length === ai.length && e.first <= ai && ai <= e.last);
}

/** The number of digits of every AI that starts with these two, 0 where none does. */
export function aiLength(prefix: string): number {
  return startingWith.get(prefix)?.[0]?.first.length ?? 0;
}

/** The AI that data starts with: of the given number of digits, or with 0 of the number that
 * its first two determine. Unknown ones are kept where asked, so that a new AI does not make
 * a pack unreadable. */
export function lookup(
  data: string,
  digits: number,
  unknown: boolean,
): { ai: string; entry: Entry } | undefined {
  if (digits === 1 || digits > 4 || data.length < Math.max(digits, 2)) return undefined;
  if (!allDigits(data.slice(0, 2))) return undefined;
  const known = aiLength(data.slice(0, 2));
  const length = digits === 0 ? known : digits;
  if (length === 0 || length > data.length || (known !== 0 && known !== length)) return undefined;
  const ai = data.slice(0, length);
  if (!allDigits(ai)) return undefined;
  const entry = lookupEntry(ai) ?? (unknown ? unknownEntry(ai) : undefined);
  return entry && { ai, entry };
}

/** The predefined lengths hold for AIs yet to come too; any other value runs to the next
 * separator (General Specifications, figure 7.8.5-2). */
function unknownEntry(ai: string): Entry {
  const n = predefinedLength(ai.slice(0, 2));
  const part = { least: n || 1, most: n || 90, optional: false, good: linters.cset82! };
  return {
    first: ai,
    last: ai,
    fixed: n > 0,
    attribute: false,
    parts: [part],
    requires: [],
    excludes: [],
    qualifiers: null,
  };
}

function predefinedLength(prefix: string): number {
  if (prefix === "00") return 18;
  if (prefix >= "01" && prefix <= "03") return 14;
  if (prefix === "04") return 16;
  if ((prefix >= "11" && prefix <= "19") || (prefix >= "31" && prefix <= "36")) return 6;
  if (prefix === "20") return 2;
  return prefix === "41" ? 13 : 0;
}

/** How many characters of data, which ends at a separator, are the value; -1: none is good. */
export function readValue(entry: Entry, data: string): number {
  if (data === "") return -1;
  let n = 0;
  for (const part of entry.parts) {
    const length = Math.min(part.most, data.length - n);
    if (part.optional && length === 0) continue;
    if (length < part.least || !part.good(data.slice(n, n + length))) return -1;
    n += length;
  }
  return n;
}

/** Whether a value that stands alone is good: nothing may be left over. */
export function isValue(entry: Entry, value: string): boolean {
  return value !== "" && readValue(entry, value) === value.length;
}

/** Whether the AIs are qualifiers of this key in their order, each at most once. */
export function pathFits(entry: Entry, ais: string[]): boolean {
  return (entry.qualifiers ?? []).some((order) => {
    let at = -1;
    return ais.every((ai) => (at = order.indexOf(ai, at + 1)) >= 0);
  });
}
