// The index of packs and lots: ECVRF-EDWARDS25519-SHA512-ELL2 of RFC 9381. Only the
// operators of the chain can compute one; here its proof is checked.

import { ed25519, ed25519_hasher } from "@noble/curves/ed25519.js";
import { concat, equal, hex, utf8, type Bytes } from "./bytes.ts";

/** The length of a proof: the point Gamma, the challenge c, the scalar s. */
export const proofSize = 80;

const suite = 4;
const DST = "ECVRF_edwards25519_XMD:SHA-512_ELL2_NU_\x04"; // RFC 9381, 5.5
const { Point } = ed25519;

/** The output of ECVRF_verify (RFC 9381, 5.3, with the validation of the key), or
 * undefined where this is not the proof for key and text. */
export async function vrfOutput(
  publicKey: Bytes,
  proof: Bytes,
  alpha: Bytes,
): Promise<Bytes | undefined> {
  const key = point(publicKey);
  const gamma = proof.length === proofSize ? point(proof.slice(0, 32)) : undefined;
  const s = number(proof.slice(48));
  if (!key || !gamma || key.isSmallOrder() || s >= Point.Fn.ORDER) return undefined;
  const c = number(proof.slice(32, 48));
  const h = ed25519_hasher.encodeToCurve(concat(publicKey, alpha), { DST });
  const H = Point.fromAffine(h.toAffine());
  const u = Point.BASE.multiplyUnsafe(s).subtract(key.multiplyUnsafe(c));
  const v = H.multiplyUnsafe(s).subtract(gamma.multiplyUnsafe(c));
  const points = [key, H, gamma, u, v].map((p) => Uint8Array.from(p.toBytes()));
  const challenge = await hash(2, ...points);
  if (!equal(challenge.slice(0, 16), proof.slice(32, 48))) return undefined;
  return hash(3, Uint8Array.from(gamma.clearCofactor().toBytes()));
}

/** The index of a name, of 20 bytes, if this is its proof. */
export async function verifyIndex(
  publicKey: Bytes,
  kind: "unit" | "lot",
  text: string,
  proof: Bytes,
): Promise<Bytes | undefined> {
  return (await vrfOutput(publicKey, proof, utf8(`${kind}\0${text}`)))?.slice(0, 20);
}

async function hash(purpose: number, ...parts: Bytes[]): Promise<Bytes> {
  const text = concat(Uint8Array.of(suite, purpose), ...parts, Uint8Array.of(0));
  return new Uint8Array(await crypto.subtle.digest("SHA-512", text));
}

/** A point in its one spelling (RFC 8032, 5.1.3). */
function point(bytes: Bytes) {
  try {
    return Point.fromBytes(bytes, false);
  } catch {
    return undefined;
  }
}

/** A little-endian number. */
function number(bytes: Bytes): bigint {
  return bytes.length === 0 ? 0n : BigInt("0x" + hex(bytes.slice().reverse()));
}
