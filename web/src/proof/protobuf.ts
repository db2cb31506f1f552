// All of protobuf that hashing a CometBFT header, set or vote needs: fields ascending,
// zero values left out (proto3), embedded messages always written (gogoproto).

import { concat, type Bytes } from "./bytes.ts";

export function uvarint(value: bigint): Bytes {
  const out: number[] = [];
  for (; value >= 0x80n; value >>= 7n) out.push(Number(value & 0x7fn) | 0x80);
  out.push(Number(value));
  return Uint8Array.from(out);
}

const tag = (field: number, wire: number) => uvarint(BigInt((field << 3) | wire));

export function varint(field: number, value: bigint): Bytes {
  return value === 0n ? new Uint8Array() : concat(tag(field, 0), uvarint(value));
}

export function fixed64(field: number, value: bigint): Bytes {
  if (value === 0n) return new Uint8Array();
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return concat(tag(field, 1), bytes);
}

export function embed(field: number, value: Uint8Array): Bytes {
  return concat(tag(field, 2), uvarint(BigInt(value.length)), value);
}

export function field(number: number, value: Uint8Array): Bytes {
  return value.length === 0 ? new Uint8Array() : embed(number, value);
}
