// From the server's word to this device's own finding: what fits is PROVEN, and whatever
// does not fit together is a fault.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lotName, productKey, unitName } from "../src/proof/keys.ts";
import { prove, type Proven } from "../src/proof/prove.ts";
import { readCode } from "../src/gs1/label.ts";
import type { Purpose, Told } from "../src/verdict.ts";
import { bundle, cbor, height, indexOf, time, trust, type Row } from "./world.ts";

const gtin = "09504000059101";
const maker = "9504000000011";
const expiry = 23_000; // 2032-12-21
const code = `(01)${gtin}(17)321221(10)L1(21)S1`;

interface State {
  status?: number;
  since?: number;
  hold?: number;
  recall?: [number, string] | null;
  serialised?: boolean;
}

async function rows(s: State): Promise<Row[]> {
  const { index } = await indexOf(lotName(gtin, "L1"));
  const { index: other } = await indexOf(lotName(gtin, "L2"));
  const lot = () =>
    cbor([2, 1, expiry, 0, maker, s.serialised ?? true, true, s.recall ?? null, 0]);
  const product = [9, 1, "Name", "inn", "10 mg", "tablet", "30", [], null, []];
  const unit = [1, 1, index, s.status ?? 0, 0, 0, s.hold ?? 0, s.since ?? 0];
  return [
    { key: (await indexOf(unitName(gtin, "S1"))).key, open: cbor(unit) },
    { key: (await indexOf(lotName(gtin, "L1"))).key, open: lot() },
    { key: (await indexOf(lotName(gtin, "L2"))).key, open: lot() },
    { key: productKey(gtin), open: cbor(product) },
    { key: `party|${maker}`, open: cbor([6, 1, maker, null, "Acme", "DE", [], false]) },
    {
      key: "party|9504000000028",
      open: cbor([6, 1, "9504000000028", null, "Other", "DE", [], false]),
    },
    { key: (await indexOf(unitName(gtin, "S3"))).key, open: cbor([1, 1, other, 0, 0, 0, 0, 0]) },
  ];
}

interface Label {
  serial: string;
  lot: string;
}

/** An honest server's answer. */
async function answer(s: State, label: Label, says: Partial<Told>, more: string[] = []) {
  const names = [unitName(gtin, label.serial)];
  if (label.lot !== "") names.push(lotName(gtin, label.lot));
  const found = await Promise.all(names.map(indexOf));
  const keys = [productKey(gtin), ...found.map(({ key }) => key)];
  const told: Told = {
    verdict: "GENUINE",
    authenticity: "GENUINE",
    use: "OK",
    reasons: [],
    label: { gtin, ...label, expiry: "2032-12-21" },
    trail: [],
    height: String(height),
    time: new Date(Number(time) * 1000).toISOString(),
    bundle: await bundle(await rows(s), [...keys, ...more], names),
    ...says,
  };
  return told;
}

const own: Label = { serial: "S1", lot: "L1" };
const ask = async (
  told: Told,
  text = code,
  purpose: Purpose = "PATIENT",
  now = time + 5n,
  floor = 0n,
) => {
  const read = readCode(text, 2030);
  if ("fault" in read) assert.fail(read.fault);
  return prove(read.label, purpose, told, await trust(), now, floor);
};

async function proven(told: Told, text = code, purpose: Purpose = "PATIENT"): Promise<Proven> {
  const found = await ask(told, text, purpose);
  if ("fault" in found) assert.fail(found.fault);
  return found;
}

async function fault(told: Told, text = code): Promise<string> {
  const found = await ask(told, text);
  return "fault" in found ? found.fault : "believed";
}

test("an honest answer is proven, in this device's own words", async () => {
  const { judged, lot, maker: name } = await proven(await answer({}, own, {}));
  assert.equal(judged.verdict, "GENUINE");
  assert.match(judged.message, /The manufacturer registered this pack/);
  assert.equal(judged.product?.name, "Name");
  assert.equal(judged.lot?.expiry, expiry);
  assert.deepEqual([lot, name], ["L1", null]);
});

test("the maker's name is the one of its own proven record", async () => {
  const told = await answer({}, own, {}, [`party|${maker}`]);
  assert.equal((await proven(told)).maker, "Acme");
  // Another party's name, proven as it is, is not the maker's.
  const other = await answer({}, own, {}, ["party|9504000000028"]);
  assert.equal((await proven(other)).maker, null);
});

test("a label without a lot number is not completed from its serial", async () => {
  const label = { serial: "S1", lot: "" };
  const told = await answer({}, label, {}, [(await indexOf(lotName(gtin, "L1"))).key]);
  const text = `(01)${gtin}(17)321221(21)S1`;
  const found = await proven({ ...told, label: { ...told.label!, lot: null } }, text);
  assert.deepEqual([found.judged.verdict, found.lot], ["GENUINE", null]);
});

