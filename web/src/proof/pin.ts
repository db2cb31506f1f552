// The trust root that this device keeps. The first one comes from the server, and is worth
// no more than its word until a person has compared it: so nothing is called proven by it
// before. What is kept is never replaced without being asked for.

import { encodeTrust, parseTrust, trustName, type Trust } from "./trust.ts";

export interface Pin {
  trust: Trust;
  name: string; // SHA-256 of the canonical file, hex
  since: string; // RFC 3339
  confirmed: boolean; // a person has compared it
  former: string | null; // the chain of the root that was forgotten last
}

/** Why there is no root to check a proof by. */
export type NoPin = "NoRoot" | "NoStorage" | "NoCrypto" | "RootDamaged";

interface Kept {
  file: string;
  since: string;
  confirmed: boolean;
}

const place = "pedigree.trust",
  formerPlace = "pedigree.former",
  heightPlace = "pedigree.height.";

/** The root that is kept; the server's is taken where there is none. */
export async function pinned(): Promise<Pin | NoPin> {
  if (!globalThis.crypto?.subtle) return "NoCrypto";
  let text: string | null;
  try {
    text = localStorage.getItem(place);
    localStorage.setItem(place + ".test", "");
    localStorage.removeItem(place + ".test");
  } catch {
    return "NoStorage";
  }
  if (text !== null) {
    const kept = parseKept(text);
    return kept ? pinOf(kept) : "RootDamaged";
  }
  const file = await served();
  if (file === undefined) return "NoRoot";
  const kept = { file, since: new Date().toISOString(), confirmed: false };
  localStorage.setItem(place, JSON.stringify(kept));
  return pinOf(kept);
}

/** The server's root, where it has one. */
async function served(): Promise<string | undefined> {
  try {
    const reply = await fetch("/trust.json", { signal: AbortSignal.timeout(5000) });
    const trust = reply.ok ? parseTrust(await reply.text()) : undefined;
    return trust && encodeTrust(trust);
  } catch {
    return undefined;
  }
}

async function pinOf({ file, since, confirmed }: Kept): Promise<Pin | NoPin> {
  const trust = parseTrust(file);
  if (!trust) return "RootDamaged";
  const former = localStorage.getItem(formerPlace);
  return { trust, name: await trustName(trust), since, confirmed, former };
}

function parseKept(text: string): Kept | undefined {
  try {
    const { file, since, confirmed } = JSON.parse(text) as Partial<Kept>;
    if (typeof file !== "string" || typeof since !== "string") return undefined;
    return { file, since, confirmed: confirmed === true };
  } catch {
    return undefined;
  }
}

/** A person has compared the root of this name, and found that it is the authority's. */
export async function confirm(name: string): Promise<void> {
  const kept = parseKept(localStorage.getItem(place) ?? "");
  const pin = kept && (await pinOf(kept));
  if (!kept || !pin || typeof pin === "string" || pin.name !== name) return;
  localStorage.setItem(place, JSON.stringify({ ...kept, confirmed: true }));
}

/** Forgets the root. The next one is taken from the server, and has to be compared anew. */
export function forget(): void {
  const kept = parseKept(localStorage.getItem(place) ?? "");
  const trust = kept && parseTrust(kept.file);
  if (trust) localStorage.setItem(formerPlace, trust.chainID);
  localStorage.removeItem(place);
}

/** The highest state of the root's chain that this device has seen proven; 0 where none.
 * What was forgotten and comes back finds it again. */
export function highest(name: string): bigint {
  const text = localStorage.getItem(heightPlace + name) ?? "";
  return /^[0-9]{1,19}$/.test(text) ? BigInt(text) : 0n;
}

/** Remembers a proven state, where none after it was seen. */
export function saw(name: string, height: bigint): void {
  if (height > highest(name)) localStorage.setItem(heightPlace + name, String(height));
}
