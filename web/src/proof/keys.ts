// Keys of the ledger's tree. Packs and lots are in them by an index, which only the
// operators of the chain can compute and which tells nothing of what is printed.

import type { Label } from "../gs1/label.ts";
import { base64url, type Bytes } from "./bytes.ts";

/** What an index is of. */
export interface Name {
  kind: "unit" | "lot";
  text: string;
}

export const unitName = (gtin: string, serial: string): Name => ({
  kind: "unit",
  text: `${gtin}|${serial}`,
});
export const lotName = (gtin: string, lot: string): Name => ({ kind: "lot", text: `${gtin}|${lot}` });

/** What a label names of which the key takes an index, in the order in which a bundle
 * proves them. */
export function namesOf({ gtin, serial, lot }: Label): Name[] {
  return [
    ...(serial !== "" ? [unitName(gtin, serial)] : []),
    ...(lot !== "" ? [lotName(gtin, lot)] : []),
  ];
}

export const productKey = (gtin: string) => `product|${gtin}`;

export const partyPrefix = "party|";

export const keyOf = (kind: Name["kind"], index: Bytes) => `${kind}|${base64url(index)}`;