test("supplied: a notice for a patient, a stop for a dispenser", async () => {
  const state = { status: 2, since: 20_000 };
  const notice = { use: "NOTICE", reasons: [{ code: "Supplied" }] } as const;
  const patient = await proven(
    await answer(state, own, { ...notice, reasons: [...notice.reasons] }),
  );
  assert.deepEqual([patient.judged.verdict, patient.judged.use], ["GENUINE", "NOTICE"]);
  assert.match(patient.judged.reasons[0]?.text ?? "", /supplied by a pharmacy on 2024-10-04/);
  const stop: Partial<Told> = { verdict: "BLOCKED", use: "STOP" };
  const reasons = [{ code: "AlreadySupplied" }];
  const trade = await proven(await answer(state, own, { ...stop, reasons }), code, "DISPENSE");
  assert.equal(trade.judged.verdict, "BLOCKED");
});

test("a pack of another lot than printed: the proof shows that lot too", async () => {
  const label = { serial: "S3", lot: "L1" };
  const says: Partial<Told> = {
    verdict: "MISMATCH",
    authenticity: "MISMATCH",
    use: "STOP",
    reasons: [{ code: "LotMismatch" }],
  };
  const told = await answer({}, label, says, [(await indexOf(lotName(gtin, "L2"))).key]);
  assert.equal((await proven(told, code.replace("S1", "S3"))).judged.verdict, "MISMATCH");
});

test("never registered is proven by absence", async () => {
  const says: Partial<Told> = {
    verdict: "NOT_REGISTERED",
    authenticity: "NOT_REGISTERED",
    use: "STOP",
    reasons: [{ code: "NotFound" }],
  };
  const told = await answer({}, { serial: "S2", lot: "L1" }, says);
  assert.equal((await proven(told, code.replace("S1", "S2"))).judged.verdict, "NOT_REGISTERED");
});

test("an absence that is not shown accuses nobody", async () => {
  // The proof of another pack, under the name of one that was never made.
  const says: Partial<Told> = { verdict: "NOT_REGISTERED", use: "STOP" };
  const label = {
    gtin,
    serial: "S2",
    lot: "L1",
    expiry: "2032-12-21",
  };
  const told = await answer({}, own, { ...says, label });
  assert.equal(await fault(told, code.replace("S1", "S2")), "BadProof");
});

/** The text with another character at that place, whatever stands there. */
function altered(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}

// what the lie is about, the lie
const lies: [string, (v: Told) => Partial<Told>][] = [
  ["the verdict", () => ({ verdict: "BLOCKED" })],
  ["authenticity", () => ({ authenticity: "UNKNOWN" })],
  ["the use", () => ({ use: "STOP" })],
  ["a reason", () => ({ reasons: [{ code: "Recalled" }] })],
  ["the height", () => ({ height: String(height + 1n) })],
  ["the time", () => ({ time: new Date(Number(time) * 1000 + 1000).toISOString() })],
  ["the label", (v) => ({ label: v.label && { ...v.label, lot: "L2" } })],
  ["the expiry read", (v) => ({ label: v.label && { ...v.label, expiry: "2033-01-01" } })],
  ["the label, by leaving it out", () => ({ label: null })],
  ["the proof, by leaving it out", () => ({ bundle: null })],
  ["the proof", (v) => ({ bundle: altered(v.bundle ?? "", 300) })],
  ["the proof, by cutting it", (v) => ({ bundle: (v.bundle ?? "").slice(0, -4) })],
];

for (const [what, lie] of lies) {
  test(`a server that lies about ${what} is not believed`, async () => {
    const told = await answer({}, own, {});
    assert.notEqual(await fault({ ...told, ...lie(told) }), "believed");
  });
}

test("hiding a recall: the record is changed, and its hash no longer fits", async () => {
  assert.equal(await fault(await answer({ recall: [1, "patient"] }, own, {})), "Contradiction");
});

test("a proven state that is older than one seen before is refused", async () => {
  const told = await answer({}, own, {});
  for (const [floor, want] of [
    [height - 1n, "believed"],
    [height, "believed"],
    [height + 1n, "EarlierProof"],
  ] as const) {
    const found = await ask(told, code, "PATIENT", time + 5n, floor);
    assert.equal("fault" in found ? found.fault : "believed", want, `${floor}`);
  }
});

test("old proofs and proofs from the future are faults", async () => {
  const told = await answer({}, own, {});
  for (const [now, good] of [
    [time + 120n, true],
    [time + 121n, false],
    [time - 60n, true],
    [time - 61n, false],
  ] as const) {
    assert.equal("judged" in (await ask(told, code, "PATIENT", now)), good, `${now - time} s`);
  }
});

test("another root: nothing is believed", async () => {
  const told = await answer({}, own, {});
  const root = await trust();
  const label = { gtin, ...own, expiry: "2032-12-21" };
  for (const [other, want] of [
    [{ ...root, chainID: "test-2" }, "OtherChain"],
    [{ ...root, validatorsHash: new Uint8Array(32) }, "BadProof"],
    [{ ...root, indexKey: new Uint8Array(32) }, "BadProof"],
    [{ ...root, height: 50n, headerHash: new Uint8Array(32) }, "BadProof"],
  ] as const) {
    assert.deepEqual(await prove(label, "PATIENT", told, other, time), { fault: want });
  }
});
