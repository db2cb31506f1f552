// Keys of the ledger's tree. Serials and lots are only in them as hashes.

import { base64url, sha256, utf8 } from "./bytes.ts";

const hashed = async (text: string) => base64url((await sha256(utf8(text))).slice(0, 20));

export const productKey = (gtin: string) => `product|${gtin}`;

export const partyPrefix = "party|";

export const lotPrefix = (gtin: string) => `lot|${gtin}|`;

export async function lotKey(gtin: string, lot: string): Promise<string> {
  return lotPrefix(gtin) + (await hashed(`lot/1|${gtin}|${lot}`));
}

export async function unitKey(gtin: string, serial: string): Promise<string> {
  return `unit|${gtin}|${await hashed(`unit/1|${gtin}|${serial}`)}`;
}
