// The trust root that this device keeps: taken from the server at first use, and from
// then on held against it. First use is the weak moment, so the page shows when that was,
// and a fingerprint to compare with the one that the authority publishes.

import { encodeTrust, parseTrust, trustName, type Trust } from "./trust.ts";

export interface Pin {
  trust: Trust;
  name: string; // SHA-256 of the canonical file, hex
  since: string; // RFC 3339
}

const place = "pedigree.trust";

/** The pinned root, which is pinned now if there is none. Undefined: none could be had, or
 * this browser keeps nothing, and then nothing can be called proven. */
export async function pinned(): Promise<Pin | undefined> {
  try {
    const kept = keptPin() ?? (await firstUse());
    return kept && { ...kept, name: await trustName(kept.trust) };
  } catch {
    return undefined; // no storage, no server, or no secure context
  }
}

/** Forgets the root: the next verdict pins the server's. */
export function forget(): void {
  localStorage.removeItem(place);
}

function keptPin(): Omit<Pin, "name"> | undefined {
  const text = localStorage.getItem(place);
  if (text === null) return undefined;
  const { file, since } = JSON.parse(text) as { file: string; since: string };
  const trust = parseTrust(file);
  return trust && { trust, since };
}

async function firstUse(): Promise<Omit<Pin, "name"> | undefined> {
  const reply = await fetch("/trust.json", { signal: AbortSignal.timeout(5000) });
  const trust = reply.ok ? parseTrust(await reply.text()) : undefined;
  if (!trust) return undefined;
  const since = new Date().toISOString();
  localStorage.setItem(place, JSON.stringify({ file: encodeTrust(trust), since }));
  return { trust, since };
}
