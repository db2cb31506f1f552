// The words and drawings of each headline. Colour only repeats what they say.

import type { Basis, Headline, Purpose } from "./verdict.ts";

interface Face {
  tone: "good" | "bad" | "again" | "open" | "own";
  word: string;
  meaning: string;
  path: string;
}

export const faces: Record<Headline, Face> = {
  GENUINE: {
    tone: "good",
    word: "Genuine",
    meaning: "The manufacturer registered this pack, and its label agrees with the ledger.",
    path: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm-5 10.5 3.5 3.5L17 9",
  },
  BLOCKED: {
    tone: "bad",
    word: "Blocked",
    meaning: "The pack is known, but it must not be used.",
    path: "M8 2h8l6 6v8l-6 6H8l-6-6V8Zm-1 10h10",
  },
  MISMATCH: {
    tone: "bad",
    word: "Mismatch",
    meaning: "What is printed on this pack differs from what was registered.",
    path: "M12 1.5 22.5 12 12 22.5 1.5 12ZM8 10.2h8M8 13.8h8M14.5 7.5l-5 9",
  },
  NOT_REGISTERED: {
    tone: "bad",
    word: "Not registered",
    meaning: "No manufacturer registered a pack with this number.",
    path:
      "M4 2v5M4 10v4M4 17v5M8 2v20M20 2v5M20 17v5M12 2v5M16 2v5M12 17v5M16 17v5" +
      "M12 9.5l5 5M17 9.5l-5 5",
  },
  OWN_DUPLICATE: {
    tone: "own",
    word: "Already done",
    meaning: "You yourself recorded this act for this pack before. This is a notice, not an alarm.",
    path: "M8 8V3.5h12.5V16H16M3.5 8H16v12.5H3.5ZM6.5 14l2.5 2.5 4-4.5",
  },
  SCAN_FAULT: {
    tone: "again",
    word: "Scan again",
    meaning: "The code was not read in full. This says nothing about the medicine.",
    path: "M3 8V3h5M16 3h5v5M21 16v5h-5M8 21H3v-5M12 7.5v5.5M12 16.4v.2",
  },
  UNKNOWN: {
    tone: "open",
    word: "Unknown",
    meaning: "The pack could not be checked. This says nothing about the medicine.",
    path:
      "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Z" +
      "M9.2 9.3a2.9 2.9 0 1 1 4.3 2.5c-1 .6-1.5 1.2-1.5 2.3M12 17v.2",
  },
};

/** What the answer rests on, in one sentence. */
export const bases: Record<Basis, string> = {
  PROVEN:
    "This device checked the proof itself, against the trust root it keeps. " +
    "Verdict, product, lot and dates do not rest on the server's word.",
  REPORTED: "This is the server's word. This device could not check a proof of it.",
  SEALED:
    "Only the manufacturer's seal on the pack was checked, without the ledger: " +
    "issued, not necessarily still good.",
};

export const purposes: Record<Purpose, { word: string; meaning: string }> = {
  PATIENT: { word: "Patient", meaning: "I was given this medicine, or I am about to take it." },
  DISPENSE: { word: "Dispense", meaning: "I am about to hand this pack to a patient." },
  RECEIVE: { word: "Receive", meaning: "I am taking delivery of this pack." },
  INSPECT: { word: "Inspect", meaning: "I want everything the ledger holds against it." },
};

const steps: Record<string, string> = {
  commissioning: "Made and registered",
  packing: "Packed",
  unpacking: "Unpacked",
  shipping: "Shipped",
  receiving: "Received",
  void_shipping: "Shipment taken back",
  dispensing: "Dispensed",
  decommissioning: "Taken out of use",
  destroying: "Destroyed",
  holding: "Put on hold",
  inspecting: "Inspected",
};

const acts: Record<string, string> = {
  authorize: "Party authorised",
  add_key: "Device key added",
  revoke_key: "Device key revoked",
  grant_prefix: "Company prefix granted",
  register_product: "Product registered",
  register_lot: "Lot registered",
  add_serials: "Serial numbers added",
  close_lot: "Lot closed",
  ship: "Shipped",
  receive: "Received",
  refuse: "Shipment refused",
  cancel: "Shipment cancelled",
  dispense: "Dispensed",
  recall: "Recalled",
};

/** What a command did, in plain words. */
export function act(command: string): string | undefined {
  return acts[command];
}

/** What reads the ledger, in plain words. */
export const readers: Record<string, string> = { stream: "Event stream", readmodel: "Read model" };

/** A business step of CBV 2.0 (7.1), with or without its URI, in plain words. */
export function step(name: string): string | undefined {
  return steps[name.replace(/^.*[:/#-]/, "")];
}
