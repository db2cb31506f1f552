// The verifier against the vectors of package proof: the same bundles, the same outcomes.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { binary, fromBase64url, fromHex, hex, utf8, type Bytes } from "../src/proof/bytes.ts";
import { decodeBundle, parseBundle, verify } from "../src/proof/bundle.ts";
import { decode } from "../src/proof/cbor.ts";
import type { Name } from "../src/proof/keys.ts";
import { signBytes } from "../src/proof/commit.ts";
import { accepted, acceptedByNoble, soundPoint } from "../src/proof/ed25519.ts";
import { verifyRecords, type Query } from "../src/proof/records.ts";
import { Refusal } from "../src/proof/refusal.ts";
import { readToken } from "../src/proof/token.ts";
import { encodeTrust, parseTrust, trustName } from "../src/proof/trust.ts";

const vectors = <T>(name: string): T =>
  JSON.parse(
    readFileSync(
      fileURLToPath(new URL(`../../../../proof/testdata/${name}`, import.meta.url)),
      "utf8",
    ),
  ) as T;

interface Case {
  name: string;
  bundle: string;
  trust: string;
  trustName: string;
  queries: Query[] | null;
  names: Name[] | null;
  outcome: string;
  valid?: {
    height: number;
    stateHeight: number;
    time: number;
    root: string;
    present: Record<string, string> | null;
    absent: string[] | null;
  };
}

const bundles = vectors<{
  cases: Case[];
  mutations: { case: string; offset: number; xor: number }[];
}>("bundle.json");
const trustOf = (c: Case) => {
  const trust = parseTrust(c.trust);
  assert.ok(trust, `${c.name}: trust root`);
  return trust;
};

/** The outcome of judging a bundle, in the vectors' words. */
async function outcome(bundle: () => ReturnType<typeof parseBundle>, c: Case): Promise<string> {
  try {
    await verify(bundle(), trustOf(c), c.names ?? [], () => c.queries ?? []);
    return "valid";
  } catch (error) {
    if (error instanceof Refusal) return error.why;
    throw error;
  }
}

for (const c of bundles.cases) {
  test(`bundle: ${c.name} -> ${c.outcome}`, async () => {
    assert.equal(await trustName(trustOf(c)), c.trustName);
    assert.equal(await outcome(() => parseBundle(c.bundle), c), c.outcome);
    if (!c.valid) return;
    const evidence = await verify(
      parseBundle(c.bundle),
      trustOf(c),
      c.names ?? [],
      () => c.queries ?? [],
    );
    assert.equal(evidence.height, BigInt(c.valid.height));
    assert.equal(evidence.stateHeight, BigInt(c.valid.stateHeight));
    assert.equal(evidence.time, BigInt(c.valid.time));
    assert.equal(hex(evidence.root), c.valid.root);
    for (const [key, open] of Object.entries(c.valid.present ?? {})) {
      const entry = evidence.records.get(key);
      assert.ok(typeof entry !== "string", key);
      assert.equal(hex(entry.open), open, key);
    }
    for (const key of c.valid.absent ?? []) assert.equal(evidence.records.get(key), "absent", key);
    assert.equal(evidence.records.get("unit|nobody asked"), "not proven");
  });
}

const bytesOf = (c: Case): Bytes => {
  const bytes = fromBase64url(c.bundle);
  assert.ok(bytes);
  return bytes;
};

test("single changed bytes of valid bundles are refused", async () => {
  for (const { case: name, offset, xor } of bundles.mutations) {
    const c = bundles.cases.find((c) => c.name === name);
    assert.ok(c);
    const bytes = bytesOf(c);
    bytes[offset]! ^= xor;
    assert.notEqual(await outcome(() => decodeBundle(bytes), c), "valid", `${name} at ${offset}`);
  }
  console.log(`bundle mutations: ${bundles.mutations.length}/${bundles.mutations.length} refused`);
});

test("a flipped bit in any byte of a bundle is refused, and every shortening", async () => {
  const [c] = bundles.cases.filter(({ outcome }) => outcome === "valid");
  assert.ok(c);
  const whole = bytesOf(c);
  for (let i = 0; i < whole.length; i++) {
    for (const bit of [i % 8, (i + 3) % 8]) {
      const bytes = whole.slice();
      bytes[i]! ^= 1 << bit;
      assert.notEqual(
        await outcome(() => decodeBundle(bytes), c),
        "valid",
        `byte ${i}, bit ${bit}`,
      );
    }
    assert.equal(
      await outcome(() => decodeBundle(whole.slice(0, i)), c),
      "malformed",
      `cut at ${i}`,
    );
  }
  assert.equal(await outcome(() => decodeBundle(Uint8Array.from([...whole, 0])), c), "malformed");
  for (const text of [
    c.bundle + "=",
    c.bundle + "\n",
    " " + c.bundle,
    c.bundle.slice(0, -1) + "*",
  ]) {
    assert.equal(await outcome(() => parseBundle(text), c), "malformed");
  }
});

interface Tree {
  name: string;
  root: string;
  proofs: {
    queries: Query[];
    proof: string;
    absent: string[] | null;
    entries: { key: string; open: string; sealed: string; withheld: boolean }[] | null;
  }[];
}

