// Open parts of the records that a verdict rests on. Whatever is not exactly a record of
// this release is refused: an unknown status must not pass for a good one.

import { isGTIN } from "../gs1/label.ts";
import { binary, utf8, type Bytes } from "./bytes.ts";
import { decode, malformed, Reader } from "./cbor.ts";

export const statuses = [
  "ACTIVE",
  "PARTIALLY_SUPPLIED",
  "SUPPLIED",
  "EXPORTED",
  "SAMPLE_AUTHORITY",
  "FREE_SAMPLE",
  "CONSUMED",
  "LOCKED",
  "DAMAGED",
  "REPACKAGED",
  "DESTROYED",
  "STOLEN",
  "ILLEGITIMATE",
] as const;

export type Hold = "none" | "held" | "suspect";

export interface Unit {
  lot: Bytes; // index of its lot
  status: (typeof statuses)[number];
  part: bigint;
  of: bigint;
  hold: Hold;
  since: number; // day of the status, 0 while it is the first
}

export interface Lot {
  expiry: number; // a day: days since 1970-01-01 UTC
  made: number; // 0 where the maker did not say
  maker: string;
  serialised: boolean;
  closed: boolean;
  recall: { class: number; depth: string } | null;
  hold: Hold;
}

export interface Product {
  name: string;
  substance: string;
  strength: string;
  form: string;
  pack: string;
  withdrawn: string[]; // markets, "*" = all
}

export const uint64 = 0xffff_ffff_ffff_ffffn;
const lastDay = 2_932_896n; // 9999-12-31
const types = { unit: 1n, lot: 2n, product: 9n, party: 6n };
const version = 1n;

export function readUnit(open: Bytes): Unit {
  return decode(open, (r) => {
    head(r, 8, types.unit);
    const unit: Unit = {
      lot: readIndex(r),
      status: among(statuses, r),
      part: r.uint(uint64),
      of: r.uint(uint64),
      hold: readHold(r),
      since: readDay(r),
    };
    const partly = unit.status === "PARTIALLY_SUPPLIED";
    if (partly ? unit.part === 0n || unit.part >= unit.of : unit.part !== 0n || unit.of !== 0n) {
      throw malformed(`${unit.part} of ${unit.of} parts of a unit that is ${unit.status}`);
    }
    return unit;
  });
}

export function readLot(open: Bytes): Lot {
  return decode(open, (r) => {
    head(r, 9, types.lot);
    return {
      expiry: readDay(r),
      made: readDay(r),
      maker: readGLN(r),
      serialised: r.bool(),
      closed: r.bool(),
      recall: r.optional(() => readRecall(r)),
      hold: readHold(r),
    };
  });
}

export function readProduct(open: Bytes): Product {
  return decode(open, (r) => {
    head(r, 10, types.product);
    const product = {
      name: r.text(),
      substance: r.text(),
      strength: r.text(),
      form: r.text(),
      pack: r.text(),
    };
    r.list(() => {
      // national codes
      r.tuple(2);
      return [r.text(), r.text()];
    });
    r.optional(() => {
      // storage
      r.tuple(2);
      return [r.int(), r.int()];
    });
    const withdrawn = r.list(() => r.text());
    const order = withdrawn.map((market) => binary(utf8(market)));
    if (order.some((market, i) => i > 0 && market <= (order[i - 1] ?? "")))
      throw malformed("markets out of order");
    return { ...product, withdrawn };
  });
}

/** The registered name of a party. What follows it in the record is not read. */
export function readPartyName(open: Bytes): string {
  const r = new Reader(open);
  head(r, 8, types.party);
  readGLN(r);
  r.optional(() => readGLN(r)); // of a site: its party
  return r.text();
}

export function head(r: Reader, length: number, type: bigint): void {
  r.tuple(length);
  if (r.uint(uint64) !== type || r.uint(uint64) !== version)
    throw malformed("a record of another type or version");
}

export function among<T>(list: readonly T[], r: Reader): T {
  const value = list[Number(r.uint(BigInt(list.length - 1)))];
  if (value === undefined) throw malformed("a value without a meaning");
  return value;
}

export function readHold(r: Reader): Hold {
  return among(["none", "held", "suspect"] as const, r);
}

function readIndex(r: Reader): Bytes {
  const index = r.byteString();
  if (index.length !== 20) throw malformed("an index that is none");
  return index;
}

export function readDay(r: Reader): number {
  return Number(r.uint(lastDay));
}

export function readGLN(r: Reader): string {
  const gln = r.text();
  if (gln.length !== 13 || !isGTIN("0" + gln)) throw malformed("a GLN that is none");
  return gln;
}

function readRecall(r: Reader): { class: number; depth: string } {
  r.tuple(2);
  const recall = { class: Number(r.uint(3n)), depth: r.text() };
  if (recall.class === 0 || !["wholesale", "retail", "patient"].includes(recall.depth)) {
    throw malformed("a recall without a meaning");
  }
  return recall;
}

/** YYYY-MM-DD of a day. */
export function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
