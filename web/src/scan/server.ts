// The server's own eyes, asked only when this device found nothing in a photo.

import type { Code } from "./code.ts";
import { distinct } from "./code.ts";

interface Scanned { codes?: { text?: unknown; symbology?: unknown }[] }

/** Sends a photo to be read. Throws where no answer could be had. */
export async function readOnServer(photo: Blob): Promise<Code[]> {
  const reply = await fetch("/scan", {
    method: "POST",
    headers: { "Content-Type": photo.type || "application/octet-stream", Accept: "application/json" },
    body: photo,
    signal: AbortSignal.timeout(30_000),
  });
  if (!reply.ok) throw new Error(`the server answered ${reply.status}`);
  const { codes } = await reply.json() as Scanned;
  return distinct((codes ?? []).flatMap(({ text, symbology }) =>
    typeof text === "string" && text !== "" ? [{ text, symbology: String(symbology ?? "") }] : []));
}
