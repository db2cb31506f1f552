// How days, moments, numbers and countries are said to people.

const language = "en-GB";

/** A day of the ledger (YYYY-MM-DD, UTC) as "20 November 2014"; other text stays as it is. */
export function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const date = new Date(text + "T00:00:00Z");
  if (Number.isNaN(date.getTime())) return text;
  return new Intl.DateTimeFormat(language, {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  }).format(date);
}

/** The same in few letters: "20 Nov 2014". */
export function shortDay(text: string): string {
  const [date, month, year] = day(text).split(" ");
  return year && month ? `${date} ${month.slice(0, 3)} ${year}` : text;
}

/** A class of recall as authorities write it: 2 is "class II". */
export function recallClass(number: number): string {
  return `class ${"I".repeat(number)}`;
}

/** A text with its days said as people say them. */
export function withDays(text: string): string {
  return text.replace(/\b\d{4}-\d{2}-\d{2}\b/g, day);
}

/** A moment (RFC 3339) in the reader's own time zone, which is named. */
export function moment(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  return new Intl.DateTimeFormat(language, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  }).format(date);
}

/** A decimal string with thin spaces between thousands; the ledger's numbers are 64 bits wide. */
export function count(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** The name of a country from its ISO 3166 code, or the code where it has none. */
export function country(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  try {
    return new Intl.DisplayNames(language, { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** A name of the ledger (register_lot, inTransit, NOT_REGISTERED) in plain small words. */
export function plain(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
}

/** The same with a capital letter. */
export function sentence(name: string): string {
  const words = plain(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
