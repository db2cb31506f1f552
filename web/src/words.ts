// The words and drawings of each headline. Colour only repeats what they say.

import type { Headline, Purpose } from "./verdict.ts";

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
  UNCHECKED: {
    tone: "open",
    word: "Not checked",
    meaning: "This device could not check what the server says.",
    path: "M5 3h14v18H5ZM8.5 8h7M8.5 12h3M14.5 15.5h.2",
  },
};

const again = "Try again in a moment.",
  distrust = "Do not rely on this server for now. Try again, or ask another one.";

/** Why there is no verdict, or none that was checked: said by this page, whatever the server
 * wrote. */
export const causes: Record<string, { text: string; advice: string }> = {
  Offline: {
    text: "the server could not be reached",
    advice: "Check the connection of this device and try again.",
  },
  Timeout: { text: "the server did not answer in time", advice: again },
  LAGGING: {
    text: "the server is catching up with the ledger",
    advice: "Try again in a minute.",
  },
  RateLimited: {
    text: "too many questions came from here",
    advice: "Wait a minute and try again.",
  },
  Forbidden: { text: "the server answers only devices that it knows", advice: again },
  Unavailable: { text: "the server could not answer", advice: again },
  NoAnswer: { text: "the server could not ask the ledger", advice: again },
  NoGTIN: {
    text: "this code names no medicine (no GTIN)",
    advice: "Scan the square code on the pack.",
  },
  NoSerial: {
    text: "this code names the product, not the pack",
    advice: "Scan the square code on the pack.",
  },
  Malformed: {
    text: "this is no code of a medicine, or a part of it is missing",
    advice: "Scan the square code on the pack, or type the text beside it with its brackets.",
  },
  lost_separator: {
    text: "the scanner dropped the separators, so that lot and serial number run together",
    advice:
      "Set the scanner to send the group separator (GS, ASCII 29), or type the text beside " +
      "the code with its brackets.",
  },
  caps_lock: {
    text: "upper and lower case are swapped",
    advice: "Turn off Caps Lock and scan again.",
  },
  keyboard_layout: {
    text: "scanner and computer use different keyboard layouts",
    advice: "Set the scanner to the keyboard language of the computer and scan again.",
  },
  two_codes: {
    text: "two codes arrived as one",
    advice: "Clear the field and scan only the square code of one pack.",
  },
  ProofRefused: { text: "the server says what it does not prove", advice: distrust },
  NoProof: { text: "the server gave a verdict without a proof", advice: distrust },
  BadProof: { text: "the server's proof does not hold", advice: distrust },
  Contradiction: { text: "the server contradicts its own proof", advice: distrust },
  EarlierProof: {
    text: "the proof is older than one that this device has seen before",
    advice: distrust,
  },
  OldProof: {
    text: "the proof is old: the ledger has not moved for minutes, or the server hides that",
    advice: distrust,
  },
  FutureProof: {
    text: "the proof is from the future",
    advice: "Check the date and time of this device, and try again.",
  },
  OtherChain: {
    text: "the server answers for another ledger than the one whose root this device keeps",
    advice:
      "Do not rely on this server. Only if you know that the ledger was made anew, forget the " +
      "root below.",
  },
  NoRoot: {
    text: "The server gave no trust root to check its answers by.",
    advice: "Do not act on an answer that nobody checked. Try again, or ask another server.",
  },
  NoStorage: {
    text: "This browser keeps nothing, so there is no trust root to check answers by.",
    advice: "Allow this page to keep data, or leave the private window.",
  },
  NoCrypto: {
    text: "This browser checks no proofs over a connection that is not safe.",
    advice: "Open this page by https.",
  },
  RootDamaged: {
    text: "The trust root that this device keeps cannot be read.",
    advice: "Find out who changed it. If you forget it, compare the next one.",
  },
  RootUnconfirmed: {
    text: "The proof holds, but nobody has compared this device's trust root yet.",
    advice: "Compare the words first.",
  },
};

/** What the answer rests on, in one sentence. */
export const bases = {
  PROVEN:
    "This device checked the proof itself, against the trust root it keeps. " +
    "Nothing here rests on the server's word but what is marked so.",
  UNCONFIRMED:
    "This device checked the proof, but against a root that nobody has compared: " +
    "it is worth no more than the server's word.",
  REPORTED: "This is the server's word. This device could not check a proof of it.",
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

const roles = [
  "authority",
  "manufacturer",
  "repackager",
  "wholesaler",
  "logistics",
  "dispenser",
  "payer",
];

/** A role of the trade; nothing where it is none. */
export function role(name: string): string {
  return roles.includes(name) ? name : "";
}

/** A business step of CBV 2.0 (7.1), with or without its URI, in plain words. */
export function step(name: string): string | undefined {
  const word = name.replace(/^.*[:/#-]/, "");
  return Object.hasOwn(steps, word) ? steps[word] : undefined;
}
