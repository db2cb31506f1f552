// An answer of another form than was asked for is no answer, whichever member it is in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { wellFormed } from "../src/verdict.ts";

const answer = () => ({
  verdict: "GENUINE",
  authenticity: "GENUINE",
  use: "OK",
  height: "7",
  time: "2027-01-01T00:00:00Z",
  bundle: "abc",
  reasons: [{ code: "Supplied" }],
  label: { gtin: "09504000100018", serial: "A1", lot: null, expiry: null },
  trail: [{ step: "commissioning", role: "manufacturer", country: "DE", day: "2027-01-01" }],
});

test("an answer of the form that was asked for is read", () => {
  assert.ok(wellFormed(answer()));
  assert.ok(wellFormed({ ...answer(), bundle: null, label: null, trail: [], reasons: [] }));
});

test("whatever one member is made into, the page does not trip over it", () => {
  const lies = [undefined, 7, true, {}, [7], [null], [[]], "x".repeat(3)];
  for (const name of Object.keys(answer())) {
    for (const lie of lies) {
      if (typeof lie === "string" && name !== "verdict" && name !== "trail" && name !== "reasons" && name !== "label")
        continue; // another text is for the verdict to judge
      if (typeof lie === "object" && name === "label" && !Array.isArray(lie)) continue; // a label that says nothing
      assert.equal(wellFormed({ ...answer(), [name]: lie }), false, `${name}: ${JSON.stringify(lie)}`);
    }
  }
  for (const name of ["verdict", "authenticity", "use", "height", "time", "reasons", "trail"])
    assert.equal(wellFormed({ ...answer(), [name]: null }), false, name);
  assert.equal(wellFormed({ ...answer(), trail: [{ ...answer().trail[0], step: 7 }] }), false);
  for (const part of ["step", "role", "country", "day"])
    assert.equal(wellFormed({ ...answer(), trail: [{ ...answer().trail[0], [part]: null }] }), false, part);
  assert.equal(wellFormed({ ...answer(), reasons: [{ code: null }] }), false);
  for (const none of [null, undefined, 7, "GENUINE", []]) assert.equal(wellFormed(none), false);
});
