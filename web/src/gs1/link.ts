// GS1 Digital Link URIs of any domain: the trade item in the path, its attributes in the
// query (GS1 Digital Link URI Syntax 1.6).

/** The pairs of a link to a trade item, or undefined where it is none for sure. */
export function linkElements(uri: string): [string, string][] | undefined {
  const parts = /^https?:\/\/[^/?#]+(\/[^?#]*)(?:\?([^#]*))?(?:#.*)?$/i.exec(uri);
  if (!parts) return undefined;
  const segments = (parts[1] ?? "").slice(1).split("/");
  const at = segments.lastIndexOf("01");
  if (at < 0 || (segments.length - at) % 2 !== 0) return undefined;
  const out: [string, string][] = [];
  let last = -1;
  for (let i = at; i < segments.length; i += 2) {
    const rank = ["01", "22", "10", "21"].indexOf(segments[i] ?? "");
    const value = plain(segments[i + 1] ?? "");
    if (rank <= last || !value) return undefined; // not a qualifier, or out of order
    if (rank === 0 && value.length !== 14) return undefined; // zeros were left out
    last = rank;
    out.push([segments[i] ?? "", value]);
  }
  for (const parameter of (parts[2] ?? "").split("&")) {
    const [name, text] = parameter.split(/=(.*)/s, 2);
    if (name === undefined || text === undefined || !/^[0-9]+$/.test(name)) continue;
    const value = plain(text.replaceAll("+", " "));
    if (!value || ["01", "22", "10", "21"].includes(name)) return undefined;
    out.push([name, value]);
  }
  return out;
}

function plain(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
