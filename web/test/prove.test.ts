// From the server's word to this device's own finding: what fits is PROVEN, and whatever
// does not fit together is a fault.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lotKey, productKey, unitKey } from "../src/proof/keys.ts";
import { prove } from "../src/proof/prove.ts";
import type { Purpose, Verdict } from "../src/verdict.ts";
import { bundle, cbor, height, time, trust, type Row } from "./world.ts";

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
  const lot = (ordinal: number) =>
    cbor([2, 1, ordinal, expiry, 0, maker, s.serialised ?? true, true, s.recall ?? null, 0]);
  const product = [9, 1, "Name", "inn", "10 mg", "tablet", "30", [], null, []];
  const unit = [1, 1, 1, s.status ?? 0, 0, 0, s.hold ?? 0, s.since ?? 0];
  return [
    { key: await unitKey(gtin, "S1"), open: cbor(unit) },
    { key: await lotKey(gtin, "L1"), open: lot(1) },
    { key: await lotKey(gtin, "L2"), open: lot(2) },
    { key: productKey(gtin), open: cbor(product) },
    { key: await unitKey(gtin, "S3"), open: cbor([1, 1, 2, 0, 0, 0, 0, 0]) },
  ];
}

interface Label {
  serial: string;
  lot: string;
}

/** An honest server's answer. */
async function answer(s: State, label: Label, says: Partial<Verdict>, more: string[] = []) {
  const keys = [productKey(gtin), await unitKey(gtin, label.serial), await lotKey(gtin, label.lot)];
  const told: Verdict = {
    verdict: "GENUINE",
    authenticity: "GENUINE",
    use: "OK",
    reasons: [],
    basis: "REPORTED",
    label: { gtin, ...label, expiry: "2032-12-21", humanReadable: "", digitalLink: "" },
    lot: null,
    product: null,
    trail: [],
    height: String(height),
    time: new Date(Number(time) * 1000).toISOString(),
    bundle: await bundle(await rows(s), [...keys, ...more]),
    message: "the server's words",
    advice: "",
    ...says,
  };
  return told;
}

const own: Label = { serial: "S1", lot: "L1" };
const ask = async (told: Verdict, text = code, purpose: Purpose = "PATIENT", now = time + 5n) =>
  prove(text, purpose, told, await trust(), now);

async function proven(told: Verdict, text = code, purpose: Purpose = "PATIENT"): Promise<Verdict> {
  const found = await ask(told, text, purpose);
  if (!("verdict" in found)) assert.fail(found.fault);
  assert.equal(found.verdict.basis, "PROVEN");
  return found.verdict;
}

test("an honest answer is proven, in this device's own words", async () => {
  const v = await proven(await answer({}, own, {}));
  assert.equal(v.verdict, "GENUINE");
  assert.match(v.message, /The manufacturer registered this pack/);
  assert.equal(v.product?.name, "Name");
  assert.equal(v.lot?.expiry, "2032-12-21");
});

test("supplied: a notice for a patient, a stop for a dispenser", async () => {
  const state = { status: 2, since: 20_000 };
  const notice = { use: "NOTICE", reasons: [{ code: "Supplied", text: "x" }] } as const;
  const patient = await proven(
    await answer(state, own, { ...notice, reasons: [...notice.reasons] }),
  );
  assert.deepEqual([patient.verdict, patient.use], ["GENUINE", "NOTICE"]);
  assert.match(patient.reasons[0]?.text ?? "", /supplied by a pharmacy on 2024-10-04/);
  const stop: Partial<Verdict> = { verdict: "BLOCKED", use: "STOP" };
  const reasons = [{ code: "AlreadySupplied", text: "" }];
  const trade = await proven(await answer(state, own, { ...stop, reasons }), code, "DISPENSE");
  assert.equal(trade.verdict, "BLOCKED");
});

test("a pack of another lot than printed: the proof shows that lot too", async () => {
  const label = { serial: "S3", lot: "L1" };
  const says: Partial<Verdict> = {
    verdict: "MISMATCH",
    authenticity: "MISMATCH",
    use: "STOP",
    reasons: [{ code: "LotMismatch", text: "" }],
  };
  const told = await answer({}, label, says, [await lotKey(gtin, "L2")]);
  assert.equal((await proven(told, code.replace("S1", "S3"))).verdict, "MISMATCH");
});

test("never registered is proven by absence", async () => {
  const says: Partial<Verdict> = {
    verdict: "NOT_REGISTERED",
    authenticity: "NOT_REGISTERED",
    use: "STOP",
    reasons: [{ code: "NotFound", text: "" }],
  };
  const told = await answer({}, { serial: "S2", lot: "L1" }, says);
  assert.equal((await proven(told, code.replace("S1", "S2"))).verdict, "NOT_REGISTERED");
});

test("an absence that is not shown accuses nobody", async () => {
  // The proof of another pack, under the name of one that was never made.
  const says: Partial<Verdict> = { verdict: "NOT_REGISTERED", use: "STOP" };
  const label = {
    gtin,
    serial: "S2",
    lot: "L1",
    expiry: "2032-12-21",
    humanReadable: "",
    digitalLink: "",
  };
  const told = await answer({}, own, { ...says, label });
  const found = await ask(told, code.replace("S1", "S2"));
  assert.match("fault" in found ? found.fault : "believed", /does not hold/);
});

/** The text with another character at that place, whatever stands there. */
function altered(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}

// what the lie is about, the lie
const lies: [string, (v: Verdict) => Partial<Verdict>][] = [
  ["the verdict", () => ({ verdict: "BLOCKED" })],
  ["authenticity", () => ({ authenticity: "UNKNOWN" })],
  ["the use", () => ({ use: "STOP" })],
  ["a reason", () => ({ reasons: [{ code: "Recalled", text: "" }] })],
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
    const found = await ask({ ...told, ...lie(told) });
    assert.notEqual("fault" in found ? found.fault : "", "", "believed");
  });
}

test("hiding a recall: the record is changed, and its hash no longer fits", async () => {
  const honest = await answer({ recall: [1, "patient"] }, own, {});
  const found = await ask(honest);
  assert.match(
    "fault" in found ? found.fault : "",
    /contradicts its own proof: verdict GENUINE, proven BLOCKED/,
  );
});

test("old proofs and proofs from the future are faults", async () => {
  const told = await answer({}, own, {});
  for (const [now, good] of [
    [time + 120n, true],
    [time + 121n, false],
    [time - 60n, true],
    [time - 61n, false],
  ] as const) {
    assert.equal("verdict" in (await ask(told, code, "PATIENT", now)), good, `${now - time} s`);
  }
});

test("another root: nothing is believed", async () => {
  const told = await answer({}, own, {});
  const root = await trust();
  for (const other of [
    { ...root, chainID: "test-2" },
    { ...root, validatorsHash: new Uint8Array(32) },
    { ...root, height: 50n, headerHash: new Uint8Array(32) },
  ]) {
    assert.ok("fault" in (await prove(code, "PATIENT", told, other, time)));
  }
});

test("a code that this device cannot read for sure stays the server's word", async () => {
  const told = await answer({}, own, {});
  assert.deepEqual(await ask(told, `https://id.gs1.org/gtin/${gtin}/ser/S1`), { fault: "" });
});

test("where nothing was found, nothing needs a proof", async () => {
  const told = await answer({}, own, { verdict: "SCAN_FAULT", bundle: null });
  assert.deepEqual(await ask(told), { fault: "" });
});
