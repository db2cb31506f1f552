// The pages against the real program, as a patient, a pharmacist and a regulator see them,
// on a phone and on a desk. Pictures of all go to web/screenshots.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import type { Browser, Page, Route } from "playwright-core";
import { record, upload } from "./asked.ts";
import { launch, missing as noChromium } from "./chromium.ts";
import { bytesOf, missing as noPictures, pictures } from "./manifest.ts";
import { screenshots } from "./places.ts";
import { missing as noBinary, Pedigree } from "./process.ts";
import { rootFile, trusting } from "./trust.ts";

const skip = noChromium || noBinary;
const sizes = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];
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

/** Shows a page at every size and takes its picture; nothing may stick out. */
async function look(name: string, use: (page: Page) => Promise<void>): Promise<void> {
  for (const viewport of sizes) {
    const page = await browser.newPage({ viewport });
    await trusting(page, pedigree.url);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await use(page);
    await page.screenshot({
      path: `${screenshots()}${name}-${viewport.width}.png`,
      fullPage: true,
    });
    const { scroll, inner } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      inner: innerWidth,
    }));
    assert.ok(scroll <= inner, `${name} is ${scroll} wide at ${inner}`);
    assert.deepEqual(errors, [], name);
    await page.close();
  }
}

interface Told {
  verdict: string;
  basis: string | null;
  reasons: string[];
  text: string;
}

/** What the page says of a code. */
async function told(page: Page, code: string, purpose = "Patient"): Promise<Told> {
  await page.goto(`${pedigree.url}/scan`);
  if (purpose !== "Patient") await page.getByLabel(purpose, { exact: true }).check();
  const field = page.getByLabel("Type it, or use a hand scanner");
  await field.fill(code);
  await field.press("Enter");
  return verdictOf(page);
}

async function verdictOf(page: Page): Promise<Told> {
  const verdict = page.locator(".verdict");
  await verdict.waitFor({ timeout: 30_000 });
  return {
    verdict: (await verdict.getAttribute("data-verdict")) ?? "",
    basis: await verdict.getAttribute("data-basis"),
    reasons: await verdict
      .locator("[data-reason]")
      .evaluateAll((list) => list.map((item) => item.getAttribute("data-reason") ?? "")),
    text: await verdict.innerText(),
  };
}

const genuine = () => pedigree?.pack("GENUINE");
const changed = (code: string, from: RegExp, to: string) => {
  assert.match(code, from);
  return code.replace(from, to);
};

