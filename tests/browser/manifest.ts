// The shared pictures of codes and what they say.

import { existsSync, readFileSync } from "node:fs";
import { vectors } from "./places.ts";

export interface Picture {
  file: string;
  format: string;
  text: string;
}

/** Why tests on shared pictures are left out, or false. */
export const missing = !existsSync(vectors) && "the shared pictures of codes are not here";

/** Pictures whose truth is text; `folder` is gs1 or zxing. */
export function pictures(folder: "gs1" | "zxing"): Picture[] {
  return readFileSync(vectors + "manifest.jsonl", "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Partial<Picture>)
    .filter((p): p is Picture => p.file?.startsWith(folder + "/") === true && p.text !== undefined);
}

export const bytesOf = (picture: Picture): Buffer => readFileSync(vectors + picture.file);
