// What a hand scanner or keyboard did to a good code. A reading that could mean two things
// is a fault, never a guess. The rules and their order are those of package gs1.

import { isValue, lookup, readValue } from "./ai.ts";
import { areAssociated, has } from "./associations.ts";
import { elementString, separator, type Element } from "./elements.ts";
import { read, symbolContent } from "./label.ts";
import { hasScheme } from "./link.ts";
import { keyboards } from "./table.ts";
import { binary, cut, isCharset82, swapCase, unbinary } from "./text.ts";

export type Fault = "lost_separator" | "caps_lock" | "keyboard_layout" | "two_codes";

/** No pack carries more; what is longer is refused without a diagnosis. */
const longestDiagnosed = 400;

/** The damage that explains why a code could not be read. */
export function faultBehind(code: string, year: number): Fault | undefined {
  if (code.length > longestDiagnosed) return undefined;
  if (keyboardDiffers(code, year)) return "keyboard_layout";
  if (capsLocked(code, year)) return "caps_lock";
  if (twoCodesGlued(code, year)) return "two_codes";
  return separatorMissing(code) ? "lost_separator" : undefined;
}

/** The damage in a code that could be read, but should not have been. */
export function faultWithin(code: string, elements: Element[], link: string): Fault | undefined {
  if (secondCodeInside(code, elements, link)) return "two_codes";
  return separatorSwallowed(code) ? "lost_separator" : undefined;
}

const reads = (code: string, year: number) => read(code, year) !== undefined;

/** Whether it makes sense once it is typed anew, by a computer that expects a language or by
 * a scanner that types it. */
function keyboardDiffers(code: string, year: number): boolean {
  const letters = [...unbinary(code)];
  return retypings.some((keys) => {
    const typed = binary(letters.map((c) => keys.get(c) ?? c).join(""));
    return typed !== code && ((opens(typed) && !opens(code)) || reads(typed, year));
  });
}

/** Of each keyboard: what was typed for each character shown, and the reverse. The first of
 * several counts. */
const retypings: Map<string, string>[] = keyboards.flatMap(([shows, types]) => {
  const pairs = [...shows].map((shown, i): [string, string] => [shown, [...types][i] ?? ""]);
  const reversed = pairs.map(([shown, typed]): [string, string] => [typed, shown]);
  return [new Map(pairs.reverse()), new Map(reversed.reverse())];
});

/** Whether it starts as only codes do: symbology identifier, AI in brackets, or scheme. */
function opens(code: string): boolean {
  if (code.length < 4) return false;
  return (
    symbolContent(code) !== undefined ||
    hasScheme(code) ||
    (code.startsWith("(") && code[3] === ")" && lookup(code.slice(1), 2, false) !== undefined)
  );
}

/** Swapped case where only one is possible: in a symbology identifier or in a scheme. */
function capsLocked(code: string, year: number): boolean {
  if (code.startsWith("]") && code.length >= 3) {
    if (symbolContent(code) !== undefined) return reads(swapCase(code), year);
    return symbolContent(swapCase(code.slice(0, 3))) !== undefined;
  }
  if (!hasScheme(code)) return false;
  const scheme = unbinary(cut(code, "://")[0]);
  return scheme !== scheme.toLowerCase() && scheme !== scheme.toUpperCase();
}

