// From the server's word to this device's own finding: reads the code, checks the bundle
// against the trust root, judges the proven records, and compares.

import { readLabel, type Label } from "../gs1/label.ts";
import type { Purpose, Verdict } from "../verdict.ts";
import { parseBundle, verify, type Evidence } from "./bundle.ts";
import { judge, type Known } from "./judge.ts";
import type { Judged } from "./judgement.ts";
import { lotKey, lotPrefix, productKey, unitKey } from "./keys.ts";
import type { Query } from "./records.ts";
import { Refusal } from "./refusal.ts";
import type { Token } from "./token.ts";
import type { Trust } from "./trust.ts";
import { dayText, readLot } from "./values.ts";

/** How old the header of a proof may be, and how far ahead of this device's clock, in seconds. */
const fresh = 120n,
  early = 60n;

/** What this device finds, or why it can prove nothing ("" where there was nothing to check). */
export type Finding = { verdict: Verdict } | { fault: string };

/** Checks a server's verdict. now is in unix seconds. Anything that does not fit together
 * is a fault: then the server's word is worth nothing either. */
export async function prove(
  code: string,
  purpose: Purpose,
  told: Verdict,
  trust: Trust,
  now: bigint,
): Promise<Finding> {
  if (!told.bundle) {
    const nothingToProve = told.verdict === "UNKNOWN" || told.verdict === "SCAN_FAULT";
    return { fault: nothingToProve ? "" : "the server gave a verdict without a proof" };
  }
  const label = readLabel(code, new Date(Number(now) * 1000).getUTCFullYear());
  if (!label || (label.serial === "" && label.lot === "")) return { fault: "" };
  let evidence: Evidence;
  let asked: Query[];
  try {
    const bundle = parseBundle(told.bundle);
    asked = await queries(label, bundle.proof);
    evidence = await verify(bundle, trust, asked);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { fault: `the server's proof does not hold: ${error.message}` };
  }
  if (evidence.time < now - fresh) return { fault: `the proof is ${ago(now - evidence.time)} old` };
  if (evidence.time > now + early)
    return { fault: "the proof is from the future: check the clock of this device" };
  const known = shown(evidence, asked);
  const judged = await judge({ label, purpose, market: "", asker: "" }, known, evidence.time);
  const differs = difference(told, judged, evidence, label);
  if (differs) return { fault: `the server contradicts its own proof: ${differs}` };
  const key = judged.lot ? (known.lotOf(label.gtin, judged.lot.ordinal)?.key ?? "") : "";
  return { verdict: await merged(told, judged, label, key) };
}

/** The keys that the label names, never the answer; and the lot that the pack was
 * registered in, which only the state knows: the proof may show one lot of the product more. */
async function queries({ gtin, serial, lot }: Label, proof: Token[]): Promise<Query[]> {
  const keys = [productKey(gtin)];
  if (serial !== "") keys.push(await unitKey(gtin, serial));
  if (lot !== "") keys.push(await lotKey(gtin, lot));
  const other = proof.find(
    (t) => t.kind === "record" && t.key.startsWith(lotPrefix(gtin)) && !keys.includes(t.key),
  );
  if (other && "key" in other) keys.push(other.key);
  return keys.map((key) => ({ key }));
}

function shown({ records }: Evidence, asked: Query[]): Known {
  return {
    get: (key) => records.get(key),
    lotOf: (gtin, ordinal) => {
      for (const q of asked) {
        const entry =
          "key" in q && q.key.startsWith(lotPrefix(gtin)) ? records.get(q.key) : "absent";
        if (typeof entry !== "string" && readLot(entry.open).ordinal === ordinal) return entry;
      }
      return undefined;
    },
  };
}

/** What the server said otherwise than its proof, or nothing. */
function difference(told: Verdict, judged: Judged, evidence: Evidence, label: Label): string {
  const codes = (list: { code: string }[]) => list.map(({ code }) => code).join(", ") || "none";
  const read = told.label;
  for (const [what, said, found] of [
    [
      "label",
      read && [read.gtin, read.serial ?? "", read.lot ?? "", read.expiry ?? ""].join(" "),
      [label.gtin, label.serial, label.lot, label.expiry].join(" "),
    ],
    ["verdict", told.verdict, judged.verdict],
    ["authenticity", told.authenticity, judged.authenticity],
    ["use", told.use, judged.use],
    ["reasons", codes(told.reasons), codes(judged.reasons)],
    ["height", told.height, String(evidence.stateHeight)],
    ["time", String(Date.parse(told.time) / 1000), String(evidence.time)],
  ] as const) {
    if (said !== found) return `${what} ${said}, proven ${found}`;
  }
  return "";
}

/** The proven verdict in the shape of the server's. Product, lot and dates are the proven
 * ones; the maker's name and the way of the pack stay the server's word. */
async function merged(told: Verdict, judged: Judged, label: Label, key: string): Promise<Verdict> {
  const { lot, product } = judged;
  const number =
    told.lot?.lot && (await lotKey(label.gtin, told.lot.lot)) === key ? told.lot.lot : null;
  return {
    ...told,
    basis: "PROVEN",
    verdict: judged.verdict,
    authenticity: judged.authenticity,
    use: judged.use,
    reasons: judged.reasons,
    message: judged.message,
    advice: judged.advice,
    lot: lot && {
      gtin: label.gtin,
      lot: number,
      expiry: dayText(lot.expiry),
      made: lot.made ? dayText(lot.made) : null,
      serialised: lot.serialised,
      recalled: lot.recall,
    },
    product: product && {
      gtin: label.gtin,
      name: product.name,
      strength: product.strength,
      form: product.form,
      pack: product.pack,
      manufacturer: told.product?.manufacturer ?? null,
    },
  };
}

function ago(seconds: bigint): string {
  if (seconds < 7200n) return `${seconds / 60n} minutes`;
  return seconds < 172_800n ? `${seconds / 3600n} hours` : `${seconds / 86_400n} days`;
}
