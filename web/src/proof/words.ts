// The fingerprint of a trust root in words that people compare and read out: proquints
// (Wilkerson, arXiv 0901.4016), five letters for 16 bits.

const consonants = "bdfghjklmnprstvz",
  vowels = "aiou";

/** Eight words for the first 128 bits of a root's name: nobody finds a second root of them. */
export function wordsOf(name: string): string[] {
  return (name.slice(0, 32).match(/.{4}/g) ?? []).map((digits) => {
    const bits = parseInt(digits, 16);
    const at = (letters: string, shift: number) =>
      letters[(bits >> shift) & (letters.length - 1)] ?? "";
    return (
      at(consonants, 12) + at(vowels, 10) + at(consonants, 6) + at(vowels, 4) + at(consonants, 0)
    );
  });
}
