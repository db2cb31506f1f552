// The words of a root, and what is kept of it: never replaced, never lowered.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { confirm, forget, highest, pinned, saw } from "../src/proof/pin.ts";
import { wordsOf } from "../src/proof/words.ts";
import { rootCode } from "../src/scan/code.ts";

const kept = new Map<string, string>();
Object.defineProperty(globalThis, "localStorage", {
  value: {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  },
});
beforeEach(() => kept.clear());

const set = "ab".repeat(32),
  indexKey = "cd".repeat(32);
const file = (chain: string) =>
  `{"chainId":"${chain}","height":"0","headerHash":"","validatorsHash":"${set}","indexKey":"${indexKey}"}`;

test("the words of the proquint paper", () => {
  const name = "7f0000013f54dcc1" + "00".repeat(24);
  assert.equal(
    wordsOf(name).join(" "),
    "lusab babad gutih tugad babab babab babab babab",
  );
});

test("a root is the server's word until it is confirmed, and then stays", async (t) => {
  const asked = t.mock.method(globalThis, "fetch", async () => new Response(file("c-1")));
  const first = await pinned();
  assert.ok(typeof first !== "string" && !first.confirmed);
  await confirm("another");
  assert.deepEqual(await pinned(), first);
  await confirm(first.name);
  assert.deepEqual(await pinned(), { ...first, confirmed: true });
  assert.equal(asked.mock.callCount(), 1);
  saw(first.name, 7n);
  saw(first.name, 5n);
  forget();
  assert.equal(highest(first.name), 7n, "a root that comes back finds its height");
  const next = await pinned();
  assert.ok(typeof next !== "string");
  assert.deepEqual([next.confirmed, next.former], [false, "c-1"]);
});

test("what is kept and cannot be read is never replaced", async (t) => {
  const asked = t.mock.method(globalThis, "fetch", async () => new Response(file("c-1")));
  for (const damaged of ["", "x", "{}", '{"file":"x","since":"y"}', "null"]) {
    kept.set("pedigree.trust", damaged);
    assert.equal(await pinned(), "RootDamaged", damaged);
    assert.equal(kept.get("pedigree.trust"), damaged);
  }
  assert.equal(asked.mock.callCount(), 0);
});

test("a server without a root leaves the device without one", async (t) => {
  for (const reply of [new Response("", { status: 404 }), new Response("All is well")]) {
    t.mock.method(globalThis, "fetch", async () => reply);
    assert.equal(await pinned(), "NoRoot");
    assert.equal(kept.size, 0);
  }
});

test("the code of a root", () => {
  const name = "ab".repeat(32);
  assert.equal(rootCode(`pedigree-root:${name}`), name);
  assert.equal(rootCode(`]Q1pedigree-root:${name}`), name);
  assert.equal(rootCode(`pedigree-root:${name}0`), undefined);
});
