import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { acceptedByNoble, accepted, soundPoint } from "../src/proof/ed25519.ts";

// The ledger's test wrote down which keys it takes (tests/keys_test.go). Here a key that
// spells no point is found out when a signature is checked.
test("the page judges keys as the ledger does", async () => {
  const lines = readFileSync(
    fileURLToPath(new URL("../../../../tests/testdata/keys.golden", import.meta.url)),
    "utf8",
  ).trim().split("\n");
  const count = { true: 0, false: 0 };
  for (const line of lines) {
    const [hex = "", sound, ...why] = line.split(" ");
    const key = Uint8Array.from(Buffer.from(hex, "hex"));
    count[sound as "true" | "false"]++;
    if (sound === "true" || why.join(" ") !== "no point of the curve") {
      assert.equal(soundPoint(key), sound === "true", line);
      continue;
    }
    const anything = Uint8Array.from([1, ...new Array(63).fill(0)]);
    assert.equal(await accepted(key, key, anything), false, line);
    assert.equal(await acceptedByNoble(key, key, anything), false, line);
  }
  assert.ok(count.true >= 10 && count.false >= 40, JSON.stringify(count));
});
