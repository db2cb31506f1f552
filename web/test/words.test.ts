// Words, addresses and the rule that no answer is never an accusation.

import assert from "node:assert/strict";
import { test } from "node:test";
import { count, country, day, plain, withDays } from "../src/format.ts";
import { Failure } from "../src/graphql.ts";
import { lotOf, lotPath } from "../src/pages/path.ts";
import { judge, unanswered } from "../src/verdict.ts";
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
    const verdict = unanswered(new Failure(code, "because"));
    assert.equal(verdict.verdict, "UNKNOWN", code);
    assert.equal(verdict.basis, null, code);
    assert.notEqual(verdict.advice, "", code);
  }
  assert.equal(unanswered(new TypeError("x")).verdict, "UNKNOWN");
});

test("a code that cannot be a code is a damaged scan", () => {
  assert.equal(unanswered(new Failure("Malformed", "no GTIN")).verdict, "SCAN_FAULT");
});

// The answers of servers that are down, slow, wrong or lying.
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
    () => json({ errors: [{ message: "behind", extensions: { code: "LAGGING" } }] }),
    "UNKNOWN",
  ],
  ["null data", () => json({ data: null }), "UNKNOWN"],
  [
    "a verdict",
    () => json({ data: { verify: { verdict: "BLOCKED", basis: "REPORTED" } } }),
    "BLOCKED",
  ],
] as const) {
  test(`server says ${name}: ${expected}`, async (t) => {
    t.mock.method(globalThis, "fetch", reply as typeof fetch);
    assert.equal((await judge("x", "PATIENT")).verdict, expected);
  });
}

test("a server that says PROVEN is not believed", async (t) => {
  t.mock.method(globalThis, "fetch", () =>
    json({ data: { verify: { verdict: "GENUINE", basis: "PROVEN" } } }),
  );
  assert.equal((await judge("x", "PATIENT")).basis, "REPORTED");
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
