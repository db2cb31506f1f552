// A code as it was read: what is sent to be judged.

/** GS ends an element of variable length (GS1 General Specifications, 7.8.3). */
export const GS = "\x1d";

export interface Code {
  /** What a hand scanner sends: symbology identifier (ISO/IEC 15424), content, GS as 0x1D. */
  text: string;
  /** Name of the symbology for people, such as "DataMatrix". */
  symbology: string;
}

/** Each distinct text once, in the order found. */
export function distinct(codes: Code[]): Code[] {
  const seen = new Set<string>();
  return codes.filter(({ text }) => !seen.has(text) && seen.add(text));
}

/** The picture of GS in a line of text. */
const picture = "\u241d";

/** Text as typed or sent by a hand scanner, with each known spelling of GS made the
 * byte itself. `^` is outside GS1's character set 82, so `^]` can only be a separator. */
export function fromKeys(typed: string): string {
  return typed
    .replaceAll(picture, GS)
    .replaceAll("^]", GS)
    .replace(/^[\r\n\t ]+|[\r\n\t ]+$/g, "");
}

/** The name of a trust root in a code that an authority publishes for comparison. */
export function rootCode(text: string): string | undefined {
  return /^(?:\][A-Za-z]\d)?pedigree-root:([0-9a-f]{64})$/.exec(text)?.[1];
}

/** A code with its separators made visible. */
export function visible(text: string): string {
  return text.replaceAll(GS, picture);
}
