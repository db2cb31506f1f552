// What happens to a code between the reader and the question.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Agreement } from "../src/scan/agreement.ts";
import { attempts, sideLimit } from "../src/scan/attempts.ts";
import { distinct, fromKeys, GS, visible } from "../src/scan/code.ts";

const code = (text: string) => ({ text, symbology: "DataMatrix" });

test("a live code is believed when two looks agree on all that they show", () => {
  for (const [looks, believed] of [
    [["A", "A"], true],
    [["A"], false],
    [["A", "B"], false],
    [["A", "B", "A"], false],
    [["A", "", "A"], true], // a look without a code neither helps nor hurts
    [["A", "AB", "AB"], true],
    [["AB", "BA"], true], // the order in which codes are found means nothing
    [["AB", "A"], false],
    [["", ""], false],
  ] as const) {
    const agreement = new Agreement();
    const results = looks.map((look) => agreement.offer([...look].map(code)));
    assert.equal(results.at(-1) !== undefined, believed, looks.join(" then "));
    assert.ok(
      results.slice(0, -1).every((r) => r === undefined),
      looks.join(" then "),
    );
  }
});

test("after agreeing, the next pack needs two looks again", () => {
  const agreement = new Agreement();
  agreement.offer([code("A")]);
  assert.ok(agreement.offer([code("A")]));
  assert.equal(agreement.offer([code("A")]), undefined);
});

test("every spelling of the separator becomes the byte", () => {
  for (const typed of ["21A\x1d10B", "21A^]10B", "21A\u241d10B", "  21A^]10B\r\n"]) {
    assert.equal(fromKeys(typed), `21A${GS}10B`, JSON.stringify(typed));
  }
  assert.equal(fromKeys("(01)09504000059101(10)A B"), "(01)09504000059101(10)A B");
  assert.equal(visible(`21A${GS}10B`), "21A\u241d10B");
});

test("a separator at the end is kept", () => {
  assert.equal(fromKeys("21A^]"), `21A${GS}`);
});

test("the same text twice is one code", () => {
  assert.deepEqual(
    distinct([code("A"), code("B"), code("A")]).map(({ text }) => text),
    ["A", "B"],
  );
});

test("no look at a picture is larger than the limit or outside the picture", () => {
  for (const [width, height] of [
    [66, 66],
    [640, 480],
    [4000, 3000],
    [3000, 9000],
    [1, 1],
    [20000, 20],
  ] as const) {
    const looks = attempts(width, height);
    assert.ok(looks.length >= 3, `${width}x${height}`);
    for (const a of looks) {
      const name = `${width}x${height}: ${JSON.stringify(a)}`;
      assert.ok(Math.max(a.width, a.height) * a.scale <= sideLimit + 1, name);
      assert.ok(
        a.left >= 0 &&
          a.top >= 0 &&
          a.left + a.width <= width + 1 &&
          a.top + a.height <= height + 1,
        name,
      );
    }
  }
});

test("a large photo is also looked at in parts, a small one enlarged", () => {
  assert.ok(attempts(4000, 3000).some((a) => a.width < 4000 && a.scale === 1));
  assert.ok(attempts(66, 66).some((a) => a.scale > 1));
});
