// Which page an address means.

import "./style/index.css";
import { button, fill, h } from "./dom.ts";

async function route(main: HTMLElement): Promise<void> {
  const { pathname } = location;
  const page = pathname === "/" ? "home" : pathname.startsWith("/lot/") ? "lot" : "scan";
  document.body.dataset.page = page;
  document.querySelector(`nav [data-page="${page}"]`)?.setAttribute("aria-current", "page");
  switch (page) {
    case "home":
      return (await import("./pages/home.ts")).show(main);
    case "lot":
      return (await import("./pages/lot.ts")).show(main);
    case "scan":
      return (await import("./pages/scan.ts")).show(main);
  }
}

const main = document.getElementById("main");
if (main) route(main).catch(() => unloaded(main));

/** The connection broke between the page and its parts: said, never a blank page. */
function unloaded(main: HTMLElement): void {
  fill(
    main,
    h("h1", {}, "This page did not load in full"),
    h("p", {}, "Check the connection and try again. This says nothing about the medicine."),
    button("Try again", () => location.reload(), { class: "second" }),
  );
}
