// What the elements of one label owe to each other (GS1 General Specifications, 4.15).

import { lookupEntry } from "./ai.ts";
import type { Element } from "./elements.ts";

/** No AI twice with different values, none that exclude each other, each with those that it
 * needs. */
export function areAssociated(elements: Element[]): boolean {
  return (
    !elements.some(([ai, value], i) =>
      elements.slice(0, i).some(([other, said]) => other === ai && said !== value),
    ) &&
    elements.every(([ai]) => {
      const entry = lookupEntry(ai);
      return (
        !entry ||
        (!entry.excludes.some((pattern) => has(elements, pattern, ai)) &&
          entry.requires.every((groups) =>
            groups.some((group) => group.every((pattern) => has(elements, pattern, ai))),
          ))
      );
    }) &&
    isSignable(elements)
  );
}

/** A key that AI (8030) signs is serialised: a signature of a class would hold for every
 * copy (3.9.16). */
function isSignable(elements: Element[]): boolean {
  const unserialised: Record<string, number> = { "253": 13, "255": 13, "8003": 14 };
  return (
    !has(elements, "8030") ||
    elements.every(([ai, value]) => value.length > (unserialised[ai] ?? -1))
  );
}

/** Whether an AI fits a pattern, in which n is any digit after the first; an AI does not
 * exclude itself. */
export function has(elements: Element[], pattern: string, ignore = ""): boolean {
  return elements.some(
    ([ai]) =>
      ai !== ignore &&
      ai.length === pattern.length &&
      !pattern.startsWith("n") &&
      [...pattern].every((c, i) => c === "n" || c === ai[i]),
  );
}
