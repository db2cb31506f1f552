// What a code says, read by this device itself, so that a server cannot prove one pack
// and speak of another. It reads less than the server does: where it is not sure it says
// nothing, and then nothing is called proven.

import { alike, digitsOf, elements } from "./elements.ts";
import { linkElements } from "./link.ts";

export interface Label {
  gtin: string; // 14 digits
  serial: string; // "" where the code has none; so below
  lot: string;
  expiry: string; // YYYY-MM-DD; day 00 is the last of its month
}

const elementSymbols = ["]C1", "]e0", "]d2", "]Q3", "]J1"]; // FNC1 stood first
const plainSymbols = ["]d1", "]Q1", "]J0"]; // any text, so perhaps a Digital Link

/** Reads a code in the year that decides its century; undefined where it is not sure. */
export function readLabel(code: string, year: number): Label | undefined {
  const found = pairs(code.trim());
  if (!found) return undefined;
  const values = new Map<string, string>();
  for (const [ai, value] of found) {
    if (values.has(ai) && values.get(ai) !== value) return undefined;
    values.set(ai, value);
  }
  const gtin = values.get("01") ?? "";
  const serial = values.get("21") ?? "";
  const lot = values.get("10") ?? "";
  const printed = values.get("17");
  const expiry = printed === undefined ? "" : date(printed, year);
  if (!isGTIN(gtin) || !isText(serial) || !isText(lot) || expiry === undefined) return undefined;
  return { gtin, serial, lot, expiry };
}

function pairs(code: string): [string, string][] | undefined {
  const symbol = code.slice(0, 3);
  if (elementSymbols.includes(symbol)) return elements(code.slice(3));
  if (plainSymbols.includes(symbol)) return linkElements(code.slice(3));
  if (/^https?:\/\//i.test(code)) return linkElements(code);
  if (code.startsWith("(")) return bracketed(code);
  if (code.startsWith("]") || /^[0-9]{8,14}$/.test(code)) return undefined;
  return elements(code.replaceAll("^", "\x1d"));
}

/** The text below a symbol: (01)…(21)…. Values with brackets are left to the server. */
function bracketed(code: string): [string, string][] | undefined {
  if (!/^(\([0-9]{2,4}\)[^()\\]+)+$/.test(code)) return undefined;
  return [...code.matchAll(/\(([0-9]+)\)([^()]+)/g)].map(([, ai, value]) => [
    ai ?? "",
    value ?? "",
  ]);
}

/** Fourteen digits with a right check digit (General Specifications, 7.9). */
export function isGTIN(text: string): boolean {
  if (!/^[0-9]{14}$/.test(text)) return false;
  const sum = digitsOf(text).reduce((sum, digit, i) => sum + digit * (i % 2 === 0 ? 3 : 1), 0);
  return sum % 10 === 0;
}

/** Up to 20 of GS1's 82 characters (General Specifications, 7.11). */
function isText(text: string): boolean {
  return text.length <= 20 && alike(text);
}

/** YYMMDD, in the century that brings it nearest to the year (General Specifications, 7.12). */
function date(text: string, year: number): string | undefined {
  if (!/^[0-9]{6}$/.test(text)) return undefined;
  const ahead = Number(text.slice(0, 2)) - (year % 100);
  const y = year + ahead + (ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0);
  const month = Number(text.slice(2, 4));
  const last = new Date(Date.UTC(y, month, 0)).getUTCDate();
  const day = Number(text.slice(4)) || last;
  if (month < 1 || month > 12 || day > last) return undefined;
  return `${y}-${text.slice(2, 4)}-${String(day).padStart(2, "0")}`;
}
