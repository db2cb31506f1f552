// The server's own eyes, asked only when this device found nothing in a photo.

import type { Code } from "./code.ts";
import { distinct } from "./code.ts";

interface Scanned {
  codes?: { text?: unknown }[];
}

/** Sends a photo to be read. Throws where no answer could be had. */
export async function readOnServer(photo: Blob): Promise<Code[]> {
  const body = await slim(photo);
  const reply = await fetch("/scan", {
    method: "POST",
    headers: { "Content-Type": body.type, Accept: "application/json" },
    body,
    signal: AbortSignal.timeout(30_000),
  });
  if (!reply.ok) throw new Error(`the server answered ${reply.status}`);
  const { codes } = (await reply.json()) as Scanned;
  return distinct(
    (codes ?? []).flatMap(({ text }) =>
      typeof text === "string" && text !== "" ? [{ text, symbology: "Code" }] : [],
    ),
  );
}

const sideLimit = 2400;

/** The photo as a JPEG of bounded size: any format that this browser knows, without the
 * place and time that cameras write into their files. */
async function slim(photo: Blob): Promise<Blob> {
  const picture = await createImageBitmap(photo);
  const scale = Math.min(1, sideLimit / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(
    Math.ceil(picture.width * scale),
    Math.ceil(picture.height * scale),
  );
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser cannot draw pictures");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
}
