// What is thought of a pack. The server's answer is its word (REPORTED); a failure
// to get one is UNKNOWN and says nothing about the medicine.

import { ask, Failure } from "./graphql.ts";

export type Purpose = "PATIENT" | "DISPENSE" | "RECEIVE" | "INSPECT";

export type Headline =
  | "GENUINE" | "BLOCKED" | "MISMATCH" | "NOT_REGISTERED"
  | "OWN_DUPLICATE" | "SCAN_FAULT" | "UNKNOWN";

export type Basis = "PROVEN" | "REPORTED" | "SEALED";

export interface Reason { code: string; text: string }

export interface Label {
  gtin: string;
  serial: string | null;
  lot: string | null;
  expiry: string | null;
  humanReadable: string;
  digitalLink: string;
}

export interface Verdict {
  verdict: Headline;
  authenticity: string;
  use: "OK" | "NOTICE" | "STOP";
  reasons: Reason[];
  basis: Basis | null; // null: nothing was answered
  label: Label | null;
  lot: {
    gtin: string; lot: string | null; expiry: string; made: string | null;
    serialised: boolean; recalled: { class: number; depth: string } | null;
  } | null;
  product: {
    gtin: string; name: string; strength: string; form: string; pack: string;
    manufacturer: string | null;
  } | null;
  trail: { step: string; role: string; country: string; day: string }[];
  height: string;
  time: string;
  bundle: string | null;
  message: string;
  advice: string;
}

const document = `query Verify($code: String!, $purpose: Purpose) {
  verify(code: $code, purpose: $purpose) {
    verdict authenticity use basis height time bundle message advice
    reasons { code text }
    label { gtin serial lot expiry humanReadable digitalLink }
    lot { gtin lot expiry made serialised recalled { class depth } }
    product { gtin name strength form pack manufacturer }
    trail { step role country day }
  }
}`;

/** Asks the gateway about a code, exactly as it was read. Never throws: no answer is UNKNOWN. */
export async function judge(code: string, purpose: Purpose): Promise<Verdict> {
  try {
    const { verify } = await ask<{ verify: Verdict }>(document, { code, purpose });
    // A server can only give its word. PROVEN is for our own verifier to say.
    return verify.basis === "PROVEN" ? { ...verify, basis: "REPORTED" } : verify;
  } catch (error) {
    return unanswered(error);
  }
}

/** The verdict when there was no answer. */
export function unanswered(error: unknown): Verdict {
  const failure = error instanceof Failure ? error : new Failure("Unavailable", String(error));
  if (failure.code === "Malformed") {
    return local("SCAN_FAULT", failure, "Scan the code again, or type it as printed.");
  }
  const advice: Record<string, string> = {
    Offline: "Check the connection of this device and try again.",
    Timeout: "The server is slow to answer. Try again in a moment.",
    LAGGING: "The server is catching up with the ledger. Try again in a minute.",
    RateLimited: "Too many questions came from here. Wait a minute and try again.",
  };
  return local("UNKNOWN", failure,
    advice[failure.code] ?? "The server could not answer. Try again in a moment.");
}

function local(verdict: Headline, failure: Failure, advice: string): Verdict {
  return {
    verdict, authenticity: verdict, use: "STOP",
    reasons: [{ code: failure.code, text: failure.message }],
    basis: null, label: null, lot: null, product: null, trail: [],
    height: "", time: "", bundle: null, message: "", advice,
  };
}
