// This device's own reading of codes, held to what package gs1 says of the same codes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { misreadings, readCode } from "../src/gs1/label.ts";

/** The file of vectors, or another sample of it that LABELS names. */
const file =
  process.env.LABELS ??
  fileURLToPath(new URL("../../../../gs1/testdata/labels.jsonl", import.meta.url));
const year = 2026;

/** What is read, the way the file says it. */
function outcome(code: string): string {
  const read = readCode(code, year);
  if ("fault" in read) return read.fault;
  const text = read.elements.map(([ai, value]) => `(${ai})${value.replaceAll("(", "\\(")}`);
  return `${text.join("")} ${read.label.expiry}`;
}

test("this device reads, refuses and doubts the same codes as the ledger's own parser", () => {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const differences: string[] = [];
  for (const line of lines) {
    const [code, want] = JSON.parse(line) as [string, string];
    const got = outcome(code);
    if (got !== want) differences.push(`${JSON.stringify(code)}\n  ${got}\n  want ${want}`);
  }
  assert.ok(lines.length >= 5000, `${lines.length} codes`);
  assert.deepEqual(differences.slice(0, 10), [], `${differences.length} of ${lines.length} differ`);
});

const gtin = "09504000059101";

for (const [code, want] of [
  [`01${gtin}21A^10B`, [gtin, "A", "B", ""]],
  [` (01) ${gtin} (21) A (10) B (17) 270200 `, [gtin, "A", "B", "2027-02-28"]],
  [`]Q1HTTPS://EX.ORG/some/where/01/${gtin}/21/a%2FB?x=1#s`, [gtin, "a/B", "", ""]],
  [`https://id.gs1.org/gtin/${gtin}/ser/A`, [gtin, "A", "", ""]],
  [`01${gtin}1777123121A`, [gtin, "A", "", "1977-12-31"]],
  ["]E09504000059101", [gtin, "", "", ""]],
  ["00106141412345678908", ["", "", "", ""]],
] as const) {
  test(`read: ${JSON.stringify(code)}`, () => {
    const [g, serial, lot, expiry] = want;
    const read = readCode(code, year);
    assert.deepEqual("label" in read && read.label, { gtin: g, serial, lot, expiry });
  });
}

for (const [code, fault] of [
  ["", "Malformed"],
  ["hello", "Malformed"],
  [`(01)${gtin}(21)A(235)B`, "Malformed"], // they exclude each other
  [`(01)${gtin}(89)A`, "Malformed"], // no such AI
  [`(01)${gtin}(21)A(21)B`, "Malformed"],
  [`]D201${gtin}21b`, "caps_lock"],
  [`)01=${gtin})21=AB`, "keyboard_layout"],
  [`01${gtin}21AB9504000059101`, "two_codes"],
  [`01${gtin}172712311076543210987654321D2110987654d32`, "lost_separator"],
] as const) {
  test(`not read: ${JSON.stringify(code)}`, () =>
    assert.deepEqual(readCode(code, year), { fault }));
}

test("labels that a keyboard makes of this one", () => {
  const label = { gtin, serial: "aYz1", lot: "LOT", expiry: "" };
  assert.deepEqual(
    misreadings(label).map(({ fault, label: { serial, lot } }) => [fault, serial, lot]),
    [
      ["caps_lock", "AyZ1", "lot"],
      ["keyboard_layout", "aZy1", "LOT"],
    ],
  );
  assert.deepEqual(misreadings({ gtin, serial: "123", lot: "", expiry: "" }), []);
});
