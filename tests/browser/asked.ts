// What a page asked the server, as the browser saw it go out.

import type { Page } from "playwright-core";

export interface Asked {
  codes: string[];
  scans: number;
}

/** Records the codes that the page sends to be judged, and photos it sends to be read. */
export function record(page: Page): Asked {
  const asked: Asked = { codes: [], scans: 0 };
  page.on("request", (request) => {
    if (request.method() !== "POST") return;
    const { pathname } = new URL(request.url());
    if (pathname === "/scan") asked.scans++;
    const code: unknown =
      pathname === "/graphql" ? request.postDataJSON()?.variables?.code : undefined;
    if (typeof code === "string") asked.codes.push(code);
  });
  return asked;
}

/** Uploads a picture as a person would. */
export async function upload(
  page: Page,
  name: string,
  picture: Buffer,
  mimeType = "image/png",
): Promise<void> {
  await page.locator("input[type=file]").last().setInputFiles({ name, mimeType, buffer: picture });
}
