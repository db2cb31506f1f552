// The questions that the explorer page offers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { alone, example } from "../src/explorer/example.ts";

test("an example is a title, variables and a question", () => {
  const both = example('# Who\n# {"gln": "4000001000005"}\nquery Party { x }\n');
  assert.equal(both.query, "# Who\nquery Party { x }\n");
  assert.deepEqual(JSON.parse(both.variables ?? ""), { gln: "4000001000005" });
  assert.equal(example("# What\n# {}\nquery Network { x }\n").variables, null);
});

test("what is no example is refused", () => {
  for (const text of ["", "query { x }", "# Who\nquery { x }", "# Who\n# {}", "# Who\n# {x}\nquery"])
    assert.throws(() => example(text), text);
});

test("an operation that is alone need not be named", () => {
  assert.equal(alone("query Network { x } fragment F on T { y }"), true);
  for (const text of ["query A { x } query B { x }", "fragment F on T { y }", "query {", ""])
    assert.equal(alone(text), false, text);
});
