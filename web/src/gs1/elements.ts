// Element strings: pairs of application identifier and value (GS1 General Specifications, 7.8).

/** Values of a length that everybody knows need no separator (figure 7.8.5-2). */
const predefined: Record<string, number> = {
  "00": 18,
  "01": 14,
  "02": 14,
  "03": 14,
  "04": 16,
  "11": 6,
  "12": 6,
  "13": 6,
  "14": 6,
  "15": 6,
  "16": 6,
  "17": 6,
  "18": 6,
  "19": 6,
  "20": 2,
  "31": 6,
  "32": 6,
  "33": 6,
  "34": 6,
  "35": 6,
  "36": 6,
  "41": 13,
};

/** Digits of every identifier that starts with these two. */
const identifierDigits: Record<string, number> = {
  "00": 2,
  "01": 2,
  "02": 2,
  "03": 2,
  "10": 2,
  "11": 2,
  "12": 2,
  "13": 2,
  "15": 2,
  "16": 2,
  "17": 2,
  "20": 2,
  "21": 2,
  "22": 2,
  "23": 3,
  "24": 3,
  "25": 3,
  "30": 2,
  "31": 4,
  "32": 4,
  "33": 4,
  "34": 4,
  "35": 4,
  "36": 4,
  "37": 2,
  "39": 4,
  "40": 3,
  "41": 3,
  "42": 3,
  "43": 4,
  "70": 4,
  "71": 3,
  "72": 4,
  "80": 4,
  "81": 4,
  "82": 4,
  "90": 2,
  "91": 2,
  "92": 2,
  "93": 2,
  "94": 2,
  "95": 2,
  "96": 2,
  "97": 2,
  "98": 2,
  "99": 2,
};

const separator = "\x1d";

/** The pairs of an element string, or undefined where it cannot be taken apart for sure. */
export function elements(text: string): [string, string][] | undefined {
  const out: [string, string][] = [];
  let rest = text.startsWith(separator) ? text.slice(1) : text;
  while (rest !== "") {
    const prefix = rest.slice(0, 2);
    const digits = identifierDigits[prefix];
    if (digits === undefined || !/^[0-9]+$/.test(rest.slice(0, digits))) return undefined;
    const ai = rest.slice(0, digits);
    rest = rest.slice(digits);
    const length = predefined[prefix];
    const end = rest.indexOf(separator);
    const value =
      length !== undefined ? rest.slice(0, length) : end < 0 ? rest : rest.slice(0, end);
    if (
      value === "" ||
      value.includes(separator) ||
      (length !== undefined && value.length < length)
    )
      return undefined;
    out.push([ai, value]);
    rest = rest.slice(value.length);
    if (rest.startsWith(separator)) rest = rest.slice(1);
  }
  return out;
}

/** Whether all characters are of GS1's character set 82. */
export function alike(text: string): boolean {
  return /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/.test(text);
}

export function digitsOf(text: string): number[] {
  return [...text].map(Number);
}
