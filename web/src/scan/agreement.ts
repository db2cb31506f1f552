// A live picture is only believed when two looks at it say the same: a single frame
// may show half a symbol, or the neighbour's pack at the edge.

import type { Code } from "./code.ts";

export class Agreement {
  #last = "";

  /** Takes what one frame showed. Gives the codes once two frames with codes in them
   * agree on all of them; frames without a code neither help nor hurt. */
  offer(codes: Code[]): Code[] | undefined {
    if (codes.length === 0) return undefined;
    const texts = JSON.stringify(codes.map(({ text }) => text).sort());
    if (texts === this.#last) {
      this.#last = "";
      return codes;
    }
    this.#last = texts;
    return undefined;
  }
}
