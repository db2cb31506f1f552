// A lying gateway between the real program and every page: it alters each field of every
// answer, one after the other. Green, and the words of a verdict, are then the truth or are
// not shown; what the liar wrote is seen nowhere but where it is marked as the server's word.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, BrowserContext, Page, Route } from "playwright-core";
import { launch, missing as noChromium } from "./chromium.ts";
import { missing as noBinary, Pedigree } from "./process.ts";
import { trusting } from "./trust.ts";

const skip = noChromium || noBinary;
let pedigree: Pedigree;
let browser: Browser;

before(async () => {
  if (skip) return;
  [pedigree, browser] = await Promise.all([Pedigree.start(), launch()]);
});

after(async () => {
  await browser?.close();
  await pedigree?.remove();
});

const mark = "All is well, call 555";
type JSONValue = null | boolean | number | string | JSONValue[] | { [name: string]: JSONValue };
type Path = (string | number)[];

/** Every place in an answer; of a list, the list and its first item. */
function places(value: JSONValue, at: Path = []): Path[] {
  if (Array.isArray(value))
    return [at, ...(value.length > 0 ? places(value[0] ?? null, [...at, 0]) : [])];
  if (value === null || typeof value !== "object") return [at];
  return [at, ...Object.keys(value).flatMap((name) => places(value[name] ?? null, [...at, name]))];
}

/** The lies that can be told in a place. */
function liesFor(value: JSONValue): JSONValue[] {
  if (typeof value === "boolean") return [!value, null];
  if (typeof value !== "string") return [null, mark, []];
  const lies: JSONValue[] = [mark, null];
  if (/^[0-9]+$/.test(value)) lies.push(String(BigInt(value) + 1n));
  if (/^(BLOCKED|STOP|REPORTED)$/.test(value)) lies.push("GENUINE", "OK", "UNKNOWN", "SCAN_FAULT");
  return lies;
}

function valueAt(value: JSONValue, path: Path): JSONValue {
  return path.reduce<JSONValue>(
    (found, step) => (found as Record<string | number, JSONValue>)[step] ?? null,
    value,
  );
}

function altered(value: JSONValue, path: Path, lie: JSONValue): JSONValue {
  const copy = structuredClone({ value });
  const whole = ["value", ...path];
  const last = whole.pop()!;
  const parent = valueAt(copy, whole) as Record<string | number, JSONValue> | null;
  if (parent === null) return value; // this time the answer has no such place
  parent[last] = lie;
  return copy.value;
}

