// From the server's word to this device's own finding: checks the bundle against the trust
// root, judges the proven records, and compares.

import type { Label } from "../gs1/label.ts";
import type { Purpose, Told } from "../verdict.ts";
import { parseBundle, verify, type Evidence } from "./bundle.ts";
import { judge, type Known } from "./judge.ts";
import type { Judged } from "./judgement.ts";
import { namesOf, partyPrefix, productKey } from "./keys.ts";
import type { Indexes } from "./indexes.ts";
import type { Query } from "./records.ts";
import { Refusal } from "./refusal.ts";
import type { Token } from "./token.ts";
import type { Trust } from "./trust.ts";
import { readPartyName } from "./values.ts";

/** How old the header of a proof may be, and how far ahead of this device's clock, in seconds. */
const fresh = 120n,
  early = 60n;

/** Why a server's answer proves nothing. The words for people are in words.ts: nothing that
 * the server wrote is in them. */
export type Fault =
  | "NoProof" // a verdict without a proof
  | "BadProof" // the proof does not hold
  | "OtherChain" // it is of another chain than the trust root
  | "OldProof" // its header is too old
  | "FutureProof" // this device's clock may be wrong
  | "EarlierProof" // this device has seen a later state
  | "Contradiction"; // the server's words are not those of its proof

/** What a proof says, and of when. */
export interface Proven {
  judged: Judged;
  height: bigint; // of the state
  time: bigint; // of the header, unix seconds
  lot: string | null; // the number of the pack's lot, where the label names it
  maker: string | null; // its maker's registered name
}

/** Checks a server's verdict on a label. now is in unix seconds; floor is the state that this
 * device knew before it asked. Anything that does not fit together is a fault: then the
 * server's word is worth nothing either. */
export async function prove(
  label: Label,
  purpose: Purpose,
  told: Told,
  trust: Trust,
  now: bigint,
  floor = 0n,
): Promise<Proven | { fault: Fault }> {
  if (!told.bundle) return { fault: "NoProof" };
  let evidence: Evidence;
  try {
    const bundle = parseBundle(told.bundle);
    evidence = await verify(bundle, trust, namesOf(label), (indexes) =>
      queries(label, indexes, bundle.proof),
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { fault: error.why === "wrong chain" ? "OtherChain" : "BadProof" };
  }
  if (evidence.time < now - fresh) return { fault: "OldProof" };
  if (evidence.time > now + early) return { fault: "FutureProof" };
  if (evidence.stateHeight < floor) return { fault: "EarlierProof" };
  const known = shown(evidence);
  const judged = await judge({ label, purpose, market: "", asker: "" }, known, evidence.time);
  if (differs(told, judged, evidence, label)) return { fault: "Contradiction" };
  const lot = judged.lot && lotNumber(judged, label);
  const maker = judged.lot && makerName(judged.lot.maker, known);
  return { judged, height: evidence.stateHeight, time: evidence.time, lot, maker };
}

/** The keys that the label names, never the answer; and what only the state knows: the lot
 * that the pack was registered in, and its maker. The proof may show one of each. */
function queries(label: Label, indexes: Indexes, proof: Token[]): Query[] {
  const keys = [productKey(label.gtin), ...namesOf(label).map((name) => indexes.key(name) ?? "")];
  for (const prefix of ["lot|", partyPrefix]) {
    const other = proof.find(
      (t) => t.kind === "record" && t.key.startsWith(prefix) && !keys.includes(t.key),
    );
    if (other && "key" in other) keys.push(other.key);
  }
  return keys.map((key) => ({ key }));
}

function shown({ records, indexes }: Evidence): Known {
  return { get: (key) => records.get(key), key: (name) => indexes.key(name) };
}

/** Whether the server said otherwise than its proof. */
function differs(told: Told, judged: Judged, evidence: Evidence, label: Label): boolean {
  const codes = (list: { code: string }[]) => list.map(({ code }) => code).join(", ");
  const read = told.label;
  const pairs = [
    [
      read && [read.gtin, read.serial ?? "", read.lot ?? "", read.expiry ?? ""].join(" "),
      [label.gtin, label.serial, label.lot, label.expiry].join(" "),
    ],
    [told.verdict, judged.verdict],
    [told.authenticity, judged.authenticity],
    [told.use, judged.use],
    [codes(told.reasons), codes(judged.reasons)],
    [told.height, String(evidence.stateHeight)],
    [String(Date.parse(told.time) / 1000), String(evidence.time)],
  ];
  return pairs.some(([said, found]) => said !== found);
}

/** The number of the pack's lot: the label's own, where the lot that is proven has it. The
 * label is not completed from GTIN and serial. */
function lotNumber({ reasons }: Judged, { lot }: Label): string | null {
  return lot !== "" && !reasons.some(({ code }) => code === "LotMismatch") ? lot : null;
}

/** The registered name of the lot's maker, where the proof shows it. */
function makerName(gln: string, known: Known): string | null {
  const entry = known.get(partyPrefix + gln);
  return typeof entry === "string" ? null : readPartyName(entry.open);
}
