// The reader of codes, off the page's thread: one instance of zxing-cpp, reused. Its
// WebAssembly comes from our own origin and is checked before it runs.

import {
  prepareZXingModule,
  readBarcodes,
  ZXING_WASM_SHA256,
  type ReaderOptions,
  type ReadInputBarcodeFormat,
} from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";
import { attempts, type Attempt } from "./attempts.ts";
import { distinct, type Code } from "./code.ts";

/** A frame is one look at a live picture; a photo is looked at until something is found. */
export type Order =
  | { id: number; kind: "frame"; picture: ImageBitmap }
  | { id: number; kind: "photo"; picture: Blob };

export type Answer = { id: number; codes: Code[]; looks: number } | { id: number; fault: string };

/** What is printed on medicines and their cases. */
const formats: ReadInputBarcodeFormat[] = [
  "DataMatrix",
  "QRCode",
  "MicroQRCode",
  "RMQRCode",
  "Code128",
  "EAN13",
  "EAN8",
  "UPCA",
  "UPCE",
  "ITF14",
  "DataBarOmni",
  "DataBarStk",
  "DataBarStkOmni",
  "DataBarLtd",
  "DataBarExp",
  "DataBarExpStk",
];

const plain: ReaderOptions = { formats, textMode: "Plain", maxNumberOfSymbols: 8 };

let ready: Promise<unknown> | undefined;

/** Loads the reader once. A failed load may be tried again. */
function reader(): Promise<unknown> {
  ready ??= load().catch((error: unknown) => {
    ready = undefined;
    throw error;
  });
  return ready;
}

async function load(): Promise<unknown> {
  const reply = await fetch(wasm);
  if (!reply.ok) throw new Error(`the code reader could not be loaded (${reply.status})`);
  const wasmBinary = await reply.arrayBuffer();
  await check(wasmBinary);
  return prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
}

/** Refuses a reader that is not the one this app was built with. Without a secure
 * context there is no SHA-256 at hand; then it is as trusted as the page itself. */
async function check(bytes: ArrayBuffer): Promise<void> {
  if (!globalThis.crypto?.subtle) return;
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join("");
  if (hex !== ZXING_WASM_SHA256) throw new Error("the code reader was changed on its way");
}

async function read(picture: ImageData, options: ReaderOptions): Promise<Code[]> {
  const found = await readBarcodes(picture, options);
  return found
    .filter((code) => code.isValid && code.text !== "")
    .map((code) => ({
      text: code.symbologyIdentifier + code.text,
      symbology: code.format,
    }));
}

async function readPhoto(photo: Blob): Promise<{ codes: Code[]; looks: number }> {
  const picture = await createImageBitmap(photo);
  try {
    let looks = 0;
    for (const attempt of attempts(picture.width, picture.height)) {
      looks++;
      const codes = await read(draw(picture, attempt), {
        ...plain,
        tryDenoise: attempt.denoise ?? false,
        binarizer: attempt.global ? "GlobalHistogram" : "LocalAverage",
      });
      if (codes.length > 0) return { codes: distinct(codes), looks };
    }
    return { codes: [], looks };
  } finally {
    picture.close();
  }
}

async function readFrame(picture: ImageBitmap): Promise<{ codes: Code[]; looks: number }> {
  try {
    const { width, height } = picture;
    const pixels = draw(picture, { left: 0, top: 0, width, height, scale: 1, turn: 0 });
    return { codes: distinct(await read(pixels, plain)), looks: 1 };
  } finally {
    picture.close();
  }
}

/** Draws a part of a picture on white (transparent labels) with a margin: the quiet
 * zone that a tightly cut picture of a symbol lacks. */
function draw(picture: ImageBitmap, a: Attempt): ImageData {
  const w = Math.max(1, Math.round(a.width * a.scale));
  const h = Math.max(1, Math.round(a.height * a.scale));
  const angle = (a.turn * Math.PI) / 180;
  const margin = Math.round(Math.max(w, h) * 0.03) + 4;
  const sin = Math.abs(Math.sin(angle));
  const cos = Math.abs(Math.cos(angle));
  const width = Math.ceil(w * cos + h * sin) + 2 * margin;
  const height = Math.ceil(w * sin + h * cos) + 2 * margin;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser cannot draw pictures in the background");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingEnabled = a.scale < 1 || a.turn !== 0;
  context.imageSmoothingQuality = "high";
  context.translate(width / 2, height / 2);
  context.rotate(angle);
  context.drawImage(picture, a.left, a.top, a.width, a.height, -w / 2, -h / 2, w, h);
  return context.getImageData(0, 0, width, height);
}

self.addEventListener("message", (event: MessageEvent<Order>) => {
  const order = event.data;
  const work = reader().then(() =>
    order.kind === "photo" ? readPhoto(order.picture) : readFrame(order.picture),
  );
  work.then(
    (found) => postMessage({ id: order.id, ...found } satisfies Answer),
    (error: unknown) =>
      postMessage({
        id: order.id,
        fault: error instanceof Error ? error.message : String(error),
      } satisfies Answer),
  );
});
