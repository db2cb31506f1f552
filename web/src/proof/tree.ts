// Hashes of trees: CometBFT's over fields (RFC 9162, 2.1.1), and the ledger's over records.

import { concat, fromBinary, sha256, type Bytes } from "./bytes.ts";

const leafPrefix = Uint8Array.of(0),
  innerPrefix = Uint8Array.of(1);

export function innerHash(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(innerPrefix, left, right);
}

/** Root of the tree over a list of fields, split at the largest power of two below its length. */
export async function fieldsRoot(items: Bytes[]): Promise<Bytes> {
  const [first] = items;
  if (first === undefined) return sha256();
  if (items.length === 1) return sha256(leafPrefix, first);
  let split = 1;
  while (split * 2 < items.length) split *= 2;
  return innerHash(await fieldsRoot(items.slice(0, split)), await fieldsRoot(items.slice(split)));
}

/** Hash of a record's leaf: 0x00, length and key, 0x20 and the hash of its value. Keys
 * have at most 64 bytes, so that each length is one byte. */
export function leafHash(key: string, value: Bytes): Promise<Bytes> {
  return sha256(
    concat(Uint8Array.of(0, key.length), fromBinary(key), Uint8Array.of(value.length), value),
  );
}

/** Hash of a record's value: its open part, then the hash of its sealed part. */
export function valueHash(open: Bytes, sealedHash: Bytes): Promise<Bytes> {
  return sha256(open, sealedHash);
}
