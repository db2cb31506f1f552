// Where things are. Compiled tests run from web/.tests/browser.

import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export const root = here("../../../");
export const dist = here("../../dist/");
export const policy = here("../../csp.txt");
export const vectors = here("../../../../shared/vectors/barcodes/");

/** Pictures of the pages, for people to look at; never committed. */
export function screenshots(): string {
  const folder = here("../../screenshots/");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The binary under test: PEDIGREE_BIN, or what `make build` leaves. */
export const binary = [process.env.PEDIGREE_BIN, `${root}bin/pedigree`, `${root}pedigree`].find(
  (path) => path !== undefined && existsSync(path),
);
