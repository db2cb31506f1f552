// Single rules that no golden bundle isolates.

import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { fromHex, sha256, type Bytes } from "../src/proof/bytes.ts";
import { decode } from "../src/proof/cbor.ts";
import { checkCommit, signBytes, type Poll } from "../src/proof/commit.ts";
import { verifyRecords } from "../src/proof/records.ts";
import { Refusal } from "../src/proof/refusal.ts";
import type { Token } from "../src/proof/token.ts";

const uint64 = (1n << 64n) - 1n;

for (const [hex, value] of [
  ["00", 0n],
  ["17", 23n],
  ["1818", 24n],
  ["1817", null], // 23 in two bytes
  ["18ff", 255n],
  ["190100", 256n],
  ["1900ff", null],
  ["1a00010000", 65536n],
  ["1a0000ffff", null],
  ["1b0000000100000000", 4294967296n],
  ["1b00000000ffffffff", null],
  ["1bffffffffffffffff", uint64],
  ["1c", null], // reserved
  ["1f", null], // indefinite
  ["0000", null], // a byte after it
  ["20", null], // negative
  ["f4", null],
  ["", null],
] as const) {
  test(`cbor ${hex || "nothing"} -> ${value ?? "malformed"}`, () => {
    const read = () => decode(fromHex(hex)!, (r) => r.uint(uint64));
    if (value === null) assert.throws(read, Refusal);
    else assert.equal(read(), value);
  });
}

for (const [hex, reason] of [
  ["5f4101ff", "indefinite length"],
  ["580161", "a length in two bytes"],
  ["4261", "ends early"],
  ["5bffffffffffffffff", "a length that no memory holds"],
  ["61", "text for bytes"],
] as const) {
  test(`cbor bytes ${hex}: ${reason}`, () => {
    assert.throws(() => decode(fromHex(hex)!, (r) => r.byteString()), Refusal);
  });
}

test("cbor text has to be UTF-8", () => {
  assert.equal(
    decode(fromHex("63e282ac")!, (r) => r.text()),
    "€",
  );
  for (const hex of ["61ff", "62c080", "63eda080", "61e2"]) {
    assert.throws(() => decode(fromHex(hex)!, (r) => r.text()), Refusal, hex);
  }
});

const poll: Poll = {
  chainID: "test-1",
  height: 7n,
  round: 0n,
  id: { hash: new Uint8Array(32).fill(1), partsTotal: 1n, partsHash: new Uint8Array(32) },
};
const at = { seconds: 1_900_000_000n, nanos: 0n };
const devices = Array.from({ length: 4 }, () => generateKeyPairSync("ed25519"));
const keyOf = (i: number) =>
  Uint8Array.from(devices[i]!.publicKey.export({ type: "spki", format: "der" }).subarray(-32));
const vote = (i: number) => ({
  time: at,
  signature: Uint8Array.from(sign(null, signBytes(poll, at), devices[i]!.privateKey)),
});

// powers of the set, who votes for each entry (null: nobody), accepted
for (const [powers, votes, good] of [
  [[1], [0], true],
  [[2, 1], [0], false], // exactly two thirds is not more
  [[2, 1], [0, 1], true],
  [[3, 1], [0], true],
  [[3, 1], [0, 1], false], // an entry after the one that decides
  [[3, 1], [0, null], false],
  [[1, 1, 1, 1], [0, null, 2, 3], true],
  [[1, 1, 1, 1], [0, 0, 0], false], // one key in three seats
  [[1, 1, 1, 1], [1, 0, 2], false], // seats exchanged
  [[1], [], false],
  [[1], [null], false],
  [[1], [null, 0], false], // more entries than validators
] as const) {
  test(`commit: powers ${powers}, votes ${JSON.stringify(votes)} -> ${good}`, async () => {
    const set = powers.map((power, i) => ({ publicKey: keyOf(i), power: BigInt(power) }));
    const entries = votes.map((i) => (i === null ? null : vote(i)));
    const checked = checkCommit(poll, set, entries);
    if (good) await checked;
    else await assert.rejects(checked, Refusal);
  });
}

test("keys of a proof ascend", async () => {
  const hash = await sha256();
  const leaf = (key: string): Token => ({ kind: "neighbour", key, hash });
  const record = (key: string): Token => ({
    kind: "record",
    key,
    open: Uint8Array.of(1) as Bytes,
    sealed: new Uint8Array(),
    withheld: null,
  });
  const ask = (...leaves: [Token, Token]) =>
    verifyRecords([{ kind: "inner" }, ...leaves], [{ key: "b" }]);
  await ask(leaf("a"), leaf("c"));
  await assert.rejects(ask(leaf("c"), leaf("a")), Refusal);
  await assert.rejects(ask(record("b"), record("b")), /out of order/);
  await assert.rejects(ask(record("b"), leaf("a")), /out of order/);
});