/** Which question an answer is to. */
const operation = (route: Route) =>
  /\{\s*(\w+)/.exec(String(route.request().postDataJSON()?.query))?.[1] ?? "";

/** What the liar wrote, as far as it is seen outside of what is marked as the server's word. */
async function unmarked(page: Page): Promise<string> {
  return page.evaluate((mark) => {
    const copy = document.querySelector("main")!.cloneNode(true) as HTMLElement;
    for (const word of copy.querySelectorAll("[data-word=server]")) word.remove();
    return copy.textContent.includes(mark) ? copy.textContent : "";
  }, mark);
}

/** Opens an address for each lie in each place of each answer. */
async function lied(
  context: BrowserContext,
  open: (page: Page) => Promise<void>,
  judge: (page: Page, what: string) => Promise<void>,
): Promise<number> {
  const page = await context.newPage();
  const answers = new Map<string, JSONValue>();
  let lie: { to: string; path: Path; value: JSONValue } | undefined;
  await page.route("**/graphql", async (route: Route) => {
    const reply = await route.fetch();
    const body = (await reply.json()) as JSONValue;
    const to = operation(route);
    if (!lie && !answers.has(to)) answers.set(to, body);
    await route.fulfill({
      response: reply,
      json: lie?.to === to ? altered(body, lie.path, lie.value) : body,
    });
  });
  await open(page);
  let told = 0;
  for (const [to, body] of answers) {
    for (const path of places(body)) {
      for (const value of liesFor(valueAt(body, path))) {
        lie = { to, path, value };
        const what = `${to} ${path.join(".")}: ${JSON.stringify(value)}`;
        await open(page).catch((error: unknown) => assert.fail(`${what}: ${String(error)}`));
        await judge(page, what);
        told++;
      }
    }
  }
  await page.close();
  return told;
}

const scanned = (code: () => string) => async (page: Page) => {
  await page.goto(`${pedigree.url}/scan?code=${encodeURIComponent(code())}`);
  await page.locator(".verdict").waitFor({ timeout: 30_000 });
};

for (const [state, truth] of [
  ["recalled", "BLOCKED"],
  ["GENUINE", "GENUINE"],
] as const) {
  test(`a liar about a pack that is ${truth}: each field of its answer`, { skip }, async () => {
    const context = await browser.newContext();
    await trusting(await context.newPage(), pedigree.url);
    const first = context.pages()[0]!;
    await first.goto(`${pedigree.url}/scan`); // the root is kept from here on
    const told = await lied(context, scanned(() => pedigree.pack(state)), async (page, what) => {
      const verdict = page.locator(".verdict");
      const found = await verdict.evaluate(({ className, dataset }) => ({
        className,
        verdict: dataset.verdict,
        basis: dataset.basis,
      }));
      const proven = found.basis === "PROVEN";
      if (proven ? found.verdict !== truth : found.verdict !== "UNKNOWN") {
        assert.fail(`${what}: ${JSON.stringify(found)}`);
      }
      assert.equal(/good/.test(found.className), proven && truth === "GENUINE", what);
      assert.equal(await unmarked(page), "", what);
    });
    assert.ok(told > 50, `${told} lies`);
    await context.close();
  });
}

for (const [name, open] of [
  [
    "start page",
    async (page: Page) => {
      const answered = page.waitForResponse("**/graphql");
      await page.goto(pedigree.url);
      await answered;
      await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
    },
  ],
  [
    "page of a lot",
    async (page: Page) => {
      const answered = page.waitForResponse("**/graphql");
      await page.goto(`${pedigree.url}/lot/09504000100018/PAR-0099`);
      await answered;
      await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
    },
  ],
] as const) {
  test(`a liar on the ${name}: each field of its answers`, { skip }, async () => {
    const context = await browser.newContext();
    const told = await lied(context, open, async (page, what) => {
      assert.equal(await unmarked(page), "", what);
      assert.equal(await page.locator(".good").count(), 0, what);
    });
    assert.ok(told > 30, `${told} lies`);
    await context.close();
  });
}

// The root is the server's word, too, until somebody compared it.
const roots: [string, (file: string) => string | null][] = [
  ["none", () => null],
  ["another chain", (file) => file.replace(/"chainId":"[^"]*"/, '"chainId":"evil-1"')],
  ["another set", (file) => file.replace(/"validatorsHash":"../, '"validatorsHash":"00')],
  ["another index key", (file) => file.replace(/"indexKey":"../, '"indexKey":"00')],
  ["no root", () => mark],
];

for (const [what, root] of roots) {
  test(`a server whose root is ${what} gets no green GENUINE`, { skip }, async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route("**/trust.json", async (route: Route) => {
      const reply = await route.fetch();
      const body = root(await reply.text());
      await route.fulfill(body === null ? { status: 404 } : { response: reply, body });
    });
    await page.route("**/graphql", async (route: Route) => {
      const reply = await route.fetch();
      const body = (await reply.json()) as { data: { verify: object } };
      Object.assign(body.data.verify, { verdict: "GENUINE", use: "OK", reasons: [] });
      await route.fulfill({ response: reply, json: body });
    });
    await scanned(() => pedigree.pack("recalled"))(page);
    assert.equal(await page.locator(".verdict.good").count(), 0);
    assert.equal(await page.locator("[data-basis=PROVEN]").count(), 0);
    const word = (await page.locator(".verdict h2").textContent()) ?? "";
    assert.match(word, /^(Not checked|Unknown)$/);
    assert.ok(((await page.getByRole("status").textContent()) ?? "").startsWith(word));
    await context.close();
  });
}

test("without storage, or with a root that cannot be read, nothing is called genuine", { skip }, async () => {
  for (const spoil of [
    () => {
      const denied = () => {
        throw new DOMException("denied", "SecurityError");
      };
      Object.defineProperty(window, "localStorage", { get: denied });
    },
    () => Object.defineProperty(crypto, "subtle", { value: undefined }),
    () => localStorage.setItem("pedigree.trust", '{"file":"damaged","since":"2026-01-02"}'),
    () => localStorage.setItem("pedigree.trust", "damaged"),
  ]) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(spoil);
    await scanned(() => pedigree.pack("GENUINE"))(page);
    const verdict = page.locator(".verdict");
    assert.equal(await verdict.getAttribute("data-verdict"), "UNCHECKED", String(spoil));
    assert.equal(await page.locator(".verdict.good").count(), 0);
    await context.close();
  }
});

test("a proof from before one that this device has seen is refused", { skip }, async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await trusting(page, pedigree.url);
  const code = pedigree.pack("GENUINE");
  let kept: JSONValue | undefined;
  let replays = false;
  await page.route("**/graphql", async (route: Route) => {
    if (replays && kept !== undefined) return route.fulfill({ json: kept });
    const reply = await route.fetch();
    kept ??= (await reply.json()) as JSONValue;
    await route.fulfill({ response: reply });
  });
  const height = async () =>
    BigInt(/As of block ([\d\s]+)/.exec(await page.locator(".asof").innerText())![1]!.replace(/\s/g, ""));
  await scanned(() => code)(page);
  const old = await height();
  for (let now = old; now <= old; now = await height()) {
    await pedigree.order("acme", "register_product", {
      gtin: "09504000059118",
      name: "Later",
      strength: "1 mg",
      form: "tablet",
      pack: "10",
      substance: "x",
    }).catch(() => undefined); // the second time it exists: a block is made all the same
    await scanned(() => code)(page);
  }
  replays = true;
  await scanned(() => code)(page);
  assert.deepEqual(
    await page.locator("[data-reason]").evaluateAll((list) => list.map((item) => item.getAttribute("data-reason"))),
    ["EarlierProof"],
  );
  await context.close();
});
