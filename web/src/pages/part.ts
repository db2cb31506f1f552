// A part of a page that is asked for: it says that it waits, and says why where
// nothing came.

import { button, fill, h } from "../dom.ts";
import { Failure } from "../graphql.ts";

/** Fills a place with what load gives, or with the reason and a way to try again. */
export async function part(place: Element, load: () => Promise<Node[]>): Promise<void> {
  place.setAttribute("aria-busy", "true");
  fill(place, h("p", { class: "quiet waiting" }, "Asking the ledger…"));
  try {
    fill(place, ...(await load()));
  } catch (error) {
    fill(
      place,
      h("p", { class: "fault", role: "alert" }, explain(error)),
      ...(forbidden(error)
        ? []
        : [button("Try again", () => void part(place, load), { class: "second" })]),
    );
  }
  place.removeAttribute("aria-busy");
}

function forbidden(error: unknown): boolean {
  return error instanceof Failure && error.code === "Forbidden";
}

function explain(error: unknown): string {
  if (!(error instanceof Failure)) return "This could not be shown.";
  switch (error.code) {
    case "Offline":
      return "The server could not be reached.";
    case "Timeout":
      return "The server did not answer in time.";
    case "LAGGING":
      return "The server is catching up with the ledger.";
    case "Forbidden":
      return "Here only partners and authorities see this. Anybody may scan a pack.";
    default:
      return `The server could not answer: ${error.message}.`;
  }
}
