import { defineConfig } from "vite";

// Everything is served from our own origin under a strict policy (csp.txt), so
// nothing may be inlined as a data: URL, and hashed assets can be kept for ever.
export default defineConfig({
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000, // kB: GraphiQL, for developers only
    rolldownOptions: {
      input: ["index.html", "explorer.html"],
      checks: { moduleLevelDirective: false }, // "use client" in libraries of GraphiQL's
    },
  },
  worker: { format: "es" },
  server: {
    proxy: {
      "/graphql": { target: "http://127.0.0.1:8080", ws: true },
      "/trust.json": "http://127.0.0.1:8080",
    },
  },
});
