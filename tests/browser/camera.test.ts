// The live camera, from the film of a pack held before it: opened, read in two equal
// looks, and switched off again.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { record } from "./asked.ts";
import { launch, missing as noChromium } from "./chromium.ts";
import { serveFiles, type Files } from "./files.ts";
import { bytesOf, missing as noPictures, pictures } from "./manifest.ts";
import { screenshots } from "./places.ts";

const skip = noChromium || noPictures;
const width = 1280;
const height = 720;
let folder: string;
let browser: Browser;
let files: Files;

before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "pedigree-camera-"));
  const film = join(folder, "pack.y4m");
  const studio = await launch();
  writeFileSync(film, await shoot(await studio.newPage()));
  await studio.close();
  [browser, files] = await Promise.all([
    launch(
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-video-capture=${film}`,
    ),
    serveFiles(),
  ]);
});

after(async () => {
  await browser?.close();
  files?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** A short film (YUV4MPEG2, 4:2:0): two frames of a table, then the GS1 DataMatrix. */
async function shoot(page: Page): Promise<Buffer> {
  const symbol = pictures("gs1").find(({ format }) => format === "DataMatrix");
  assert.ok(symbol);
  const luma = await page.evaluate(
    async ({ png, width, height }) => {
      const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(width, height).getContext("2d")!;
      context.fillStyle = "#b9b4aa";
      context.fillRect(0, 0, width, height);
      context.translate(width / 2 + 20, height / 2 - 15);
      context.rotate(0.21);
      context.fillStyle = "#fff";
      context.fillRect(-190, -190, 380, 380);
      context.imageSmoothingEnabled = false;
      context.drawImage(bitmap, -150, -150, 300, 300);
      const { data } = context.getImageData(0, 0, width, height);
      let text = "";
      for (let i = 0; i < data.length; i += 4) text += String.fromCharCode(data[i]!);
      return btoa(text);
    },
    { png: bytesOf(symbol).toString("base64"), width, height },
  );
  const grey = Buffer.alloc((width * height) / 2, 128);
  const frame = (y: Buffer) => Buffer.concat([Buffer.from("FRAME\n"), y, grey]);
  const table = frame(Buffer.alloc(width * height, 180));
  const pack = frame(Buffer.from(luma, "base64"));
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`),
    table,
    table,
    pack,
    pack,
    pack,
    pack,
  ]);
}

test("reads a pack held before the camera, then switches the camera off", { skip }, async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  const asked = record(page);
  await page.goto(`${files.url}/scan`);
  await page.getByRole("button", { name: "Use the camera" }).click();
  await page.getByRole("button", { name: "Stop" }).waitFor();
  await page.screenshot({ path: screenshots() + "camera-360.png" });
  await page.locator(".verdict").waitFor({ timeout: 30_000 });
  const symbol = pictures("gs1").find(({ format }) => format === "DataMatrix");
  assert.deepEqual(asked.codes, [`]d2${symbol?.text}`]);
  assert.equal(asked.scans, 0);
  assert.equal(await page.evaluate(() => document.querySelector("video")?.srcObject ?? null), null);
});

test("says what to do where the camera is refused", { skip }, async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException("", "NotAllowedError"));
  });
  await page.goto(`${files.url}/scan`);
  await page.getByRole("button", { name: "Use the camera" }).click();
  await page.getByText("The camera was not allowed").waitFor();
});
