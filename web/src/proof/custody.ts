// Where a pack is, as far as the proof shows that: holds and offers at the unit, at its
// lot while the unit is untouched, and at the containers that it is packed in.

import type { Known } from "./judge.ts";
import type { Entry } from "./records.ts";
import {
  readContainer,
  readLotTransfer,
  readTransfer,
  readUnitSealed,
  type Transfer,
} from "./sealed.ts";
import type { Hold } from "./values.ts";

export interface Custody {
  holder: string; // a site; "" where it is not shown
  holds: Hold[]; // of the containers
  offer: string | null; // the id of the transfer that it is on its way by
}

/** How deep containers may be packed into each other. */
const maxDepth = 5;

/** Reads what is shown; throws where that cannot be read. */
export function readCustody(unit: Entry, lot: Entry, known: Known): Custody {
  if (unit.sealed.length === 0) {
    const offer = !unit.withheld && lot.sealed.length > 0 ? readLotTransfer(lot.sealed) : null;
    return { holder: "", holds: [], offer };
  }
  const own = readUnitSealed(unit.sealed);
  const custody: Custody = { holder: own.holder, holds: [], offer: own.transfer };
  let parent = own.parent;
  for (let depth = 0; parent !== null; depth++) {
    if (depth === maxDepth) throw new Error("packed too deep");
    const found: Entry | string = known.get(parent);
    if (typeof found === "string") break;
    const container = readContainer(found.open, found.sealed);
    custody.holds.push(container.hold);
    custody.offer ??= container.sealed?.transfer ?? null;
    parent = container.sealed?.parent ?? null;
  }
  return custody;
}

/** The offer, where it is shown and can be read. */
export function readOffer(id: string, known: Known): Transfer | null {
  const found = known.get(`transfer|${id}`);
  if (typeof found === "string") return null;
  try {
    return readTransfer(found.open, found.sealed);
  } catch {
    return null;
  }
}
