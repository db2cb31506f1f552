// A real browser for the tests: the Chromium of this machine, driven by Playwright.

import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where the Chromium is: CHROMIUM, or a usual place. */
export const executable = process.env.CHROMIUM ?? usual.find((path) => existsSync(path));

/** Why tests are left out, or false. */
export const missing =
  executable === undefined && "no Chromium: set CHROMIUM to one, or install chromium";

/** Starts it; more flags may be given. */
export function launch(...flags: string[]): Promise<Browser> {
  if (!executable) throw new Error("no Chromium");
  return chromium.launch({
    executablePath: executable,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...flags,
    ],
  });
}
