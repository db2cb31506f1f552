// Ed25519 by RFC 8032 without cofactor, as Go and WebCrypto agree on it: by WebCrypto,
// or where the browser has none of it, by noble's arithmetic.

import { concat, equal, hex, type Bytes } from "./bytes.ts";

// y of the eight points of small order (orders 4, 1, 2, 8 and 8), little-endian. Such a
// key or nonce signs anything.
const smallOrder = [
  "00".repeat(32),
  "01" + "00".repeat(31),
  "ec" + "ff".repeat(30) + "7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
];

/** Whether 32 bytes spell a point canonically (y < 2^255 - 19), and one not of small order. */
export function soundPoint(bytes: Bytes): boolean {
  const y = bytes.slice();
  y[31] = (y[31] ?? 0) & 0x7f; // the sign of x
  const canonical = (y[0] ?? 0) < 0xed || y[31] !== 0x7f || y.slice(1, 31).some((b) => b !== 0xff);
  return canonical && !smallOrder.includes(hex(y));
}

/** Whether the signature is good for key and message. Both points must be sound. */
export async function accepted(
  publicKey: Bytes,
  message: Bytes,
  signature: Bytes,
): Promise<boolean> {
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    // A browser without Ed25519 says NotSupportedError; all else is a key that is no key.
    if (error instanceof DOMException && error.name === "NotSupportedError") {
      return acceptedByNoble(publicKey, message, signature);
    }
    return false;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
}

/** The same by noble: S < L, and the encoding of [S]B - [k]A is R (RFC 8032, 5.1.7). */
export async function acceptedByNoble(
  publicKey: Bytes,
  message: Bytes,
  signature: Bytes,
): Promise<boolean> {
  const { Point } = await import("@noble/ed25519");
  const { n } = Point.CURVE();
  const r = signature.slice(0, 32);
  const s = number(signature.slice(32));
  if (s >= n) return false;
  let a;
  try {
    a = Point.fromBytes(publicKey, false);
  } catch {
    return false;
  }
  const digest = await crypto.subtle.digest("SHA-512", concat(r, publicKey, message));
  const k = number(new Uint8Array(digest)) % n;
  const found = Point.BASE.multiply(s, false).subtract(a.multiply(k, false));
  return equal(Uint8Array.from(found.toBytes()), r);
}

/** A little-endian number. */
function number(bytes: Bytes): bigint {
  return BigInt("0x" + hex(bytes.slice().reverse()));
}
