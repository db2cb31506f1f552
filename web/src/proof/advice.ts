// What to do, by the worst reason: as a patient, and in the trade. The words are those of
// package record; the shared vectors keep them the same.

import type { Purpose } from "../verdict.ts";
import type { Lot } from "./values.ts";

export const adviceAgain = "Try again. If it stays so, ask a pharmacist or the manufacturer.";
export const adviceScanSquare = "Scan the square code on the pack.";
const setAside = "Do not use or supply it. Set the pack aside and tell the medicines authority.";
const askPharmacist = "Do not use it. Take the pack to a pharmacist.";
const fromPharmacy =
  "If you got it from a pharmacy, all is well. If not, do not use it and ask a pharmacist.";
const compare =
  "Compare lot and expiry with the print: a single pack of this lot cannot be told from a copy.";
const scanAgain =
  "Scan again and compare the code with the print on the pack. " +
  "If they really differ, do not use or supply it: set it aside and ask the manufacturer.";
const waitForReceipt =
  "Do not supply it yet. The site that it was sent to has to receive it first, or refuse it.";

/** For a reason: [to a patient, in the trade]. */
const advices: Record<string, [string, string]> = {
  LotMismatch: [askPharmacist, scanAgain],
  ExpiryMismatch: [askPharmacist, scanAgain],
  Destroyed: [askPharmacist, setAside],
  Stolen: [askPharmacist, setAside],
  Illegitimate: [askPharmacist, setAside],
  Suspect: [
    askPharmacist,
    "Do not use or supply it until the investigation is closed. Set the pack aside.",
  ],
  Recalled: [
    "Do not use this pack. Take it to a pharmacy, and ask there how to go on with your treatment.",
    "Do not supply it. Set it aside and follow the recall letter.",
  ],
  Withdrawn: [
    "Ask your pharmacist before you use more of it, and before you stop a treatment.",
    "Do not supply it in this market. Set it aside for return.",
  ],
  Held: [askPharmacist, "Do not use, supply or ship it until the hold is released."],
  Expired: [
    "Do not use it. Take it back to a pharmacy.",
    "Do not supply it. Set it aside for return or destruction.",
  ],
  AlreadySupplied: [
    askPharmacist,
    "Do not supply it. Ask whether somebody at your own site has " +
      "supplied it already; if not, set the pack aside and report it.",
  ],
  Inactive: [
    askPharmacist,
    "Do not supply it. If you did not expect this, set the pack aside and ask the manufacturer.",
  ],
  InTransit: [askPharmacist, waitForReceipt],
  Disputed: [askPharmacist, waitForReceipt],
  WithdrawnElsewhere: [
    "Ask your pharmacist whether this concerns you.",
    "Do not supply it in those markets.",
  ],
  Supplied: [fromPharmacy, ""],
  PartlySupplied: [
    fromPharmacy,
    "Only the rest may be supplied, by the pharmacy that supplied the first part.",
  ],
};

/** A recall that stops short of patients asks nothing of them. */
export function advise(code: string, purpose: Purpose, lot: Lot): string {
  const [patient, trade] = advices[code] ?? [compare, compare];
  if (purpose !== "PATIENT") return trade;
  if (code === "Recalled" && lot.recall?.depth !== "patient") {
    return (
      "This recall is meant for pharmacies and wholesalers. Ask your pharmacist before you " +
      "use more of it, and before you stop a treatment."
    );
  }
  return patient;
}
