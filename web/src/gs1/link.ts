// GS1 Digital Link URIs of any domain: the right-most key in the path with its qualifiers,
// then the attributes of the query (GS1 Digital Link URI Syntax 1.6).

import { isValue, lookup, pathFits, type Entry } from "./ai.ts";
import { mostElements, type Element } from "./elements.ts";
import { linters } from "./lint.ts";
import { allDigits, cut } from "./text.ts";

/** AIs that links made before Digital Link 1.2 spell as words. */
const shortNames: Record<string, string> = {
  cpid: "8010",
  cpsn: "8011",
  cpv: "22",
  gcn: "255",
  gdti: "253",
  giai: "8004",
  ginc: "401",
  gln: "414",
  glnx: "254",
  gmn: "8013",
  grai: "8003",
  gsin: "402",
  gsrn: "8018",
  gsrnp: "8017",
  gtin: "01",
  itip: "8006",
  lot: "10",
  party: "417",
  refno: "8020",
  ser: "21",
  srin: "8019",
  sscc: "00",
};

/** http or https, in letters of any case. ſ is a small s to those who fold case. */
export function hasScheme(text: string): boolean {
  const [scheme, , found] = cut(text, "://");
  return found && /^[hH][tT][tT][pP](?:[sS]|\xc5\xbf)?$/.test(scheme);
}

/** The elements of a link, or undefined where it is none of a GS1 key. */
export function linkElements(uri: string): Element[] | undefined {
  const split = splitURI(uri);
  const pairs = split && keyPath(split.path.split("/").slice(1));
  if (!pairs) return undefined;
  const out: Element[] = [];
  for (let i = 0; i < pairs.length; i += 2) {
    const { ai, entry } = pathAI(pairs[i] ?? "") ?? {};
    const value = ai && entry ? linkValue(ai, entry, pairs[i + 1] ?? "", false) : undefined;
    if (!ai || value === undefined) return undefined;
    out.push([ai, value]);
  }
  const key = lookup(out[0]?.[0] ?? "", out[0]?.[0].length ?? 0, true)?.entry;
  if (!key || !pathFits(key, out.slice(1).map(([ai]) => ai))) return undefined;
  return attributes(out, key, split.query);
}

/** The scheme is all lower or all upper case; the authority's form is the network's matter. */
function splitURI(uri: string): { path: string; query: string } | undefined {
  if (!/^[0-9A-Za-z\-._~:/?#[\]@!$&'()*+,;=%]*$/.test(uri)) return undefined;
  const [, authority = "", rest] =
    /^(?:https|HTTPS|http|HTTP):\/\/([^/]*)(\/[^#]*)/.exec(uri) ?? [];
  if (rest === undefined || authority === "" || /[_~?#@!$&'()*+,;=%]/.test(authority))
    return undefined;
  const [path, query] = cut(rest, "?");
  return { path, query };
}

/** The pairs of AI and value that start at the right-most key. */
function keyPath(segments: string[]): string[] | undefined {
  for (let at = segments.length - 2; at >= 0; at -= 2) {
    const found = pathAI(segments[at] ?? "");
    if (!found) return undefined;
    if (found.entry.qualifiers) return segments.slice(at);
  }
  return undefined;
}

function pathAI(segment: string): { ai: string; entry: Entry } | undefined {
  const ai = Object.hasOwn(shortNames, segment) ? (shortNames[segment] ?? "") : segment;
  return ai === "" ? undefined : lookup(ai, ai.length, false);
}

function linkValue(ai: string, entry: Entry, text: string, query: boolean): string | undefined {
  if (!linters.pcenc!(text)) return undefined;
  const plain = query ? text.replaceAll("+", " ") : text;
  let value = plain.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  if (ai === "01" && [8, 12, 13].includes(value.length)) value = value.padStart(14, "0");
  return isValue(entry, value) ? value : undefined;
}

/** The query, of which only numeric parameters are GS1 data. */
function attributes(out: Element[], key: Entry, query: string): Element[] | undefined {
  const qualifiers = out.slice(1).map(([ai]) => ai);
  let parameters = out.length;
  for (const parameter of query.split("&")) {
    if (parameter === "") continue;
    if (++parameters > mostElements) return undefined;
    const [ai, text, valued] = cut(parameter, "=");
    if (!valued || !allDigits(ai)) continue;
    const entry = lookup(ai, ai.length, false)?.entry;
    if (!entry?.attribute || out.some(([other]) => other === ai)) return undefined;
    const inPath = [...qualifiers, ai].some((_, i) =>
      pathFits(key, [...qualifiers.slice(0, i), ai, ...qualifiers.slice(i)]),
    );
    const value = inPath ? undefined : linkValue(ai, entry, text, true);
    if (value === undefined) return undefined;
    out.push([ai, value]);
  }
  return out;
}
