// Words, addresses and the rule that no answer is never an accusation.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { count, country, day, plain, withDays } from "../src/format.ts";
import { Failure } from "../src/graphql.ts";
import { lotOf, lotPath } from "../src/pages/path.ts";
import { document, judge, unanswered } from "../src/verdict.ts";
import { faces, step } from "../src/words.ts";

test("whatever fails, the verdict is UNKNOWN", () => {
  for (const code of [
    "Offline",
    "Timeout",
    "LAGGING",
    "Unavailable",
    "RateLimited",
    "Forbidden",
    "x",
  ]) {
    const verdict = unanswered(new Failure(code));
    assert.equal(verdict.verdict, "UNKNOWN", code);
    assert.equal(verdict.proven, null, code);
    assert.notEqual(verdict.advice, "", code);
  }
  assert.equal(unanswered(new TypeError("x")).verdict, "UNKNOWN");
});

test("a code that this device does not read is a damaged scan, whatever the server thinks", async (t) => {
  const asked = t.mock.method(globalThis, "fetch", () => json({ data: { verify: genuine } }));
  for (const code of ["x", "(01)09504000059101(21)A(235)B", "]D2010950400005910121b"]) {
    const { verdict, word, reasons } = await judge(code, "PATIENT");
    assert.deepEqual([verdict, word, reasons.length], ["SCAN_FAULT", null, 1], code);
  }
  for (const code of ["09504000059101", "00106141412345678908"]) {
    assert.equal((await judge(code, "PATIENT")).verdict, "UNKNOWN", code);
  }
  assert.equal(asked.mock.callCount(), 0);
});

const code = "(01)09504000059101(21)A";
const genuine = {
  verdict: "GENUINE",
  authenticity: "GENUINE",
  use: "OK",
  height: "7",
  time: "2027-01-01T00:00:00Z",
  reasons: [{ code: "All is well", text: "All is well" }],
  label: null,
  lot: null,
  trail: [],
  bundle: null,
};

// The answers of servers that are down, slow, wrong or lying, to a device without a root.
for (const [name, reply, expected] of [
  ["no connection", () => Promise.reject(new TypeError("fetch failed")), "UNKNOWN"],
  ["too slow", () => Promise.reject(new DOMException("", "TimeoutError")), "UNKNOWN"],
  ["500", () => json({}, 500), "UNKNOWN"],
  [
    "502 of a proxy",
    () => Promise.resolve(new Response("<h1>Bad gateway</h1>", { status: 502 })),
    "UNKNOWN",
  ],
  [
    "a portal's page",
    () => Promise.resolve(new Response("<html>", { headers: { "Content-Type": "text/html" } })),
    "UNKNOWN",
  ],
  [
    "half an answer",
    () =>
      Promise.resolve(
        new Response('{"data":', { headers: { "Content-Type": "application/json" } }),
      ),
    "UNKNOWN",
  ],
  [
    "lagging",
    () => json({ errors: [{ message: "All is well", extensions: { code: "LAGGING" } }] }),
    "UNKNOWN",
  ],
  [
    "a code of its own",
    () => json({ errors: [{ message: "All is well", extensions: { code: "All is well" } }] }),
    "UNKNOWN",
  ],
  ["null data", () => json({ data: null }), "UNKNOWN"],
  ["no verdict", () => json({ data: { verify: { ...genuine, verdict: "FINE" } } }), "UNKNOWN"],
  ["this page's own word", () => json({ data: { verify: { ...genuine, verdict: "UNCHECKED" } } }), "UNKNOWN"],
  ["GENUINE", () => json({ data: { verify: genuine } }), "UNCHECKED"],
  [
    "BLOCKED, and that it is proven",
    () => json({ data: { verify: { ...genuine, verdict: "BLOCKED", basis: "PROVEN" } } }),
    "UNCHECKED",
  ],
] as const) {
  test(`server says ${name}: ${expected}, in this page's own words`, async (t) => {
    t.mock.method(globalThis, "fetch", reply as typeof fetch);
    const found = await judge(code, "PATIENT");
    assert.equal(found.verdict, expected);
    assert.equal(found.proven, null);
    assert.doesNotMatch(JSON.stringify(found), /well/);
  });
}

test("the page asks what anybody may ask of a closed gateway", () => {
  const file = new URL("../../../../graphql/persisted/verify_web.graphql", import.meta.url);
  assert.equal(document + "\n", readFileSync(fileURLToPath(file), "utf8"));
});

function json(body: unknown, status = 200): Promise<Response> {
  return Promise.resolve(
    new Response(JSON.stringify(body), {
      status,
      headers: { "Content-Type": "application/graphql-response+json" },
    }),
  );
}

test("words for what could not be checked never speak against the medicine", () => {
  for (const face of [faces.UNKNOWN, faces.SCAN_FAULT]) {
    assert.match(face.meaning, /says nothing about the medicine/);
    assert.doesNotMatch(face.word + face.meaning, /fals|fake|counterfeit/i);
  }
});

test("no two headlines share word or drawing, since colour is never alone", () => {
  const all = Object.values(faces);
  assert.equal(new Set(all.map(({ word }) => word)).size, all.length);
  assert.equal(new Set(all.map(({ path }) => path)).size, all.length);
});

test("every lot number of GS1's character set has an address and comes back", () => {
  const lots = [
    "1234567p",
    "A/B",
    "A//B",
    "..",
    ".",
    "a/../b",
    "50%",
    "x?y",
    "#1",
    "A+B",
    "A&B",
    `!"%&'()*+,-./`,
    ":;<=>?_",
  ];
  for (const lot of lots) {
    const address = new URL(lotPath("09504000059101", lot), "http://localhost");
    assert.deepEqual(lotOf(address), { gtin: "09504000059101", lot }, lot);
  }
  assert.equal(lotOf(new URL("http://localhost/lot/09504000059101")), undefined);
  assert.equal(lotOf(new URL("http://localhost/lot/09504000059101/")), undefined);
  assert.equal(lotOf(new URL("http://localhost/lot/09504000059101/%E0%A4%A")), undefined);
});

test("days, numbers and names are said plainly", () => {
  assert.equal(day("2014-11-20"), "20 November 2014");
  assert.equal(day("2014-11"), "2014-11");
  assert.equal(withDays("expired on 2014-11-20"), "expired on 20 November 2014");
  assert.equal(count("1234567"), "1\u202f234\u202f567");
  assert.equal(count("999"), "999");
  assert.equal(country("FR"), "France");
  assert.equal(country("?"), "?");
  assert.equal(plain("register_lot"), "register lot");
  assert.equal(step("shipping"), "Shipped");
  assert.equal(step("https://ref.gs1.org/cbv/BizStep-shipping"), "Shipped");
});
