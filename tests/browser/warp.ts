// Makes a photo of a clean label, as a hand-held camera would: perspective, blur, or
// turn and noise. Drawn in the browser, from a seed, so that a failure can be repeated.

import type { Page } from "playwright-core";

export const warps = ["perspective", "blur", "noise"] as const;
export type Warp = (typeof warps)[number];

/** A PNG of the picture, warped. */
export async function warp(page: Page, png: Buffer, kind: Warp, seed: number): Promise<Buffer> {
  const encoded = await page.evaluate(draw, { png: png.toString("base64"), kind, seed });
  return Buffer.from(encoded, "base64");
}

/** Runs in the page. */
async function draw({
  png,
  kind,
  seed,
}: {
  png: string;
  kind: Warp;
  seed: number;
}): Promise<string> {
  const random = () => {
    // mulberry32
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
  const label = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const pixels = (
    width: number,
    height: number,
    paint: (c: OffscreenCanvasRenderingContext2D) => void,
  ) => {
    const context = new OffscreenCanvas(width, height).getContext("2d");
    if (!context) throw new Error("no canvas");
    context.fillStyle = "#d8d4cc"; // a table
    context.fillRect(0, 0, width, height);
    paint(context);
    return context;
  };
  const size = 420;
  const card = pixels(size, size, (c) => {
    // the label on its white card
    c.fillStyle = "#fff";
    c.fillRect(0, 0, size, size);
    c.imageSmoothingEnabled = false;
    c.drawImage(label, 30, 30, size - 60, size - 60);
  });
  const turn = (random() - 0.5) * 0.7;
  const photo = pixels(900, 700, (c) => {
    if (kind === "blur") c.filter = "blur(2.2px)";
    c.translate(450 + (random() - 0.5) * 80, 350 + (random() - 0.5) * 60);
    if (kind !== "perspective") c.rotate(kind === "noise" ? turn + 0.35 : turn * 0.3);
    if (kind !== "perspective") c.drawImage(card.canvas, -size / 2, -size / 2);
  });
  if (kind === "perspective") tilt();
  if (kind === "noise") grain();
  const blob = await photo.canvas.convertToBlob({ type: "image/png" });
  const out = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (const byte of out) text += String.fromCharCode(byte);
  return btoa(text);

  /** Looks at the card from the side: lines that met the eye squarely run together. */
  function tilt(): void {
    const from = card.getImageData(0, 0, size, size);
    const to = photo.getImageData(0, 0, 900, 700);
    const lean = 0.0007 + random() * 0.0004;
    const nod = (random() - 0.5) * 0.0006;
    const sin = Math.sin(turn * 0.5);
    const cos = Math.cos(turn * 0.5);
    for (let y = 0; y < 700; y++) {
      for (let x = 0; x < 900; x++) {
        const w = 1 - lean * (x - 450) - nod * (y - 350);
        const dx = (x - 450) / w;
        const dy = (y - 350) / w;
        const u = Math.round(cos * dx + sin * dy + size / 2);
        const v = Math.round(cos * dy - sin * dx + size / 2);
        if (u < 0 || v < 0 || u >= size || v >= size) continue;
        for (let k = 0; k < 3; k++)
          to.data[4 * (900 * y + x) + k] = from.data[4 * (size * v + u) + k]!;
      }
    }
    photo.putImageData(to, 0, 0);
  }

  /** Low light: weak contrast and a noisy sensor. */
  function grain(): void {
    const image = photo.getImageData(0, 0, 900, 700);
    for (let i = 0; i < image.data.length; i += 4) {
      const noise = (random() + random() + random() - 1.5) * 70;
      for (let k = 0; k < 3; k++) image.data[i + k] = 50 + image.data[i + k]! * 0.6 + noise;
    }
    photo.putImageData(image, 0, 0);
  }
}