/** Whether a code that could not be read falls into two that can. */
function twoCodesGlued(code: string, year: number): boolean {
  if (secondSymbology(code) || /[\r\n\t]/.test(code) || code.split("://").length > 2) return true;
  for (let i = 8; i <= code.length - 8; i++) {
    const rest = code.slice(i);
    if (!/^[0-9(^\x1d]/.test(rest) && !hasScheme(rest)) continue;
    if (readsItem(code.slice(0, i), year) && readsItem(rest, year)) return true;
  }
  return false;
}

function readsItem(code: string, year: number): boolean {
  const found = read(code, year);
  return found !== undefined && namesItem(found.elements);
}

/** A symbology identifier that is not in front; in a composite symbol | announces one. */
function secondSymbology(code: string): boolean {
  for (let i = 1; i + 3 <= code.length; i++) {
    if (code[i] === "]" && code[i - 1] !== "|" && symbolContent(code.slice(i))) return true;
  }
  return false;
}

/** The linear code of the pack glued to its lot or serial number, or a second link. */
function secondCodeInside(code: string, elements: Element[], link: string): boolean {
  if (secondSymbology(code)) return true;
  if (cut(link, "?")[0].split("://").length > 2) return true;
  const value = (ai: string) => elements.find(([other]) => other === ai)?.[1] ?? "";
  const gtin = value("01");
  if (gtin === "" || code.startsWith("(")) return false;
  return [value("10"), value("21")].some((text) => holdsGTIN(text, gtin));
}

/** The label's own GTIN beside something else, in the form of an EAN, UPC or ITF symbol. */
function holdsGTIN(value: string, gtin: string): boolean {
  if (value.includes(gtin)) return value.length > gtin.length;
  return ["0", "00", "000000"].some((zeros) => {
    const short = gtin.slice(zeros.length);
    return (
      gtin.startsWith(zeros) &&
      value.length > short.length &&
      (value.endsWith(short) || value.startsWith(short))
    );
  });
}

/** A code that becomes a label once lost separators are put back, or stand in place of a
 * character that no value can hold. */
function separatorMissing(code: string): boolean {
  const data = rawData(code);
  if (data === undefined) return false;
  let replaced = "",
    foreign = false;
  for (const c of data) {
    if (isCharset82(c) || c === "#") {
      replaced += c;
      foreign = false;
    } else if (!foreign) {
      replaced += separator;
      foreign = true;
    }
  }
  const good = (elements: Element[]) => namesItem(elements) && areAssociated(elements);
  const elements = replaced === data ? undefined : elementString(replaced, false);
  return (elements !== undefined && good(elements)) || resplit(data, good);
}

/** A label without separators that lacks an item every prescription pack has, while one put
 * back makes it complete (DSCSA 581(14); (EU) 2016/161, Article 4). */
function separatorSwallowed(code: string): boolean {
  const data = rawData(code);
  if (data === undefined || data.includes(separator) || data.length > longestDiagnosed)
    return false;
  return resplit(
    data,
    (elements) =>
      ["01", "10", "17", "21"].every((ai) => has(elements, ai)) && areAssociated(elements),
  );
}

/** The element string of a scan; other forms have no separators to lose. */
function rawData(code: string): string | undefined {
  if (code === "" || code.startsWith("(") || hasScheme(code)) return undefined;
  if (/^(?:[0-9]{8}|[0-9]{12,14})$/.test(code)) return undefined;
  if (code.startsWith("]")) return symbolContent(code) === "elements" ? code.slice(3) : undefined;
  const data = code.replaceAll("^", separator);
  return data.startsWith(separator) ? data.slice(1) : data;
}

/** Elements that may still be tried: a hostile code has very many ways. */
const mostSteps = 20_000;
const mostInserted = 2;

/** What packs of medicine print after lot or serial number. */
const follows = /^(?:10|11|17|21|240|7003|71|91|92|93)/;

/** Reads data, but may end values early as if separators had stood there, until a way is
 * accepted that put any back. */
function resplit(whole: string, accept: (elements: Element[]) => boolean): boolean {
  let steps = mostSteps;
  const split = (text: string, left: number, head: Element[]): boolean => {
    if (text === "") return left < mostInserted && accept(head);
    const found = lookup(text, 0, false);
    if (--steps < 0 || !found || has(head, found.ai)) return false;
    const { ai, entry } = found;
    const data = text.slice(ai.length);
    const [value] = cut(data, separator);
    const next = (n: number, left: number): boolean => {
      const rest = data.slice(n);
      const after = rest.startsWith(separator) ? rest.slice(1) : rest;
      return split(after, left, [...head, [ai, data.slice(0, n)]]);
    };
    const n = readValue(entry, value);
    if (n >= 0 && (entry.fixed || n === value.length) && next(n, left)) return true;
    if (entry.fixed || left === 0) return false;
    for (let n = 1; n < Math.min(value.length, 90); n++) {
      const rest = data.slice(n);
      if (follows.test(rest) && isValue(entry, data.slice(0, n)) && next(n, left - 1)) return true;
    }
    return false;
  };
  return split(whole, mostInserted, []);
}

function namesItem(elements: Element[]): boolean {
  return has(elements, "01") || has(elements, "00");
}
