// Element strings: pairs of application identifier and value (GS1 General Specifications,
// 7.8), and the text with brackets that people see below a symbol (4.14).

import { aiLength, isValue, lookup, readValue } from "./ai.ts";
import { csum } from "./lintkey.ts";
import { cut } from "./text.ts";

export type Element = [ai: string, value: string];

/** What a reader sends for FNC1. */
export const separator = "\x1d";

/** More elements than this have no meaning on a pack. */
export const mostElements = 64;

/** Concatenated AIs and values: a separator ends a value whose length is not predefined, and
 * may follow any other. Undefined where the text is none. */
export function elementString(data: string, unknown = true): Element[] | undefined {
  if (data === "") return undefined;
  const out: Element[] = [];
  while (data !== "") {
    const found = lookup(data, 0, unknown);
    if (!found) return undefined;
    data = data.slice(found.ai.length);
    const [text] = cut(data, separator);
    const n = readValue(found.entry, text);
    if (n < 0 || (!found.entry.fixed && n < text.length)) return undefined;
    if (out.length === mostElements) return undefined;
    out.push([found.ai, data.slice(0, n)]);
    data = data.slice(n);
    if (data.startsWith(separator)) data = data.slice(1);
  }
  return out;
}

/** Without FNC1 in front nothing tells an element string from any other text, so it must
 * name a trade item or a container. */
export function unmarked(code: string): Element[] | undefined {
  let data = code.replaceAll("^", separator);
  const marked = data.startsWith(separator);
  if (marked) data = data.slice(1);
  const elements = elementString(data);
  if (!elements || marked || elements.some(([ai]) => ai === "01" || ai === "00")) return elements;
  return undefined;
}

/** (01)…(21)…; a bracket that belongs to a value is written \(, and spaces around a value
 * are as people type them. AIs of no known length are refused: no symbol could carry them. */
export function bracketed(text: string): Element[] | undefined {
  const out: Element[] = [];
  while (text !== "") {
    const [number, rest, closed] = cut(text.slice(1), ")");
    if (!text.startsWith("(") || !closed || number === "") return undefined;
    const found = lookup(number, number.length, true);
    if (!found) return undefined;
    const [, escaped = "", after = ""] = /^((?:\\\(|[^(])*)([^]*)$/.exec(rest) ?? [];
    const value = escaped.replaceAll("\\(", "(").replace(/^ +| +$/g, "");
    if (!isValue(found.entry, value) || out.length === mostElements) return undefined;
    out.push([found.ai, value]);
    text = after;
  }
  return out.length > 0 && out.every(([ai]) => aiLength(ai.slice(0, 2)) > 0) ? out : undefined;
}

/** The digits of an EAN, UPC or ITF symbol; in a composite symbol a second message with
 * element strings follows. */
export function linear(data: string, digits: number): Element[] | undefined {
  const [primary, composite, both] = cut(data, "|]e0");
  if (primary.length !== digits || !csum(primary)) return undefined;
  const item: Element = ["01", primary.padStart(14, "0")];
  if (!both) return [item];
  const rest = elementString(composite);
  return rest && [item, ...rest];
}
