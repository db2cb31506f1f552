// What is thought of a pack. The server's answer is its word (REPORTED); a failure
// to get one is UNKNOWN and says nothing about the medicine.

import { ask, Failure } from "./graphql.ts";
import { faces } from "./words.ts";

export type Purpose = "PATIENT" | "DISPENSE" | "RECEIVE" | "INSPECT";

export type Headline =
  | "GENUINE"
  | "BLOCKED"
  | "MISMATCH"
  | "NOT_REGISTERED"
  | "OWN_DUPLICATE"
  | "SCAN_FAULT"
  | "UNKNOWN";

export type Basis = "PROVEN" | "REPORTED" | "SEALED";

export interface Reason {
  code: string;
  text: string;
}

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
    gtin: string;
    lot: string | null;
    expiry: string;
    made: string | null;
    serialised: boolean;
    recalled: { class: number; depth: string } | null;
  } | null;
  product: {
    gtin: string;
    name: string;
    strength: string;
    form: string;
    pack: string;
    manufacturer: string | null;
  } | null;
  trail: { step: string; role: string; country: string; day: string }[];
  height: string;
  time: string;
  bundle: string | null;
  message: string;
  advice: string;
  /** By what root this device checked, where it has one. */
  root?: { chain: string; name: string; since: string };
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
    if (!(verify.verdict in faces)) throw new Failure("Unavailable", "an answer that is none");
    // A server can only give its word. PROVEN is for our own verifier to say.
    return await checked(
      code,
      purpose,
      verify.basis === "PROVEN" ? { ...verify, basis: "REPORTED" } : verify,
    );
  } catch (error) {
    return unanswered(error);
  }
}

/** Checks the answer's proof against the trust root of this device. A device without a
 * root leaves the server's word; a proof that does not hold, or is missing, leaves nothing. */
async function checked(code: string, purpose: Purpose, told: Verdict): Promise<Verdict> {
  if (!globalThis.crypto?.subtle) return told;
  const [{ pinned }, { prove }] = await Promise.all([
    import("./proof/pin.ts"),
    import("./proof/prove.ts"),
  ]);
  const pin = await pinned();
  if (!pin) return told;
  const root = { chain: pin.trust.chainID, name: pin.name, since: pin.since };
  const found = await prove(code, purpose, told, pin.trust, BigInt(Math.floor(Date.now() / 1000)));
  if ("verdict" in found) return { ...found.verdict, root };
  if (found.fault === "") return { ...told, root };
  const failure = new Failure("ProofRefused", found.fault);
  return {
    ...local(
      "UNKNOWN",
      failure,
      "Do not rely on this server for now. Try again, or ask another one.",
    ),
    root,
  };
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
  return local(
    "UNKNOWN",
    failure,
    advice[failure.code] ?? "The server could not answer. Try again in a moment.",
  );
}

function local(verdict: Headline, failure: Failure, advice: string): Verdict {
  return {
    verdict,
    authenticity: verdict,
    use: "STOP",
    reasons: [{ code: failure.code, text: failure.message }],
    basis: null,
    label: null,
    lot: null,
    product: null,
    trail: [],
    height: "",
    time: "",
    bundle: null,
    message: "",
    advice,
  };
}