// name, code, purpose, verdict, basis, first reason
const verdicts: [string, () => string, string, string, string | null, string | undefined][] = [
  ["genuine", genuine, "Patient", "GENUINE", "PROVEN", undefined],
  ["genuine-dispense", genuine, "Dispense", "GENUINE", "PROVEN", undefined],
  ["supplied-patient", () => pedigree.pack("supplied"), "Patient", "GENUINE", "PROVEN", "Supplied"],
  [
    "supplied-dispense",
    () => pedigree.pack("supplied"),
    "Dispense",
    "BLOCKED",
    "PROVEN",
    "AlreadySupplied",
  ],
  ["recalled", () => pedigree.pack("recalled"), "Patient", "BLOCKED", "PROVEN", "Recalled"],
  ["quantity", () => pedigree.pack("lot by quantity"), "Patient", "GENUINE", "PROVEN", "NoSerials"],
  [
    "mismatch",
    () => changed(genuine(), /\(17\)\d{2}/, "(17)39"),
    "Patient",
    "MISMATCH",
    "PROVEN",
    "ExpiryMismatch",
  ],
  [
    "not-registered",
    () => changed(genuine(), /\(21\)[^(]+/, "(21)NEVERMADE00042"),
    "Patient",
    "NOT_REGISTERED",
    "PROVEN",
    "NotFound",
  ],
  [
    "scan-fault",
    () => changed(genuine(), /^\(01\)(\d{13})./, "(01)$1X"),
    "Patient",
    "SCAN_FAULT",
    null,
    "Malformed",
  ],
];

for (const [name, code, purpose, verdict, basis, reason] of verdicts) {
  test(`${name} -> ${verdict} ${basis}`, { skip }, () =>
    look(name, async (page) => {
      const answer = await told(page, code(), purpose);
      assert.deepEqual([answer.verdict, answer.basis], [verdict, basis], answer.text);
      if (reason) assert.equal(answer.reasons[0], reason);
      const spoken = (await page.getByRole("status").textContent()) ?? "";
      const word = (await page.locator(".verdict h2").textContent()) ?? "";
      assert.ok(word !== "" && spoken.startsWith(word), `a screen reader hears: ${spoken}`);
    }),
  );
}

test("a phone's own camera lands on the verdict", { skip }, () =>
  look("landing", async (page) => {
    const [, gtin, serial] = /\(01\)(\d{14}).*\(21\)([^(]+)/.exec(genuine()) ?? [];
    await page.goto(`${pedigree.url}/01/${gtin}/21/${serial}`);
    const answer = await verdictOf(page);
    assert.deepEqual([answer.verdict, answer.basis], ["GENUINE", "PROVEN"], answer.text);
  }),
);

test(
  "the real GS1 symbols, registered late, are judged from their pictures",
  { skip: skip || noPictures },
  async () => {
    const gtin = "09504000059101";
    const lot = "1234567p";
    const product = {
      gtin,
      name: "Example",
      strength: "10 mg",
      form: "tablet",
      pack: "30 tablets",
    };
    await pedigree.order("acme", "register_product", { ...product, substance: "example" });
    await pedigree.order("acme", "register_lot", {
      gtin,
      lot,
      expiry: "2014-11-20",
      serialised: true,
      planned: 1,
    });
    await pedigree.order("acme", "add_serials", { gtin, lot, serials: ["12345678p901"] });
    for (const picture of pictures("gs1")) {
      await look(`photo-${picture.format}`, async (page) => {
        const asked = record(page);
        await page.goto(`${pedigree.url}/scan`);
        await upload(page, picture.file, bytesOf(picture));
        const answer = await verdictOf(page);
        assert.deepEqual(
          [answer.verdict, answer.basis, answer.reasons],
          ["BLOCKED", "PROVEN", ["Expired"]],
          answer.text,
        );
        assert.equal(asked.scans, 0, "the server was asked to read the picture");
      });
    }
  },
);

test("the server reads a picture only when it is told to", { skip }, async () => {
  const page = await browser.newPage();
  const asked = record(page);
  await page.goto(`${pedigree.url}/scan`);
  const blank = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(200, 200);
    canvas.getContext("2d")!.fillRect(0, 0, 200, 200);
    const bytes = await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer();
    return btoa(String.fromCharCode(...new Uint8Array(bytes)));
  });
  await upload(page, "blank.png", Buffer.from(blank, "base64"));
  await page.route("**/scan", (route: Route) =>
    route.fulfill({ json: { codes: [{ text: genuine(), symbology: "All is well" }] } }),
  );
  await page.getByRole("button", { name: "Let the server look" }).click();
  // Which pack is asked about is not the server's to say.
  await page.getByRole("heading", { name: "Compare with the pack", exact: true }).waitFor();
  assert.equal(await page.getByText("All is well").count(), 0);
  await page.unroute("**/scan");
  await upload(page, "blank.png", Buffer.from(blank, "base64"));
  await page.getByRole("button", { name: "Let the server look" }).click();
  await page.getByRole("heading", { name: "No code found", exact: true }).waitFor();
  assert.equal(asked.scans, 2);
  await page.close();
});

test("the start page shows the ledger at work", { skip }, () =>
  look("home", async (page) => {
    await page.goto(pedigree.url);
    await page.locator(".event").first().waitFor();
    await page.getByText("All readers are up to date").waitFor();
    assert.ok((await page.locator(".links a").count()) >= 3, "three lots are linked");
    assert.ok((await page.locator(".event").count()) >= 10, "events are listed");
  }),
);

test("a regulator reads who holds a lot and what happened to it", { skip }, () =>
  look("lot", async (page) => {
    await page.goto(pedigree.url);
    await page.locator(".links a", { hasText: "PAR-0099" }).click();
    await page.locator("#holders tbody tr").first().waitFor();
    await page.locator("#events .event").first().waitFor();
    assert.match(await page.locator("#lot").innerText(), /Paracetol/);
    assert.match(
      await page.locator("#holders").innerText(),
      /Adds up to the 5\s000 packs registered/,
    );
    await page.locator("#events summary").first().click();
    assert.match(await page.locator("#events pre").first().innerText(), /"type": "ObjectEvent"/);
    await page.locator("#events summary").first().click();
  }),
);

test("a lot that nobody registered is said to be unknown", { skip }, () =>
  look("no-lot", async (page) => {
    await page.goto(`${pedigree.url}/lot/09504000100018/NOSUCHLOT`);
    await page.getByText("The ledger knows no such lot").waitFor();
  }),
);

test("a root is compared once; then this device decides by itself", { skip }, async () => {
  for (const viewport of sizes) {
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    for (const time of ["first", "second"]) {
      const answer = await told(page, genuine());
      assert.deepEqual([answer.verdict, answer.basis], ["UNCHECKED", "UNCONFIRMED"], time);
      assert.equal(await page.locator(".verdict.good").count(), 0, time);
    }
    const path = `${screenshots()}ceremony-${viewport.width}.png`;
    await page.screenshot({ path, fullPage: true });
    const { chainId } = JSON.parse(await rootFile(pedigree.url)) as { chainId: string };
    assert.match(await page.locator(".ceremony").innerText(), new RegExp(chainId));
    await page.getByRole("button", { name: "They are the same" }).click();
    await page.locator("[data-verdict=GENUINE][data-basis=PROVEN]").waitFor();
    assert.equal((await told(page, genuine())).basis, "PROVEN");
    await context.close();
  }
});

