// The trust root that this device checks by: compared once with the authority's, shown ever
// after, and never dropped by one click.

import { button, fill, h } from "../dom.ts";
import { day } from "../format.ts";
import type { Pin } from "../proof/pin.ts";
import { wordsOf } from "../proof/words.ts";

export interface RootActs {
  confirm: (name: string) => void;
  forget: () => void;
}

/** Asks to compare a root that nobody has compared. */
export function ceremony(root: Pin, acts: RootActs): HTMLElement {
  return h(
    "section",
    { class: "ceremony", "aria-labelledby": "ceremony" },
    h("h3", { id: "ceremony" }, "Compare once, then this device decides by itself"),
    root.former !== null && root.former !== root.trust.chainID
      ? h(
          "p",
          { class: "alarm", role: "alert" },
          `This is another ledger than before: ${root.trust.chainID}, not ${root.former}.`,
        )
      : null,
    h(
      "p",
      {},
      `This server says that these words stand for the ledger ${root.trust.chainID}. Compare them ` +
        "with those that the medicines authority publishes, or that stand in the terminal where " +
        "the server was started:",
    ),
    fingerprint(root),
    h(
      "div",
      { class: "acts" },
      button("They are the same", () => acts.confirm(root.name), { class: "first" }),
      forgetting("They differ", acts.forget),
    ),
    h(
      "p",
      { class: "quiet" },
      "You may also scan the authority's code of the root with this page: then the device compares.",
    ),
  );
}

/** The root by which this device checks, and the way to drop it. */
export function rootFold(root: Pin, acts: RootActs): HTMLElement {
  return h(
    "details",
    { class: "root" },
    h("summary", {}, `Trust root of ${day(root.since.slice(0, 10))}`),
    h(
      "p",
      { class: "quiet" },
      `Ledger ${root.trust.chainID}. ` +
        (root.confirmed
          ? "A person compared this root on this device; every proof is held against it."
          : "Nobody has compared this root yet."),
    ),
    fingerprint(root),
    forgetting("Forget this root", acts.forget),
  );
}

/** A button that asks before it forgets. */
export function forgetting(label: string, forget: () => void): HTMLElement {
  const place = h("div", { class: "forgetting" });
  const start = () =>
    fill(
      place,
      button(
        label,
        () =>
          fill(
            place,
            h(
              "p",
              { role: "alert" },
              "Without this root the device trusts nothing, and takes the next root from the " +
                "server. Forget it only if you know that the ledger was made anew, or that this " +
                "root is wrong.",
            ),
            button("Forget it", forget, { class: "second danger" }),
            button("Keep it", start, { class: "second" }),
          ),
        { class: "second" },
      ),
    );
  start();
  return place;
}

function fingerprint({ name }: Pin): HTMLElement {
  return h(
    "div",
    { class: "fingerprint" },
    h("p", { class: "proquints" }, wordsOf(name).join(" ")),
    h("code", { class: "raw" }, name.replace(/(....)(?=.)/g, "$1 ")),
  );
}
