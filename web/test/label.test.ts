// This device's own reading of codes: what it reads is right, what it is not sure of it
// leaves to the server.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { elements } from "../src/gs1/elements.ts";
import { readLabel } from "../src/gs1/label.ts";
import { linkElements } from "../src/gs1/link.ts";

const gtin = "09504000059101";

for (const [code, want] of [
  [
    `]d201${gtin}2112345678p901\x1d101234567p\x1d171411208200http://www.gs1.org/demo/`,
    [gtin, "12345678p901", "1234567p", "2014-11-20"],
  ],
  [
    `]Q301${gtin}17141120101234567p\x1d2112345678p901`,
    [gtin, "12345678p901", "1234567p", "2014-11-20"],
  ],
  [`01${gtin}21A^10B`, [gtin, "A", "B", ""]],
  [`\x1d01${gtin}21A\x1d`, [gtin, "A", "", ""]],
  [`(01)${gtin}(21)A(10)B(17)270200`, [gtin, "A", "B", "2027-02-28"]],
  [`https://id.gs1.org/01/${gtin}/10/B/21/A?17=280200`, [gtin, "A", "B", "2028-02-29"]],
  [`]Q1HTTPS://EX.ORG/some/where/01/${gtin}/21/A%2FB?x=1&linkType=all#s`, [gtin, "A/B", "", ""]],
  [`01${gtin}310200050010B`, [gtin, "", "B", ""]], // a weight between them
  [`01${gtin}1776123121A`, [gtin, "A", "", "2076-12-31"]],
  [`01${gtin}1777123121A`, [gtin, "A", "", "1977-12-31"]],
] as const) {
  test(`read: ${JSON.stringify(code)}`, () => {
    const [g, serial, lot, expiry] = want;
    assert.deepEqual(readLabel(code, 2026), { gtin: g, serial, lot, expiry });
  });
}

for (const code of [
  "",
  "x",
  "hello",
  gtin,
  "]d1hello",
  "]E04006381333931",
  "]A0123", // no serialised trade item
  "0109504000059102" + "21A", // wrong check digit
  `01${gtin}21` + "A".repeat(21), // a separator was lost
  `01${gtin}21A B`,
  `01${gtin}21Ä`, // outside character set 82
  `01${gtin}21A^21B`, // two serials
  `01${gtin}171413 21A`,
  `01${gtin}17141320`,
  `01${gtin}17140231`, // no such day
  `01${gtin}05123`, // no such identifier
  "019504", // ends early
  `(01)${gtin}(21)A(B`,
  `(01)${gtin}(21)`,
  `https://id.gs1.org/gtin/${gtin}/ser/A`, // short names are left to the server
  `https://id.gs1.org/01/${gtin}/21/A/10/B`, // out of order
  `https://id.gs1.org/01/${gtin}/21`,
  `https://id.gs1.org/01/${gtin}/21/%E0%A4%A`,
  `https://id.gs1.org/01/${gtin}?21=A`,
]) {
  test(`not read: ${JSON.stringify(code)}`, () => assert.equal(readLabel(code, 2026), undefined));
}

const shared = fileURLToPath(new URL("../../../../../shared/vectors/gs1/", import.meta.url));
const skip = !existsSync(shared) && "the shared GS1 vectors are not here";

test("shared GS1 vectors: nothing is read otherwise than they say", { skip }, () => {
  const told = (text: string) => [...text.matchAll(/\^?(01|10|17|21)/g)].length > 0;
  let agreed = 0;
  for (const [name, kinds] of [
    ["elements/elements", ["parseAIdata"]],
    ["digitallink/digitallink", ["parseDLuri"]],
  ] as const) {
    for (const line of readFileSync(`${shared}${name}.jsonl`, "utf8").trim().split("\n")) {
      const v = JSON.parse(line) as {
        kind: string;
        input?: string;
        elements?: string | null;
        ok: boolean;
      };
      if (
        !(kinds as readonly string[]).includes(v.kind) ||
        !v.input ||
        !v.ok ||
        !v.elements ||
        !told(v.elements)
      )
        continue;
      const want = elements(v.elements.replaceAll("^", "\x1d"));
      const link = v.kind === "parseDLuri" ? linkElements(v.input) : undefined;
      if (v.kind === "parseDLuri" && link && want) {
        assert.deepEqual(
          link.filter(([ai]) => /^(01|10|21|17)$/.test(ai)),
          want.filter(([ai]) => /^(01|10|21|17)$/.test(ai)),
          v.input,
        );
        agreed++;
      }
      const label = readLabel(v.input, 2026);
      if (!label) continue;
      assert.deepEqual(label, readLabel(v.elements, 2026), v.input);
      agreed++;
    }
  }
  assert.ok(agreed >= 10, `${agreed} agreed`);
});
