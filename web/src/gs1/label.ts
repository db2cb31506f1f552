// What a code says, read by this device itself, so that a server cannot prove one pack and
// speak of another. It is the twin of gs1.ParseLabel: both read the same codes, by the same
// tables, and the same vectors hold them to it.

import { areAssociated } from "./associations.ts";
import { bracketed, elementString, linear, unmarked, type Element } from "./elements.ts";
import { faultBehind, faultWithin, type Fault } from "./fault.ts";
import { hasScheme, linkElements } from "./link.ts";
import { csum } from "./lintkey.ts";
import { binary, daysIn, isCharset82, swapCase } from "./text.ts";

export interface Label {
  gtin: string; // 14 digits; "" where the code has none, so below
  serial: string;
  lot: string;
  expiry: string; // YYYY-MM-DD; day 00 is the last of its month
}

/** A label with everything that was read, in order; or why there is none: a damaged scan, or
 * no code of GS1. */
export type Reading = { label: Label; elements: Element[] } | { fault: Fault | "Malformed" };

/** More characters than any symbol holds. */
const longestCode = 7089;

/** What a symbology identifier promises (ISO/IEC 15424): element strings, any text, or the
 * digits of an EAN, UPC or ITF symbol. */
const symbols: Record<string, "elements" | "plain" | 8 | 13 | 14> = {
  "]C1": "elements",
  "]e0": "elements",
  "]d2": "elements",
  "]Q3": "elements",
  "]J1": "elements",
  "]d1": "plain",
  "]Q1": "plain",
  "]J0": "plain",
  "]E0": 13,
  "]E4": 8,
  "]I1": 14,
  "]I0": 14,
};

/** What the symbology identifier in front of a code promises. */
export function symbolContent(code: string): "elements" | "plain" | 8 | 13 | 14 | undefined {
  const id = code.slice(0, 3);
  return Object.hasOwn(symbols, id) ? symbols[id] : undefined;
}

/** Reads any code that a person or a hand scanner sends, in the year that decides the
 * century of its dates. */
export function readCode(text: string, year: number): Reading {
  const code = binary(text).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  const found = read(code, year);
  if (!found) return { fault: faultBehind(code, year) ?? "Malformed" };
  const fault = faultWithin(code, found.elements, found.link);
  return fault ? { fault } : found;
}

/** Takes the code at its word. */
export function read(
  code: string,
  year: number,
): { label: Label; elements: Element[]; link: string } | undefined {
  if (code === "" || code.length > longestCode) return undefined;
  const [elements, link] = taken(code);
  if (!elements || !areAssociated(elements)) return undefined;
  const label = labelOf(elements, year);
  return label && { label, elements, link };
}

function taken(code: string): [Element[] | undefined, link: string] {
  if (code.startsWith("]")) {
    const data = code.slice(3);
    const content = symbolContent(code);
    if (content === "elements") return [elementString(data), ""];
    if (content === "plain") return [hasScheme(data) ? linkElements(data) : undefined, data];
    return [content && linear(data, content), ""];
  }
  if (hasScheme(code)) return [linkElements(code), code];
  if (code.startsWith("(")) return [bracketed(code), ""];
  if (/^(?:[0-9]{8}|[0-9]{12,14})$/.test(code)) return [linear(code, code.length), ""];
  return [unmarked(code), ""];
}

function labelOf(elements: Element[], year: number): Label | undefined {
  const label: Label = { gtin: "", serial: "", lot: "", expiry: "" };
  for (const [ai, value] of elements) {
    if (ai === "01") label.gtin = value;
    if (ai === "21") label.serial = value;
    if (ai === "10") label.lot = value;
    if (ai !== "11" && ai !== "17") continue;
    const day = date(value, year);
    if (!day) return undefined;
    if (ai === "17") label.expiry = day;
  }
  const texts = [label.serial, label.lot];
  if (label.gtin !== "" && !isGTIN(label.gtin)) return undefined;
  return texts.every((text) => text.length <= 20 && isCharset82(text)) ? label : undefined;
}

/** Fourteen digits with a right check digit (General Specifications, 7.9). */
export function isGTIN(text: string): boolean {
  return text.length === 14 && csum(text);
}

/** YYMMDD, in the century that brings it nearest to the year (General Specifications, 7.12). */
function date(text: string, year: number): string | undefined {
  if (!/^[0-9]{6}$/.test(text)) return undefined;
  const ahead = Number(text.slice(0, 2)) - (year % 100);
  const y = year + ahead + (ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0);
  const month = Number(text.slice(2, 4));
  if (month < 1 || month > 12 || y < 1 || y > 9999) return undefined;
  const last = daysIn(y, month);
  const day = Number(text.slice(4)) || last;
  if (day > last) return undefined;
  return `${String(y).padStart(4, "0")}-${text.slice(2, 4)}-${String(day).padStart(2, "0")}`;
}

/** Labels that a keyboard would have turned into this one without leaving a trace: case
 * swapped, Y and Z exchanged. Most likely first. */
export function misreadings(label: Label): { label: Label; fault: Fault }[] {
  const exchanged = (text: string) =>
    text.replace(/[YZyz]/g, (c) => ({ Y: "Z", Z: "Y", y: "z", z: "y" })[c] ?? c);
  return (
    [
      ["caps_lock", swapCase],
      ["keyboard_layout", exchanged],
    ] as const
  )
    .map(([fault, undo]) => ({
      fault,
      label: { ...label, serial: undo(label.serial), lot: undo(label.lot) },
    }))
    .filter(({ label: meant }) => meant.serial !== label.serial || meant.lot !== label.lot);
}
