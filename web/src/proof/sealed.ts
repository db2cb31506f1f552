// Sealed parts of records, as far as a verdict rests on them. A proof shows them only to
// the entitled; for all others there is nothing to read here.

import { isGTIN } from "../gs1/label.ts";
import type { Bytes } from "./bytes.ts";
import { decode, malformed, type Reader } from "./cbor.ts";
import { head, readDay, readGLN, readHold, uint64, type Hold } from "./values.ts";

export interface UnitSealed {
  holder: string;
  parent: string | null;
  transfer: string | null;
}

export interface Container {
  hold: Hold;
  sealed: { parent: string | null; transfer: string | null } | null;
}

export interface Transfer {
  pending: boolean;
  toSite: string;
  deadline: bigint;
}

export function readUnitSealed(sealed: Bytes): UnitSealed {
  return decode(sealed, (r) => {
    r.tuple(9);
    readSalt(r);
    readGLN(r); // owner
    const holder = readGLN(r),
      parent = r.optional(() => readContainerKey(r));
    r.uint(uint64); // history count of the parent
    readHolds(r);
    readHistory(r);
    const transfer = r.optional(() => readID(r));
    readActs(r);
    return { holder, parent, transfer };
  });
}

/** Acts that their site may take back: at most sixteen, each with the parts supplied before it. */
function readActs(r: Reader): void {
  const acts = r.list(() => {
    r.tuple(4);
    readGLN(r);
    readDay(r);
    const part = r.uint(uint64),
      of = r.uint(uint64);
    if ((part === 0n) !== (of === 0n) || (of !== 0n && part >= of)) throw malformed("parts before an act");
  });
  if (acts.length > 16) throw malformed("too many acts");
}

/** The open offer that the untouched rest of a lot is in. */
export function readLotTransfer(sealed: Bytes): string | null {
  return decode(sealed, (r) => {
    r.tuple(13);
    readSalt(r);
    if (!isGTIN(r.text())) throw malformed("a GTIN that is none"); // product
    if (!/^.{1,20}$/.test(r.text())) throw malformed("a lot number that is none");
    r.uint(uint64); // ordinal
    readGLN(r); // owner
    readGLN(r); // holder
    for (let i = 0; i < 3; i++) r.uint(uint64); // planned, registered, untouched
    r.list(() => {
      r.tuple(2);
      return [r.text(), readBytes(r, 32)];
    });
    readHolds(r);
    readHistory(r);
    return r.optional(() => readID(r));
  });
}

export function readContainer(open: Bytes, sealed: Bytes): Container {
  const hold = decode(open, (r) => {
    head(r, 4, 3n);
    r.uint(1n); // packed or dissolved
    return readHold(r);
  });
  if (sealed.length === 0) return { hold, sealed: null };
  return {
    hold,
    sealed: decode(sealed, (r) => {
      r.tuple(10);
      readSalt(r);
      readGLN(r); // owner
      readGLN(r); // holder
      const parent = r.optional(() => readContainerKey(r));
      readContents(r);
      r.uint(uint64); // children
      readHolds(r);
      readHistory(r);
      r.uint(uint64); // history count of the parent
      return { parent, transfer: r.optional(() => readID(r)) };
    }),
  };
}

export function readTransfer(open: Bytes, sealed: Bytes): Transfer | null {
  decode(open, (r) => head(r, 2, 5n));
  if (sealed.length === 0) return null;
  return decode(sealed, (r) => {
    r.tuple(14);
    readSalt(r);
    const state = r.uint(4n);
    for (let i = 0; i < 3; i++) readGLN(r); // from party, from site, to party
    const toSite = readGLN(r);
    r.bool(); // the owner stays
    r.text(); // purpose
    r.uint(uint64); // shipped
    const deadline = r.uint(uint64);
    r.text(); // carrier
    r.list(() => {
      r.tuple(2);
      return [r.text(), readBytes(r, 32)];
    });
    r.list(() => readItem(r));
    readHistory(r);
    return { pending: state <= 1n, toSite, deadline };
  });
}

function readItem(r: Reader): void {
  r.tuple(9);
  r.optional(() => readGTIN(r));
  r.uint(uint64); // ordinal of the lot
  r.optional(() => r.text()); // serial
  r.optional(() => readContainerKey(r));
  readGLN(r); // owner
  r.bool(); // the untouched rest
  for (let i = 0; i < 3; i++) r.uint(uint64); // offered, accepted, missing
}

function readContents(r: Reader): void {
  r.list(() => {
    r.tuple(3);
    return [readGTIN(r), r.uint(uint64), r.uint(uint64)];
  });
}

function readGTIN(r: Reader): string {
  const gtin = r.text();
  if (!isGTIN(gtin)) throw malformed("a GTIN that is none");
  return gtin;
}

function readHolds(r: Reader): void {
  r.list(() => {
    r.tuple(3);
    return [readGLN(r), r.text(), r.optional(() => readID(r))];
  });
}

function readHistory(r: Reader): void {
  r.tuple(2);
  r.uint(uint64);
  readBytes(r, 32);
}

function readSalt(r: Reader): void {
  readBytes(r, 16);
}

function readBytes(r: Reader, length: number): Bytes {
  const bytes = r.byteString();
  if (bytes.length !== length) throw malformed(`${bytes.length} bytes, not ${length}`);
  return bytes;
}

function readID(r: Reader): string {
  const id = r.text();
  if (!/^[0-9a-f]{32}$/.test(id)) throw malformed("an id that is none");
  return id;
}

function readContainerKey(r: Reader): string {
  const key = r.text();
  if (!/^sscc\|[0-9]{18}\|[0-9]{2}$/.test(key)) throw malformed("a container key that is none");
  return key;
}
