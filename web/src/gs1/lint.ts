// What is asked of one part of a value, by the names of the GS1 Barcode Syntax Tests. Each
// may be called with any text.

import { couponcode, couponposoffer } from "./coupon.ts";
import { csum, csumalpha, gcp, iban } from "./lintkey.ts";
import { lists } from "./table.ts";
import { allDigits, daysIn, isCharset82 } from "./text.ts";

export type Linter = (text: string) => boolean;

const numeric: Linter = (s) => /^[0-9]*$/.test(s);
const zero: Linter = (s) => /^0*$/.test(s);

function oneOf(allowed: string): Linter {
  return (s) => s.length === 1 && allowed.includes(s);
}

function listed(list: string): Linter {
  return (s) => s !== "" && !s.includes(" ") && ` ${list}`.includes(` ${s} `);
}

/** Base64url with padding only to fill a group of three (General Specifications, 7.11). */
const cset64: Linter = (s) => {
  const body = s.replace(/=+$/, "");
  const pads = s.length - body.length;
  return pads <= 2 && (pads === 0 || s.length % 3 === 0) && /^[0-9A-Za-z_-]*$/.test(body);
};

/** A two-digit year is taken as 20YY. */
function date(yearDigits: number, dayZero: boolean): Linter {
  return (s) => {
    if (s.length !== yearDigits + 4 || !numeric(s)) return false;
    const year = Number(s.slice(0, yearDigits)) + (yearDigits === 2 ? 2000 : 0);
    const month = Number(s.slice(yearDigits, -2)),
      day = Number(s.slice(-2));
    return month >= 1 && month <= 12 && day <= daysIn(year, month) && (day > 0 || dayZero);
  };
}

export const yymmdd = date(2, false);

function upTo(digits: number, most: string): Linter {
  return (s) => s.length === digits && numeric(s) && s <= most;
}

const hh = upTo(2, "23"),
  mi = upTo(2, "59");

/** "Piece 02 of 05" as 0205: two numbers of equal length. */
const pieceoftotal: Linter = (s) => {
  if (s.length === 0 || s.length % 2 !== 0 || !numeric(s)) return false;
  const piece = s.slice(0, s.length / 2),
    total = s.slice(s.length / 2);
  return !zero(piece) && !zero(total) && piece <= total;
};

/** "Second of three" as 2/3. */
const posinseqslash: Linter = (s) => {
  const [, at = "", end = ""] = /^([1-9][0-9]*)\/([1-9][0-9]*)$/.exec(s) ?? [];
  return at !== "" && (at.length < end.length || (at.length === end.length && at <= end));
};

const mediatype: Linter = (s) =>
  s.length === 2 && allDigits(s) && ((s >= "01" && s <= "10") || s >= "80");

export const linters: Record<string, Linter> = {
  couponcode,
  couponposoffer,
  cset39: (s) => /^[0-9A-Z#\-/]*$/.test(s),
  cset64,
  cset82: isCharset82,
  csum,
  csumalpha,
  gcppos1: gcp(0),
  gcppos2: gcp(1),
  hasnondigit: (s) => /[^0-9]/.test(s),
  hh,
  hhmi: (s) => s.length === 4 && hh(s.slice(0, 2)) && mi(s.slice(2)),
  hyphen: (s) => /^-*$/.test(s),
  iban,
  importeridx: (s) => /^[0-9A-Za-z_-]$/.test(s),
  iso3166: listed(lists.countriesNumeric),
  iso3166999: listed(lists.countriesNumeric + "999 "),
  iso3166alpha2: listed(lists.countriesAlpha2),
  iso4217: listed(lists.currencies),
  iso5218: oneOf("0129"),
  latitude: upTo(10, "1800000000"),
  longitude: upTo(10, "3600000000"),
  mediatype,
  mi,
  nonzero: (s) => numeric(s) && !zero(s),
  nozeroprefix: (s) => numeric(s) && !s.startsWith("0"),
  numeric,
  packagetype: listed(lists.packageTypes),
  pcenc: (s) => /^(?:[^%]|%[0-9A-Fa-f]{2})*$/.test(s),
  pieceoftotal,
  posinseqslash,
  ss: upTo(2, "59"),
  winding: oneOf("019"),
  yesno: oneOf("01"),
  yymmd0: date(2, true),
  yymmdd,
  yyyymmdd: date(4, false),
  zero,
};