const trees = vectors<{
  trees: Tree[];
  refused: { why: string; root: string; queries: Query[] | null; proof: string }[];
}>("tree.json");
const asBytes = (text: string) => binary(utf8(text));
const keyed = (queries: Query[] | null): Query[] =>
  (queries ?? []).map((q) =>
    "key" in q ? { key: asBytes(q.key) } : { from: asBytes(q.from), to: asBytes(q.to) },
  );

async function readProof(proof: string, queries: Query[] | null) {
  const bytes = fromHex(proof);
  assert.ok(bytes);
  return verifyRecords(
    decode(bytes, (r) => r.list(() => readToken(r))),
    keyed(queries),
  );
}

for (const tree of trees.trees) {
  test(`tree: ${tree.name}`, async () => {
    for (const p of tree.proofs) {
      const { root, records } = await readProof(p.proof, p.queries);
      assert.equal(hex(root), tree.root);
      assert.deepEqual(
        records.entries.map((e) => ({
          key: e.key,
          open: hex(e.open),
          sealed: hex(e.sealed),
          withheld: e.withheld,
        })),
        (p.entries ?? []).map((e) => ({ ...e, key: asBytes(e.key) })),
      );
      for (const key of p.absent ?? []) assert.equal(records.get(asBytes(key)), "absent", key);
    }
  });
}

for (const { why, root, proof, queries } of trees.refused) {
  test(`tree refused: ${why}`, async () => {
    const told = await readProof(proof, queries).catch((error: unknown) => {
      assert.ok(error instanceof Refusal, String(error));
      return null;
    });
    assert.ok(told === null || hex(told.root) !== root, "accepted under the right root");
  });
}

test("noble and WebCrypto agree about signatures", async () => {
  let checked = 0;
  for (const c of bundles.cases.filter(({ outcome }) => outcome === "valid")) {
    const b = parseBundle(c.bundle);
    for (const [i, entry] of b.signatures.entries()) {
      const key = (b.checkpoints.at(-1)?.next ?? b.validators)[i]?.publicKey;
      if (!entry || !key) continue;
      const message = signBytes(
        { chainID: b.chainID, height: b.header.height, round: b.round, id: b.id },
        entry.time,
      );
      for (const [part, at, want] of [
        ["whole", -1, true],
        ["R", 3, false],
        ["S", 40, false],
        ["S over L", 63, false],
      ] as const) {
        const signature = entry.signature.slice();
        if (at >= 0) signature[at]! ^= at === 63 ? 0x10 : 1;
        assert.equal(await accepted(key, message, signature), want, `WebCrypto, ${part}`);
        assert.equal(await acceptedByNoble(key, message, signature), want, `noble, ${part}`);
        checked++;
      }
    }
  }
  assert.ok(checked >= 20);
});

test("points of small order and second spellings are not sound", () => {
  for (const [point, sound] of [
    ["00".repeat(32), false],
    ["01" + "00".repeat(31), false],
    ["01" + "00".repeat(30) + "80", false],
    ["ec" + "ff".repeat(30) + "7f", false],
    ["ed" + "ff".repeat(30) + "7f", false],
    ["ff".repeat(32), false],
    ["58" + "66".repeat(31), true], // the base point
  ] as const) {
    assert.equal(soundPoint(fromHex(point)!), sound, point);
  }
});

test("a trust root has one spelling", async () => {
  const text =
    '{"chainId":"pedigree-1","height":"100","headerHash":"' +
    "ab".repeat(32) +
    '","validatorsHash":"' +
    "cd".repeat(32) +
    '","indexKey":"' +
    "ef".repeat(32) +
    '"}\n';
  const trust = parseTrust(text);
  assert.ok(trust);
  assert.equal(encodeTrust(trust), text);
  assert.deepEqual(parseTrust(text.replaceAll(",", " ,\n\t")), trust);
  for (const other of [
    "",
    "{}",
    text + "x",
    text.replace('"100"', "100"),
    text.replace('"100"', '"0100"'),
    text.replace("ab", "AB"),
    text.replace('"100"', '"0"'),
    text.replace("ab".repeat(32), ""),
    text.replace('"100"', '"9223372036854775808"'),
    text.replace('{"chainId":"pedigree-1",', "{"),
    text.replace("pedigree-1", ""),
    text.replace("pedigree-1", "a b"),
    text.replace("}", ',"more":"1"}'),
    text.replace("chainId", "chainID"),
    text.replace("pedigree-1", "a".repeat(51)),
  ]) {
    assert.equal(parseTrust(other), undefined, other);
  }
});

test(
  "the shared light-client vectors, where they are",
  { skip: !existsSync(shared("own/lb4.json")) && "not here" },
  async () => {
    const { validatorsHash } = await import("../src/proof/commit.ts");
    for (const name of ["own/lb4.json", "own/lb7.json"]) {
      const v = JSON.parse(readFileSync(shared(name), "utf8")) as {
        valhash: string;
        sigs: { pk: string; power: number; sig: string; signBytes: string }[];
      };
      const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "base64"));
      const set = v.sigs.map(({ pk, power }) => ({ publicKey: bytes(pk), power: BigInt(power) }));
      assert.deepEqual(await validatorsHash(set), bytes(v.valhash), name);
      for (const s of v.sigs)
        assert.ok(await accepted(bytes(s.pk), bytes(s.signBytes), bytes(s.sig)), name);
    }
  },
);

function shared(name: string): string {
  return fileURLToPath(new URL(`../../../../../shared/vectors/light/${name}`, import.meta.url));
}
