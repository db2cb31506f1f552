// The trust root: what this device knows beforehand about the chain.

import { fromHex, hex, sha256, utf8, type Bytes } from "./bytes.ts";

export interface Trust {
  chainID: string;
  height: bigint;
  headerHash: Bytes; // empty at height 0
  validatorsHash: Bytes;
  indexKey: Bytes; // by which the indexes of packs and lots are checked
}

const maxTrust = 4096;

// The one spelling; only white space between the tokens is free.
const file = new RegExp(
  "^" +
    [
      "",
      "{",
      '"chainId"',
      ":",
      '"([!#-[\\]-~]{1,50})"',
      ",",
      '"height"',
      ":",
      '"(0|[1-9][0-9]{0,18})"',
      ",",
      '"headerHash"',
      ":",
      '"([0-9a-f]{64}|)"',
      ",",
      '"validatorsHash"',
      ":",
      '"([0-9a-f]{64})"',
      ",",
      '"indexKey"',
      ":",
      '"([0-9a-f]{64})"',
      "}",
      "",
    ].join("[ \\t\\r\\n]*") +
    "$",
);

/** Reads a trust root file; undefined where it is none. */
export function parseTrust(text: string): Trust | undefined {
  if (utf8(text).length > maxTrust) return undefined;
  const [, chainID, digits, header, validators, key] = file.exec(text) ?? [];
  if (!chainID || digits === undefined || header === undefined || !validators || !key)
    return undefined;
  const height = BigInt(digits);
  if (height >= 1n << 63n || (height === 0n) !== (header === "")) return undefined;
  return {
    chainID,
    height,
    headerHash: fromHex(header)!,
    validatorsHash: fromHex(validators)!,
    indexKey: fromHex(key)!,
  };
}

/** The canonical file. */
export function encodeTrust(t: Trust): string {
  return (
    `{"chainId":"${t.chainID}","height":"${t.height}","headerHash":"${hex(t.headerHash)}",` +
    `"validatorsHash":"${hex(t.validatorsHash)}","indexKey":"${hex(t.indexKey)}"}\n`
  );
}

/** The name by which people compare roots: SHA-256 of the canonical file, in hex. */
export async function trustName(t: Trust): Promise<string> {
  return hex(await sha256(utf8(encodeTrust(t))));
}
