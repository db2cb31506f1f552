// What is thought of a pack. This device decides alone: it reads the code, checks the proof
// and judges by itself; the server's word is shown as such, or not at all. A failure to get
// an answer is UNKNOWN and says nothing about the medicine.

import { ask, Failure } from "./graphql.ts";
import type { Label as Read } from "./gs1/label.ts";
import type { Pin } from "./proof/pin.ts";
import type { Proven } from "./proof/prove.ts";
import { causes, faces } from "./words.ts";

export type Purpose = "PATIENT" | "DISPENSE" | "RECEIVE" | "INSPECT";

/** UNCHECKED is this page's own: there is an answer, and nothing to check it by. */
export type Headline =
  | "GENUINE"
  | "BLOCKED"
  | "MISMATCH"
  | "NOT_REGISTERED"
  | "OWN_DUPLICATE"
  | "SCAN_FAULT"
  | "UNKNOWN"
  | "UNCHECKED";

export interface Reason {
  code: string;
  text: string;
}

/** The server's word. */
export interface Told {
  verdict: Headline;
  authenticity: string;
  use: string;
  reasons: { code: string }[];
  label: { gtin: string; serial: string | null; lot: string | null; expiry: string | null } | null;
  trail: Step[];
  height: string;
  time: string;
  bundle: string | null;
}

export interface Step {
  step: string;
  role: string;
  country: string;
  day: string;
}

export interface Verdict {
  verdict: Headline;
  use: "OK" | "NOTICE" | "STOP";
  reasons: Reason[];
  message: string;
  advice: string;
  label: Read | null; // as this device read it
  proven: Proven | null;
  /** What the server alone says: what follows a verdict, or of one that nobody checked. */
  word: { verdict: Headline; trail: Step[] } | null;
  root: Pin | null;
}

/** To the letter that of graphql/persisted/verify_web.graphql, which anybody may ask. */
export const document = `query Verify($code: String!, $purpose: Purpose, $minHeight: String) {
  verify(code: $code, purpose: $purpose, minHeight: $minHeight) {
    verdict authenticity use height time bundle
    reasons { code }
    label { gtin serial lot expiry }
    trail { step role country day }
  }
}`;

/** Judges a code, exactly as it was read. Never throws: no answer is UNKNOWN. */
export async function judge(code: string, purpose: Purpose): Promise<Verdict> {
  try {
    const { misreadings, readCode } = await import("./gs1/label.ts");
    const read = readCode(code, new Date().getUTCFullYear());
    if ("fault" in read) return own("SCAN_FAULT", read.fault);
    const { label } = read;
    if (label.gtin === "") return own("UNKNOWN", "NoGTIN", label);
    if (label.serial === "" && label.lot === "") return own("UNKNOWN", "NoSerial", label);
    const found = await judgeLabel(label, code, purpose);
    if (found.verdict !== "NOT_REGISTERED" && found.verdict !== "SCAN_FAULT") return found;
    // A keyboard that swaps cases or letters makes a serial that nobody registered. If the
    // one that was meant exists, the scan is at fault, and the pack not accused.
    for (const { label: meant, fault } of misreadings(label)) {
      const { proven, verdict } = await judgeLabel(meant, textOf(meant), purpose);
      if (proven && verdict !== "NOT_REGISTERED" && verdict !== "UNKNOWN")
        return own("SCAN_FAULT", fault, label);
    }
    return found.verdict === "SCAN_FAULT" ? own("UNKNOWN", "ProofRefused", label) : found;
  } catch (error) {
    return unanswered(error);
  }
}

async function judgeLabel(label: Read, code: string, purpose: Purpose): Promise<Verdict> {
  const { highest, pinned, saw } = await import("./proof/pin.ts");
  const pin = await pinned();
  const floor = typeof pin === "string" ? 0n : highest(pin.name);
  const variables = { code, purpose, minHeight: floor > 0n ? String(floor) : null };
  const { verify: told } = await ask<{ verify: unknown }>(document, variables);
  if (!wellFormed(told)) throw new Failure("Unavailable");
  const word = { verdict: told.verdict, trail: told.trail };
  if (typeof pin === "string") return { ...own("UNCHECKED", pin, label), word };
  if (!told.bundle && told.verdict === "UNKNOWN") {
    return { ...own("UNKNOWN", told.reasons[0]?.code ?? "", label), root: pin };
  }
  if (!told.bundle && told.verdict === "SCAN_FAULT") return own("SCAN_FAULT", "", label);
  const { prove } = await import("./proof/prove.ts");
  const now = BigInt(Math.floor(Date.now() / 1000));
  const proven = await prove(label, purpose, told, pin.trust, now, floor);
  if ("fault" in proven) return { ...own("UNKNOWN", proven.fault, label), root: pin };
  saw(pin.name, proven.height);
  const { verdict, use, reasons, message, advice } = proven.judged;
  const found = { verdict, use, reasons, message, advice, label, proven, word, root: pin };
  if (pin.confirmed) return found;
  // A warning is worth reading even so; that nothing speaks against a pack is not.
  const unconfirmed = own("UNCHECKED", "RootUnconfirmed");
  const said = use === "STOP" ? advice : unconfirmed.advice;
  return { ...found, verdict: "UNCHECKED", message: unconfirmed.message, advice: said };
}

/** Whether an answer has the form that was asked for. A page that trips over one that has
 * not would show nothing at all, where it has to say that there was no answer. */
export function wellFormed(told: unknown): told is Told {
  const text = (v: unknown): v is string => typeof v === "string";
  const textOrNull = (v: unknown) => v === null || text(v);
  const object = (v: unknown): v is Record<string, unknown> =>
    typeof v === "object" && v !== null && !Array.isArray(v);
  const list = (v: unknown, each: (entry: Record<string, unknown>) => boolean) =>
    Array.isArray(v) && v.every((entry) => object(entry) && each(entry));
  return (
    object(told) &&
    text(told.verdict) &&
    Object.hasOwn(faces, told.verdict) &&
    told.verdict !== "UNCHECKED" &&
    [told.authenticity, told.use, told.height, told.time].every(text) &&
    textOrNull(told.bundle) &&
    list(told.reasons, ({ code }) => text(code)) &&
    (told.label === null ||
      (object(told.label) && Object.values(told.label).every(textOrNull))) &&
    list(told.trail, (s) => [s.step, s.role, s.country, s.day].every(text))
  );
}

/** A label as the text below a symbol. */
function textOf({ gtin, serial, lot, expiry }: Read): string {
  const pairs = [
    ["01", gtin],
    ["17", expiry.slice(2).replaceAll("-", "")],
    ["10", lot],
    ["21", serial],
  ];
  return pairs
    .map(([ai, value = ""]) => value && `(${ai})${value.replaceAll("(", "\\(")}`)
    .join("");
}

/** The verdict when there was no answer. */
export function unanswered(error: unknown): Verdict {
  return own("UNKNOWN", error instanceof Failure ? error.code : "Unavailable");
}

/** A verdict in this page's own words, by the code of its cause. A code that is not known
 * here says nothing. */
function own(verdict: Headline, code: string, label: Read | null = null): Verdict {
  const unknown = verdict === "SCAN_FAULT" ? "Malformed" : "Unavailable";
  const known = Object.hasOwn(causes, code) ? code : unknown;
  const { text, advice } = causes[known]!;
  return {
    verdict,
    use: "STOP",
    reasons: verdict === "UNCHECKED" ? [] : [{ code: known, text }],
    message: verdict === "UNCHECKED" ? text : "",
    advice,
    label,
    proven: null,
    word: null,
    root: null,
  };
}
