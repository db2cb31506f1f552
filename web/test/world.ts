// A chain of one validator and a handful of records, made here: bundles whose every byte a
// test can choose. What is valid is pinned by the golden bundles, not by this.

import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { base64url, concat, fromHex, hex, sha256, utf8, type Bytes } from "../src/proof/bytes.ts";
import { signBytes, validatorsHash } from "../src/proof/commit.ts";
import { headerHash, type Header } from "../src/proof/header.ts";
import { ed25519, ed25519_hasher } from "@noble/curves/ed25519.js";
import { keyOf, type Name } from "../src/proof/keys.ts";
import { innerHash, leafHash, valueHash } from "../src/proof/tree.ts";
import type { Trust } from "../src/proof/trust.ts";

type Item = number | bigint | boolean | null | string | Bytes | Item[];

/** Deterministic CBOR. */
export function cbor(item: Item): Bytes {
  if (item === null) return Uint8Array.of(0xf6);
  if (typeof item === "boolean") return Uint8Array.of(item ? 0xf5 : 0xf4);
  if (typeof item === "string") return concat(head(3, BigInt(utf8(item).length)), utf8(item));
  if (item instanceof Uint8Array) return concat(head(2, BigInt(item.length)), item);
  if (Array.isArray(item)) return concat(head(4, BigInt(item.length)), ...item.map(cbor));
  return head(0, BigInt(item));
}

function head(major: number, value: bigint): Bytes {
  if (value < 24n) return Uint8Array.of((major << 5) | Number(value));
  const size = value < 256n ? 1 : value < 65536n ? 2 : value < 1n << 32n ? 4 : 8;
  const bytes = new Uint8Array(1 + size);
  bytes[0] = (major << 5) | (23 + Math.log2(size) + 1);
  for (let i = size; i > 0; i--, value >>= 8n) bytes[i] = Number(value & 255n);
  return bytes;
}

export interface Row {
  key: string;
  open: Bytes;
}

// A fixed key (the PKCS#8 form of 32 bytes 0x01): every run sees the same bytes.
const pkcs8 = Buffer.from("302e020100300506032b657004220420" + "01".repeat(32), "hex");
const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
const publicKey = createPublicKey(privateKey);
const rawKey = Uint8Array.from(publicKey.export({ type: "spki", format: "der" }).subarray(-32));
const validator = { publicKey: rawKey, power: 10n };
const chainID = "test-1";
const zero = new Uint8Array(32);

export const time = 1_900_000_000n;
export const height = 41n; // of the state: the header is one later

const { Point } = ed25519;
const secret = 12345n; // of the index key
const indexKey = Uint8Array.from(Point.BASE.multiply(secret).toBytes());

/** The index of a name, its key and its proof (RFC 9381, 5.1; the nonce may be any). */
export async function indexOf({ kind, text }: Name) {
  const salted = concat(indexKey, utf8(`${kind}\0${text}`));
  const DST = "ECVRF_edwards25519_XMD:SHA-512_ELL2_NU_\x04";
  const h = Point.fromAffine(ed25519_hasher.encodeToCurve(salted, { DST }).toAffine());
  const gamma = h.multiply(secret);
  const nonce = 67_890n;
  const hash = async (purpose: number, ...points: { toBytes(): Uint8Array }[]) => {
    const bytes = points.map((p) => Uint8Array.from(p.toBytes()));
    const whole = concat(Uint8Array.of(4, purpose), ...bytes, Uint8Array.of(0));
    return new Uint8Array(await crypto.subtle.digest("SHA-512", whole));
  };
  const key = Point.BASE.multiply(secret);
  const points = [key, h, gamma, Point.BASE.multiply(nonce), h.multiply(nonce)];
  const c = (await hash(2, ...points)).slice(0, 16);
  const s = (nonce + BigInt("0x" + hex(c.slice().reverse())) * secret) % Point.Fn.ORDER;
  const scalar = fromHex(s.toString(16).padStart(64, "0"))!.reverse();
  const index = (await hash(3, gamma.clearCofactor())).slice(0, 20);
  return {
    index,
    key: keyOf(kind, index),
    proof: concat(Uint8Array.from(gamma.toBytes()), c, scalar),
  };
}

