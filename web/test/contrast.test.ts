// Every text reaches 4.5:1 on its ground, by day and by night (WCAG 2.2, 1.4.3).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const css = readFileSync(
  fileURLToPath(new URL("../../../src/style/base.css", import.meta.url)),
  "utf8",
);

/** The colours of :root, and those that the dark scheme puts in their place. */
function colours(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );
}

const [light = "", dark = ""] = css.split("prefers-color-scheme: dark");
const schemes = {
  light: colours(light),
  dark: new Map([...colours(light), ...colours(dark.split("* {")[0] ?? "")]),
};

const pairs = [
  ["ink", "ground"],
  ["ink", "paper"],
  ["soft", "ground"],
  ["soft", "paper"],
  ["link", "ground"],
  ["link", "paper"],
  ["act-ink", "act"],
  ["on-tone", "good"],
  ["on-tone", "bad"],
  ["on-tone", "open"],
  ["on-tone", "own"],
  ["again-ink", "again"],
  ["good-text", "good-soft"],
  ["bad-text", "bad-soft"],
  ["again-text", "again-soft"],
  ["good-text", "ground"],
  ["bad-text", "ground"],
  ["again-text", "ground"],
] as const;

for (const [scheme, names] of Object.entries(schemes)) {
  test(`contrast, ${scheme}`, () => {
    for (const [text, ground] of pairs) {
      const ratio = contrast(names.get(text), names.get(ground));
      assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
    }
  });
}

function contrast(a = "", b = ""): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = parseInt(colour.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
