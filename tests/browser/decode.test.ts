// The page reads codes itself: shared symbols, warps of them, and photos, in the worker,
// without the server. A picture without a code is the only thing the server is offered.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { record, upload, type Asked } from "./asked.ts";
import { launch, missing as noChromium } from "./chromium.ts";
import { serveFiles, type Files } from "./files.ts";
import { bytesOf, missing as noPictures, pictures, type Picture } from "./manifest.ts";
import { warp, warps } from "./warp.ts";

const skip = noChromium || noPictures;
let browser: Browser;
let files: Files;
let page: Page;
let asked: Asked;
let complaints: string[] = [];

before(async () => {
  if (skip) return;
  [browser, files] = await Promise.all([launch(), serveFiles()]);
  page = await browser.newPage();
  page.on("console", (m) => {
    if (m.type() === "error" && !m.text().includes("404")) complaints.push(m.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  asked = record(page);
  await page.goto(`${files.url}/scan`);
});

after(async () => {
  await browser?.close();
  files?.close();
});

/** What the page made of a picture: the code that it judged, asked for or not, or nothing. */
async function read(name: string, picture: Buffer): Promise<string | undefined> {
  asked.codes.length = 0;
  await page.locator(".answer").evaluate((answer) => answer.replaceChildren());
  await upload(page, name, picture);
  const done = page.locator(".verdict, .nothing, .choice, .notice:not(.busy)").first();
  await done.waitFor({ timeout: 30_000 });
  const choice = page.locator(".choice .option");
  if ((await choice.count()) > 0)
    return (await choice.locator(".raw").allTextContents()).join(" or ");
  const verdict = page.locator(".verdict");
  return (await verdict.count()) > 0 ? ((await verdict.getAttribute("data-code")) ?? undefined) : undefined;
}

const content = (code: string | undefined) => code?.replace(/^\][A-Za-z]\d/, "");

test("reads the shared GS1 symbols and three warps of each in the worker", { skip }, async () => {
  const shared = pictures("gs1") as (Picture & { symbology_identifier: string })[];
  assert.ok(shared.length >= 2, "two real GS1 symbols");
  let passed = 0;
  for (const picture of shared) {
    const expected = picture.symbology_identifier + picture.text;
    const clean = bytesOf(picture);
    assert.equal(await read(picture.file, clean), expected, picture.file);
    passed++;
    for (const [seed, kind] of warps.entries()) {
      const photo = await warp(page, clean, kind, seed + 1);
      assert.equal(
        await read(`${kind}.png`, photo),
        expected,
        `${picture.file}, ${kind}, seed ${seed + 1}`,
      );
      passed++;
    }
  }
  assert.equal(asked.scans, 0, "the server was asked to read a picture");
  console.log(`gs1 symbols and warps: ${passed}/${4 * shared.length} read by the worker`);
});

test("reads photos of codes, and never reads a wrong text", { skip }, async () => {
  const sample = pictures("zxing").filter((_, i) => i % 3 === 0);
  const wrong: string[] = [];
  const unread: string[] = [];
  for (const picture of sample) {
    const code = content(await read(picture.file, bytesOf(picture)));
    if (code === undefined) unread.push(picture.file);
    else if (code !== picture.text) wrong.push(`${picture.file}: ${code}`);
  }
  const passed = sample.length - wrong.length - unread.length;
  console.log(
    `zxing photos: ${passed}/${sample.length} read; not read: ${unread.join(", ") || "none"}`,
  );
  assert.deepEqual(wrong, []);
  assert.ok(passed >= sample.length * 0.93, "more than seven in a hundred were not read");
  assert.equal(asked.scans, 0, "the server was asked to read a picture");
});

test(
  "offers the server a picture without a code, and asks only when told to",
  { skip },
  async () => {
    const blank = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(300, 300);
      const context = canvas.getContext("2d")!;
      context.fillStyle = "#8a9";
      context.fillRect(0, 0, 300, 300);
      const bytes = new Uint8Array(
        await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer(),
      );
      return btoa(String.fromCharCode(...bytes));
    });
    assert.equal(await read("blank.png", Buffer.from(blank, "base64")), undefined);
    assert.equal(asked.scans, 0);
    await page.getByRole("button", { name: "Let the server look" }).click();
    await page.getByRole("heading", { name: "The server could not look" }).waitFor();
    assert.equal(asked.scans, 1);
  },
);

test("says so when a file is no picture", { skip }, async () => {
  await upload(page, "x.png", Buffer.from("not a picture"));
  await page.getByRole("heading", { name: "could not be opened" }).waitFor();
});

test("asks which code is meant when two are in the picture", { skip }, async () => {
  const [one, two] = pictures("zxing").filter(({ file }) =>
    /qrcode-1\/1\.png|datamatrix-1\/C40/.test(file),
  );
  assert.ok(one && two);
  const both = await page.evaluate(
    async (pngs) => {
      const canvas = new OffscreenCanvas(1400, 700);
      const context = canvas.getContext("2d")!;
      context.fillStyle = "#fff";
      context.fillRect(0, 0, 1400, 700);
      for (const [i, png] of pngs.entries()) {
        const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes]));
        const scale = 600 / Math.max(bitmap.width, bitmap.height);
        context.drawImage(bitmap, 50 + 700 * i, 50, bitmap.width * scale, bitmap.height * scale);
      }
      const out = new Uint8Array(
        await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer(),
      );
      let text = "";
      for (const byte of out) text += String.fromCharCode(byte);
      return btoa(text);
    },
    [bytesOf(one).toString("base64"), bytesOf(two).toString("base64")],
  );
  const seen = await read("both.png", Buffer.from(both, "base64"));
  assert.ok(seen?.includes(one.text) && seen.includes(two.text), `chose between: ${seen}`);
  assert.equal(asked.codes.length, 0, "the page guessed");
  await page.locator(".choice .option").first().click();
  // Neither is a medicine's code: the page says so by itself, and asks nobody.
  const chosen = await page.locator(".verdict").getAttribute("data-code");
  assert.ok(chosen && [one.text, two.text].includes(content(chosen)!), `judged: ${chosen}`);
  assert.equal(asked.codes.length, 0);
});

test(
  "keeps the separator of a hand scanner, as control character, as ^] and as Control-]",
  { skip },
  async () => {
    const wanted = "010950400005910121A1\x1d10B2";
    const field = page.getByLabel("Type it, or use a hand scanner");
    for (const [way, type] of [
      ["^]", () => field.fill("010950400005910121A1^]10B2")],
      ["0x1d", () => field.fill("010950400005910121A1\x1d10B2")],
      [
        "Control-]",
        async () => {
          await field.fill("");
          await field.pressSequentially("010950400005910121A1");
          await page.keyboard.press("Control+BracketRight");
          await page.keyboard.type("10B2");
        },
      ],
    ] as const) {
      asked.codes.length = 0;
      await type();
      await field.press("Enter");
      await page.locator(".verdict").waitFor();
      assert.deepEqual(asked.codes, [wanted], way);
    }
  },
);

test("a key typed while nothing has the focus goes into the field", { skip }, async () => {
  asked.codes.length = 0;
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.type("0195040");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("[data-code='0195040']"));
  assert.deepEqual(asked.codes, [], "the server was asked about a code that the page does not read");
});

test("runs under its own content policy without a complaint", { skip }, () => {
  assert.deepEqual(complaints, []);
});
