// A part of a page that is asked for: it says that it waits, and says why where
// nothing came.

import { button, fill, h } from "../dom.ts";
import { Failure } from "../graphql.ts";
import { causes } from "../words.ts";

/** Fills a place with what load gives, or with the reason and a way to try again. What the
 * server tells is marked as its word; a part of a place that is marked needs no mark. */
export async function part(
  place: HTMLElement,
  load: () => Promise<Node[]>,
  mark = true,
): Promise<void> {
  place.setAttribute("aria-busy", "true");
  fill(place, h("p", { class: "quiet waiting" }, "Asking the ledger…"));
  try {
    fill(place, ...(await load()), mark && unproven(place));
  } catch (error) {
    fill(
      place,
      h("p", { class: "fault", role: "alert" }, explain(error)),
      ...(forbidden(error)
        ? []
        : [button("Try again", () => void part(place, load, mark), { class: "second" })]),
    );
  }
  place.removeAttribute("aria-busy");
}

function forbidden(error: unknown): boolean {
  return error instanceof Failure && error.code === "Forbidden";
}

function explain(error: unknown): string {
  if (!(error instanceof Failure)) return "This could not be shown.";
  if (error.code === "Forbidden")
    return "Here only partners and authorities see this. Anybody may scan a pack.";
  const { text } = causes[Object.hasOwn(causes, error.code) ? error.code : "Unavailable"]!;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Marks a place as the server's word, and gives the line that says so. */
export function unproven(place: HTMLElement): HTMLElement {
  place.dataset.word = "server";
  return h("p", { class: "word quiet" }, "As the server reports it. This device did not check it.");
}
