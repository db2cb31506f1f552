// The steps of a proof of records: the pruned tree in pre-order.

import { binary, equal, sha256, utf8, type Bytes } from "./bytes.ts";
import { malformed, type Reader } from "./cbor.ts";
import { hashBytes } from "./header.ts";
import { Refusal } from "./refusal.ts";
import { leafHash, valueHash } from "./tree.ts";

/** A key is kept as one character a byte. */
export type Token =
  | { kind: "inner" }
  | { kind: "pruned"; hash: Bytes }
  | { kind: "neighbour"; key: string; hash: Bytes }
  | { kind: "record"; key: string; open: Bytes; sealed: Bytes; withheld: Bytes | null };

export type Leaf = Extract<Token, { key: string }>;

const maxKey = 64;

export function readToken(r: Reader): Token {
  if (r.isUint) {
    r.uint(0n);
    return { kind: "inner" };
  }
  const parts = readKind(r);
  switch (parts) {
    case 1:
      return { kind: "pruned", hash: readHash(r) };
    case 2:
      return { kind: "neighbour", key: readKey(r), hash: readHash(r) };
    case 3:
      return readRecord(r);
    default:
      throw malformed(`a token of ${parts} parts`);
  }
}

/** The number of parts after the kind; both are the same number. */
function readKind(r: Reader): number {
  const length = r.arrayLength(4) - 1;
  if (r.uint(3n) !== BigInt(length)) throw malformed("a token whose kind is not its length");
  return length;
}

function readRecord(r: Reader): Token {
  const key = readKey(r);
  const open = r.byteString();
  if (!r.isArray) return { kind: "record", key, open, sealed: r.byteString(), withheld: null };
  r.tuple(1);
  return { kind: "record", key, open, sealed: new Uint8Array(), withheld: readHash(r) };
}

function readHash(r: Reader): Bytes {
  const hash = r.byteString();
  if (hash.length !== hashBytes) throw malformed(`a hash of ${hash.length} bytes`);
  return hash;
}

function readKey(r: Reader): string {
  return binary(utf8(r.text()));
}

/** Hash of a leaf, always computed from what the token tells: a leaf known only by its
 * hash could stand anywhere, and absence would prove nothing. */
export async function hashOf(leaf: Leaf): Promise<Bytes> {
  if (leaf.key.length === 0 || leaf.key.length > maxKey || leaf.key.includes("\0")) {
    throw new Refusal("proof", `a key of ${leaf.key.length} bytes, or with a zero byte`);
  }
  if (leaf.kind === "neighbour") return leafHash(leaf.key, leaf.hash);
  if (leaf.withheld && equal(leaf.withheld, await sha256())) {
    throw new Refusal("proof", "an empty sealed part withheld");
  }
  return leafHash(
    leaf.key,
    await valueHash(leaf.open, leaf.withheld ?? (await sha256(leaf.sealed))),
  );
}