/** The root before the first block. */
export async function trust(): Promise<Trust> {
  const hash = await validatorsHash([validator]);
  return { chainID, height: 0n, headerHash: new Uint8Array(), validatorsHash: hash, indexKey };
}

/** A bundle that shows the rows asked for, and the neighbours of keys that are absent. */
export async function bundle(rows: Row[], asked: string[], names: Name[]): Promise<string> {
  const all = [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));
  const needed = new Map<string, 2 | 3>();
  const keys = ["!", ...all.map(({ key }) => key), "~"];
  for (const key of asked) {
    if (keys.includes(key)) needed.set(key, 3);
  }
  for (const key of asked.filter((key) => !keys.includes(key))) {
    const after = keys.findIndex((other) => other > key);
    for (const i of [after - 1, after]) {
      const neighbour = keys[i] ?? "";
      if (!needed.has(neighbour)) needed.set(neighbour, 2);
    }
  }
  const values = new Map(all.map(({ key, open }) => [key, open]));
  const { root, tokens } = await prune(keys, values, needed);
  const proofs = await Promise.all(names.map(async (name) => (await indexOf(name)).proof));
  return seal(root, tokens, proofs);
}

async function prune(keys: string[], values: Map<string, Bytes>, needed: Map<string, 2 | 3>) {
  const valueOf = async (key: string) => {
    const open = values.get(key);
    return open ? valueHash(open, await sha256()) : sha256(Uint8Array.of(0));
  };
  const walk = async (part: string[]): Promise<{ root: Bytes; tokens: Item[] }> => {
    const [key = ""] = part;
    if (part.length === 1) {
      const root = await leafHash(key, await valueOf(key));
      const kind = needed.get(key);
      if (kind === 3) return { root, tokens: [[3, key, values.get(key)!, new Uint8Array()]] };
      return { root, tokens: [kind === 2 ? [2, key, await valueOf(key)] : [1, root]] };
    }
    const at = split(part);
    const [left, right] = [await walk(part.slice(0, at)), await walk(part.slice(at))];
    const root = await innerHash(left.root, right.root);
    const pruned = !part.some((key) => needed.has(key));
    return { root, tokens: pruned ? [[1, root]] : [0, ...left.tokens, ...right.tokens] };
  };
  return walk(keys);
}

/** Where sorted keys part: at the first bit in which the first and the last differ. */
function split(keys: string[]): number {
  const bits = (key: string) => [...utf8(key)].map((b) => b.toString(2).padStart(8, "0")).join("");
  const [first, last] = [bits(keys[0]!), bits(keys.at(-1)!)];
  let bit = 0;
  while ((first[bit] ?? "0") === (last[bit] ?? "0")) bit++;
  return keys.findIndex((key) => (bits(key)[bit] ?? "0") === "1");
}

async function seal(appHash: Bytes, tokens: Item[], proofs: Bytes[]): Promise<string> {
  const setHash = await validatorsHash([validator]);
  const h: Header = {
    version: { block: 11n, app: 1n },
    chainID,
    height: height + 1n,
    time: { seconds: time, nanos: 5n },
    lastBlockID: { hash: zero, partsTotal: 1n, partsHash: zero },
    lastCommitHash: zero,
    dataHash: zero,
    validatorsHash: setHash,
    nextValidatorsHash: setHash,
    consensusHash: zero,
    appHash,
    lastResultsHash: zero,
    evidenceHash: zero,
    proposerAddress: new Uint8Array(20),
  };
  const id = { hash: await headerHash(h), partsTotal: 1n, partsHash: zero };
  const poll = { chainID, height: h.height, round: 0n, id };
  const signature = Uint8Array.from(sign(null, signBytes(poll, h.time), privateKey));
  const header: Item = [
    [h.version.block, h.version.app],
    chainID,
    h.height,
    [h.time.seconds, h.time.nanos],
    [zero, 1, zero],
    zero,
    zero,
    setHash,
    setHash,
    zero,
    appHash,
    zero,
    zero,
    h.proposerAddress,
  ];
  const votes: Item = [[h.time.seconds, h.time.nanos, signature]];
  const set: Item = [[validator.publicKey, validator.power]];
  const parts: Item = [2, chainID, header, [id.hash, 1, zero], 0, set, votes, tokens, [], proofs];
  return base64url(cbor(parts));
}
