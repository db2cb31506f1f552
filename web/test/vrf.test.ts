// Proofs of indexes against the vectors of RFC 9381 and those of package proof: the same
// ten thousand mutants, none accepted.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { base64url, fromHex, hex, type Bytes } from "../src/proof/bytes.ts";
import { verifyIndex, vrfOutput } from "../src/proof/vrf.ts";

interface Name {
  pk: string;
  kind: "unit" | "lot";
  text: string;
  pi: string;
  index: string;
}

const file = new URL("../../../../proof/testdata/index.json", import.meta.url);
const vectors = JSON.parse(readFileSync(fileURLToPath(file), "utf8")) as {
  rfc9381: { pk: string; alpha: string; pi: string; beta: string }[];
  names: Name[];
};
const bytes = (text: string) => fromHex(text)!;

test("the vectors of RFC 9381", async () => {
  assert.equal(vectors.rfc9381.length, 3);
  for (const { pk, alpha, pi, beta } of vectors.rfc9381) {
    const output = await vrfOutput(bytes(pk), bytes(pi), bytes(alpha));
    assert.equal(output && hex(output), beta);
  }
});

test("an index is that of its proof, for one key, kind and text", async () => {
  for (const { pk, kind, text, pi, index } of vectors.names) {
    const found = await verifyIndex(bytes(pk), kind, text, bytes(pi));
    assert.equal(found && base64url(found), index);
    const other = kind === "unit" ? "lot" : "unit";
    assert.equal(await verifyIndex(bytes(pk), other, text, bytes(pi)), undefined);
    assert.equal(await verifyIndex(bytes(pk), kind, text + "x", bytes(pi)), undefined);
    const foreign = vectors.names.find((n) => n.pk !== pk)!;
    assert.equal(await verifyIndex(bytes(foreign.pk), kind, text, bytes(pi)), undefined);
    for (const cut of [new Uint8Array(0), bytes(pi).slice(0, 79), bytes(pi + "00")]) {
      assert.equal(await verifyIndex(bytes(pk), kind, text, cut), undefined);
    }
  }
});

test("a key of small order, or none, proves nothing", async () => {
  const [name] = vectors.names;
  assert.ok(name);
  for (const pk of ["00".repeat(32), "01" + "00".repeat(31), "ff".repeat(32), ""]) {
    assert.equal(await verifyIndex(bytes(pk), name.kind, name.text, bytes(name.pi)), undefined);
    assert.equal(await verifyIndex(bytes(pk), name.kind, name.text, new Uint8Array(80)), undefined);
  }
});

/** The n-th changed proof, as proof/index_test.go makes it. */
function mutate(n: number): { of: Name; pi: Bytes } {
  const d = createHash("sha256").update(`mutant ${n}`).digest();
  const { names } = vectors;
  const of = names[d[0]! % names.length]!;
  const pi = bytes(of.pi);
  const at = d[1]! % pi.length;
  if (n % 4 === 0) {
    pi[at]! ^= 1 << (d[2]! % 8);
  } else if (n % 4 === 1) {
    for (const [i, change] of d.subarray(8, 9 + (d[2]! % 16)).entries()) {
      if (at + i < pi.length) pi[at + i]! ^= change | 1;
    }
  } else if (n % 4 === 2) {
    pi.set(plusOrder(pi.slice(48), 1 + (d[2]! % 15)), 48);
  } else {
    const other = names[(d[0]! + 1 + (d[1]! % (names.length - 1))) % names.length]!;
    const parts = [[0, 32], [32, 48], [48, 80], [0, 48], [32, 80], [0, 80]] as const;
    const [from, to] = parts[d[2]! % 6]!;
    pi.set(bytes(other.pi).slice(from, to), from);
  }
  return { of, pi };
}

/** Adds a multiple of the group's order to a little-endian number. */
function plusOrder(s: Bytes, times: number): Bytes {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const sum = BigInt("0x" + hex(s.slice().reverse())) + BigInt(times) * order;
  return bytes(sum.toString(16).padStart(64, "0").slice(-64)).reverse();
}

test("mutated proofs are refused, as in Go", async () => {
  const mutants = 10_000;
  for (let n = 0; n < mutants; n++) {
    const { of, pi } = mutate(n);
    assert.notEqual(hex(pi), of.pi, `mutant ${n} is unchanged`);
    const found = await verifyIndex(bytes(of.pk), of.kind, of.text, pi);
    assert.equal(found, undefined, `mutant ${n}`);
  }
  const [{ pk, kind, text, pi }] = vectors.names as [Name];
  const began = performance.now();
  for (let n = 0; n < 50; n++) await verifyIndex(bytes(pk), kind, text, bytes(pi));
  console.log(`a check takes ${((performance.now() - began) / 50).toFixed(1)} ms`);
});
