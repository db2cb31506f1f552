// The judge against the vectors of package record: same records, same verdict, same words.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { fromHex, type Bytes } from "../src/proof/bytes.ts";
import { judge } from "../src/proof/judge.ts";
import { productKey, type Name } from "../src/proof/keys.ts";
import type { Entry } from "../src/proof/records.ts";
import {
  readContainer,
  readLotTransfer,
  readTransfer,
  readUnitSealed,
} from "../src/proof/sealed.ts";
import { readLot, readProduct, readUnit } from "../src/proof/values.ts";
import type { Purpose } from "../src/verdict.ts";

const vectors = <T>(name: string): T =>
  JSON.parse(
    readFileSync(
      fileURLToPath(new URL(`../../../../record/testdata/${name}`, import.meta.url)),
      "utf8",
    ),
  ) as T;

interface Case {
  name: string;
  label: { gtin: string; serial: string; lot: string; expiry: string };
  purpose: Purpose;
  market: string;
  asker: string;
  time: number;
  records:
    { key: string; presence: string; open?: string; sealed?: string; withheld?: boolean }[] | null;
  indexes: { kind: string; text: string; index: string }[] | null;
  verdict: {
    verdict: string;
    authenticity: string;
    use: string;
    reasons: { code: string; text: string }[];
    message: string;
    advice: string;
  };
}

/** What the case shows. */
function known(c: Case) {
  const entries = new Map<string, Entry | "absent">(
    (c.records ?? []).map((r) => [
      r.key,
      r.presence !== "present"
        ? "absent"
        : {
            key: r.key,
            open: fromHex(r.open ?? "")!,
            sealed: fromHex(r.sealed ?? "")!,
            withheld: r.withheld === true,
          },
    ]),
  );
  return {
    get: (key: string) => entries.get(key) ?? ("not proven" as const),
    key: ({ kind, text }: Name) => {
      const found = (c.indexes ?? []).find((i) => i.kind === kind && i.text === text);
      return found && `${kind}|${found.index}`;
    },
  };
}

for (const c of vectors<{ cases: Case[] }>("judge.json").cases) {
  test(`judge: ${c.name} -> ${c.verdict.verdict}`, async () => {
    const judged = await judge(
      { label: c.label, purpose: c.purpose, market: c.market, asker: c.asker },
      known(c),
      BigInt(c.time),
    );
    const { verdict, authenticity, use, reasons, message, advice } = judged;
    assert.deepEqual({ verdict, authenticity, use, reasons, message, advice }, c.verdict);
  });
}

interface Value {
  name: string;
  rule: string;
  open: string;
  sealed: string;
}

const values = vectors<{
  values: Value[];
  keys: { kind: string; inputs: string[] | null; key: string }[];
  refused: { what: string; rule: string; hex: string; sealed?: string; reason: string }[];
}>("vectors.json");

const read: Record<string, (open: Bytes, sealed: Bytes) => unknown> = {
  unit: (open, sealed) => [readUnit(open), sealed.length > 0 && readUnitSealed(sealed)],
  lot: (open, sealed) => [readLot(open), sealed.length > 0 && readLotTransfer(sealed)],
  product: (open) => readProduct(open),
  container: (open, sealed) => readContainer(open, sealed),
  transfer: (open, sealed) => readTransfer(open, sealed),
};

for (const v of values.values) {
  const reader = read[v.rule];
  if (reader)
    test(`value: ${v.rule}, ${v.name}`, () => void reader(fromHex(v.open)!, fromHex(v.sealed)!));
}

for (const v of values.refused) {
  const reader = read[v.rule];
  const ofOpen = v.sealed === undefined || ["unit", "lot"].includes(v.rule);
  if (v.what !== "value" || !reader || !ofOpen || v.rule === "product") continue;
  test(`value refused: ${v.rule}, ${v.reason}`, () => {
    assert.throws(() => reader(fromHex(v.hex)!, fromHex(v.sealed ?? "")!));
  });
}

test("keys are those of the ledger", async () => {
  let checked = 0;
  for (const { kind, inputs, key } of values.keys) {
    const made = kind === "product" ? productKey(inputs?.[0] ?? "") : undefined;
    if (made === undefined) continue;
    assert.equal(made, key);
    checked++;
  }
  assert.ok(checked >= 1);
});
