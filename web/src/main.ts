// Which page an address means.

import "./style/index.css";

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
if (main) void route(main);
