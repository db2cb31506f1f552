// The page in dev from which a developer asks: GraphiQL, one tab for each example.

import "graphiql/style.css";
import "./explorer.css";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { alone, example } from "./example.ts";

const url = new URL("/graphql", location.href);
const socket = new URL(url);
socket.protocol = url.protocol.replace("http", "ws");

const files = import.meta.glob<string>("./examples/*.graphql", {
  query: "?raw",
  import: "default",
  eager: true,
});

const fetcher = createGraphiQLFetcher({ url: url.href, subscriptionUrl: socket.href });

const page = document.getElementById("explorer");
if (page) {
  createRoot(page).render(
    createElement(GraphiQL, {
      // Just after a tab was changed GraphiQL still names the operation of the one before.
      fetcher: (asked, options) =>
        fetcher(alone(asked.query) ? { ...asked, operationName: null } : asked, options),
      defaultTabs: Object.entries(files).map(([, text]) => example(text)),
      defaultHeaders: '{"Authorization": ""}',
    }),
  );
}
