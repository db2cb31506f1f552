// Serves the built pages and nothing else: decoding needs no ledger. It stands in for
// no part of ours, it answers 404 to every question and records that it was asked.

import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import type { AddressInfo } from "node:net";
import { dist, policy } from "./places.ts";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

export interface Files {
  url: string;
  asked: string[];
  close(): void;
}

export async function serveFiles(): Promise<Files> {
  const asked: string[] = [];
  const csp = readFileSync(policy, "utf8").trim();
  const server: Server = createServer((request, response) => {
    void (async () => {
      const path = new URL(request.url ?? "/", "http://localhost").pathname;
      if (request.method !== "GET") asked.push(`${request.method} ${path}`);
      const page = path === "/" || path === "/scan" || path.startsWith("/lot/");
      const name = page ? "index.html" : normalize(path).replace(/^(\.\.[/\\])+/, "");
      const body =
        request.method === "GET"
          ? await readFile(join(dist, name)).catch(() => undefined)
          : undefined;
      response.writeHead(body ? 200 : 404, {
        "Content-Type": types[extname(name)] ?? "text/plain",
        "Content-Security-Policy": csp,
      });
      response.end(body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
}
