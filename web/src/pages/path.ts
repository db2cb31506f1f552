// Addresses of the pages about lots. A lot number may hold any of GS1's 82
// characters, slashes and dots included.

/** The page of a lot. */
export function lotPath(gtin: string, lot: string): string {
  // Browsers and servers tidy dots and double slashes away in paths, not in queries.
  if (/^\.+$|\/\/|\/\.|\.\//.test(lot)) return `/lot/${gtin}/?lot=${encodeURIComponent(lot)}`;
  return `/lot/${gtin}/${encodeURIComponent(lot)}`;
}

/** GTIN and lot of a page's address. */
export function lotOf(address: URL): { gtin: string; lot: string } | undefined {
  const parts = /^\/lot\/([^/]+)\/(.*)$/.exec(address.pathname);
  if (!parts?.[1]) return undefined;
  try {
    const lot = address.searchParams.get("lot") ?? decodeURIComponent(parts[2] ?? "");
    return lot === "" ? undefined : { gtin: decodeURIComponent(parts[1]), lot };
  } catch {
    return undefined; // not percent-encoded
  }
}
