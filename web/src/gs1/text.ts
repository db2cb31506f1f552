// Bytes as texts of one character each, which is how package gs1 reads codes: a letter
// outside ASCII is the bytes of its UTF-8.

import { binary as ofBytes, fromBinary, utf8 } from "../proof/bytes.ts";

/** A text as its UTF-8 bytes, one character each. */
export const binary = (text: string): string => ofBytes(utf8(text));

/** The reverse; bytes that are no UTF-8 become U+FFFD. */
export function unbinary(bytes: string): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(fromBinary(bytes));
}

export function allDigits(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

/** ISO/IEC 646 without space # $ @ [ \ ] ^ ` { | } ~ (General Specifications, 7.11). */
export function isCharset82(text: string): boolean {
  return /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/.test(text);
}

/** What Caps Lock makes of ASCII letters. */
export function swapCase(text: string): string {
  return text.replace(/[A-Za-z]/g, (c) =>
    c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase(),
  );
}

/** The text before a separator, what follows it, and whether it is there. */
export function cut(text: string, separator: string): [string, string, boolean] {
  const at = text.indexOf(separator);
  return at < 0
    ? [text, "", false]
    : [text.slice(0, at), text.slice(at + separator.length), true];
}

/** Days of a month of 1 to 12. */
export function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}
