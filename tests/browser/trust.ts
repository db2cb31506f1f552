// The trust root of the program under test, as a person would have compared it before.

import type { Page } from "playwright-core";

/** The server's trust root file. */
export async function rootFile(url: string): Promise<string> {
  return (await fetch(`${url}/trust.json`)).text();
}

/** Makes a page begin with the root that its device has compared, unless it keeps another. */
export async function trusting(page: Page, url: string): Promise<void> {
  const kept = { file: await rootFile(url), since: new Date().toISOString(), confirmed: true };
  await page.addInitScript((text) => {
    if (localStorage.getItem("pedigree.trust") === null) {
      localStorage.setItem("pedigree.trust", text);
    }
  }, JSON.stringify(kept));
}