test("the authority's code of the root is compared by this device", { skip }, async () => {
  const name = createHash("sha256").update(await rootFile(pedigree.url)).digest("hex");
  for (const [code, basis] of [
    [`pedigree-root:${"ab".repeat(32)}`, "UNCONFIRMED"],
    [`]Q1pedigree-root:${name}`, "PROVEN"],
  ] as const) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${pedigree.url}/scan`);
    await page.getByLabel("Type it, or use a hand scanner").fill(code);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /The root is/ }).waitFor();
    assert.equal((await told(page, genuine())).basis, basis);
    await context.close();
  }
});

test("another chain is refused, forgetting asks, and the next chain is announced", { skip }, () =>
  look("other-chain", async (page) => {
    await page.goto(`${pedigree.url}/scan`);
    await page.evaluate(() => {
      const set = "ab".repeat(32);
      const file = `{"chainId":"another-1","height":"0","headerHash":"","validatorsHash":"${set}","indexKey":"${set}"}`;
      localStorage.setItem(
        "pedigree.trust",
        JSON.stringify({ file, since: "2026-01-02T03:04:05Z", confirmed: true }),
      );
    });
    const answer = await told(page, genuine());
    assert.deepEqual([answer.verdict, answer.reasons], ["UNKNOWN", ["OtherChain"]], answer.text);
    await page.getByText("Trust root of 2 January 2026").click();
    await page.screenshot({ path: `${screenshots()}trust-root-${page.viewportSize()?.width}.png` });
    await page.getByRole("button", { name: "Forget this root" }).click();
    await page.getByRole("button", { name: "Keep it" }).click();
    await page.getByRole("button", { name: "Forget this root" }).click();
    await page.getByRole("button", { name: "Forget it", exact: true }).click();
    await page.getByText(/This is another ledger than before: .*, not another-1/).waitFor();
    assert.equal(await page.locator(".verdict").getAttribute("data-verdict"), "UNCHECKED");
    await page.getByRole("button", { name: "They are the same" }).click();
    await page.locator("[data-verdict=GENUINE][data-basis=PROVEN]").waitFor();
  }),
);

test("a developer asks in GraphiQL, which knows the schema", { skip }, async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (line) => line.type() === "error" && errors.push(line.text()));
  await page.goto(`${pedigree.url}/graphql`);
  await page.getByRole("tab", { name: "Network" }).click();
  await page.locator(".graphiql-query-editor", { hasText: "chainId" }).waitFor();
  await page.getByRole("button", { name: /Execute query/ }).click();
  await page.locator(".result-window", { hasText: '"chainId"' }).waitFor();
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await page.getByRole("link", { name: "Query", exact: true }).click();
  await page.getByText("What to think of the pack that carries this code").waitFor();
  await page.screenshot({ path: `${screenshots()}explorer-1280.png` });
  assert.deepEqual(errors, []);
  await page.close();
});

test("a page whose parts do not come says so, and nothing against the medicine", { skip }, () =>
  look("not-loaded", async (page) => {
    await page.route(/\/assets\/scan-.*\.js$/, (route: Route) => route.abort());
    await page.goto(`${pedigree.url}/scan`);
    await page.getByText("This says nothing about the medicine").waitFor();
    await page.unroute(/\/assets\/scan-.*\.js$/);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByLabel("Type it, or use a hand scanner").waitFor();
  }),
);

// The last test: it ends the server under pages that are open.
test(
  "a server that is gone: UNKNOWN, and nothing said against the medicine",
  { skip },
  async () => {
    const pages = await Promise.all(sizes.map((viewport) => browser.newPage({ viewport })));
    const code = pedigree.pack("recalled");
    const field = (page: Page) => page.getByLabel("Type it, or use a hand scanner");
    for (const page of pages) await page.goto(`${pedigree.url}/scan`);
    // A page is loaded before its parts are: without them there is no field to type into.
    for (const page of pages) await field(page).waitFor();
    await pedigree.kill();
    for (const page of pages) {
      await field(page).fill(code);
      await page.keyboard.press("Enter");
      const answer = await verdictOf(page);
      assert.deepEqual([answer.verdict, answer.basis], ["UNKNOWN", null], answer.text);
      assert.match(answer.text, /says nothing about the medicine/i);
      assert.doesNotMatch(answer.text, /fals|fake|counterfeit/i);
      const path = `${screenshots()}unknown-${page.viewportSize()?.width}.png`;
      await page.screenshot({ path, fullPage: true });
      await page.close();
    }
  },
);
