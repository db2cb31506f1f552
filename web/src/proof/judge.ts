// The twin of record.Judge: proven records in, verdict out, by the same vectors. What is
// not shown never becomes an accusation.

import type { Label } from "../gs1/label.ts";
import type { Purpose } from "../verdict.ts";
import { adviceAgain, adviceScanSquare } from "./advice.ts";
import { readCustody } from "./custody.ts";
import { Judgement, notRegistered, notShown, unknown, type Judged } from "./judgement.ts";
import { keyOf, lotName, productKey, unitName, type Name } from "./keys.ts";
import type { Entry } from "./records.ts";
import { readLotTransfer } from "./sealed.ts";
import { readLot, readProduct, readUnit, type Lot, type Product } from "./values.ts";

/** What is known of keys, from a verified proof. */
export interface Known {
  get(key: string): Entry | "absent" | "not proven";
  /** The key of what has this name, where its index is proven. */
  key(name: Name): string | undefined;
}

/** asker is the site that asks, "" where it is not known. */
export interface Question {
  label: Label;
  purpose: Purpose;
  market: string;
  asker: string;
}

/** Judges a label at a block time in unix seconds. */
export async function judge(q: Question, known: Known, time: bigint): Promise<Judged> {
  const { gtin, serial, lot } = q.label;
  if (gtin === "")
    return unknown("NoGTIN", "this code names no medicine (no GTIN)", adviceScanSquare);
  if (serial === "" && lot === "") {
    return unknown("NoSerial", "this code names the product, not the pack", adviceScanSquare);
  }
  if (time <= 0n)
    return unknown("NoTime", "it is not known of what moment this is asked", adviceAgain);
  try {
    if (serial === "") return await byLot(q, known, time);
    const found = named(known, unitName(gtin, serial));
    if (found === "not proven") return notShown("serial");
    if (found === "absent") return await unlisted(q, known, time);
    return await byUnit(q, known, time, found);
  } catch {
    return unknown("Unreadable", "a record could not be read", adviceAgain);
  }
}

/** A serial that was never registered: false, unless its lot is registered by quantity. */
async function unlisted(q: Question, known: Known, time: bigint): Promise<Judged> {
  const { gtin, lot } = q.label;
  if (known.get(productKey(gtin)) === "absent")
    return notRegistered("this product was never registered here");
  if (lot === "") return notRegistered("this serial number was never registered for this product");
  const found = named(known, lotName(gtin, lot));
  if (found === "not proven") return notShown("lot");
  if (found === "absent") {
    return notRegistered(
      "neither this serial number nor this lot was ever registered for this product",
    );
  }
  if (lotOf(found).serialised) {
    return notRegistered("this serial number was never registered for this product");
  }
  return byLot(q, known, time);
}

async function byLot(q: Question, known: Known, time: bigint): Promise<Judged> {
  const found = named(known, lotName(q.label.gtin, q.label.lot));
  if (found === "absent") return notRegistered("this lot was never registered for this product");
  if (found === "not proven") return notShown("lot");
  const lot = lotOf(found);
  const product = readProductOf(q, known);
  if (!product) return notShown("product");
  const j = new Judgement(q, lot, product, null, time, { holder: "", holds: [], offer: null });
  if (lot.serialised) {
    j.goods();
    return j.withoutSerial();
  }
  j.compareExpiry();
  j.goods();
  j.notice("NoSerials", "this lot is registered by quantity: the single pack was not checked");
  return j.conclude();
}

async function byUnit(q: Question, known: Known, time: bigint, entry: Entry): Promise<Judged> {
  const { gtin, lot: printed } = q.label;
  const unit = readUnit(entry.open);
  const found = known.get(keyOf("lot", unit.lot));
  if (typeof found === "string") return notShown("pack's lot");
  const lot = lotOf(found);
  const product = readProductOf(q, known);
  if (!product) return notShown("product");
  const j = new Judgement(q, lot, product, unit, time, readCustody(entry, found, known));
  const printedKey = printed === "" ? found.key : known.key(lotName(gtin, printed));
  if (printedKey === undefined) return notShown("lot");
  if (printedKey !== found.key) {
    j.mismatch.push({
      code: "LotMismatch",
      text: "the pack is registered in another lot than the one on its label",
    });
  }
  j.compareExpiry();
  j.goods();
  j.consumed(unit);
  j.transit(known);
  return j.conclude();
}

/** What is known of the thing with a name. */
function named(known: Known, name: Name): Entry | "absent" | "not proven" {
  const key = known.key(name);
  return key === undefined ? "not proven" : known.get(key);
}

/** A lot's record; a sealed part that is shown has to be readable too. */
function lotOf(entry: Entry): Lot {
  if (entry.sealed.length > 0) readLotTransfer(entry.sealed);
  return readLot(entry.open);
}

function readProductOf(q: Question, known: Known): Product | undefined {
  const found = known.get(productKey(q.label.gtin));
  return typeof found === "string" ? undefined : readProduct(found.open);
}
