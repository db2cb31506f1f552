// Check digits, check characters and company prefixes (GS1 General Specifications, 7.9).

import { lists } from "./table.ts";
import { isCharset82 } from "./text.ts";

/** The check digit of a numeric key whose digits but the last are body. */
export function checkDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    sum += Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 3 : 1);
  }
  return String((10 - (sum % 10)) % 10);
}

export function csum(s: string): boolean {
  return /^[0-9]+$/.test(s) && s.endsWith(checkDigit(s.slice(0, -1)));
}

// Positions of characters in these texts are their values.
const pairValues =
  `!"%&'()*+,-./0123456789:;<=>?` + "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
const pairDigits = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** The pair of check characters of a GMN: values weighted with ascending primes from the
 * right, modulo 1021. */
export function csumalpha(s: string): boolean {
  if (s.length < 2 || s.length > 99) return false;
  const body = s.slice(0, -2);
  if (!isCharset82(body)) return false;
  let sum = 0,
    prime = 1;
  for (let i = body.length - 1; i >= 0; i--) {
    prime = nextPrime(prime);
    sum += prime * pairValues.indexOf(body[i] ?? "");
  }
  sum %= 1021;
  return s.slice(-2) === `${pairDigits[sum >> 5]}${pairDigits[sum & 31]}`;
}

function nextPrime(n: number): number {
  for (;;) {
    n++;
    let prime = true;
    for (let d = 2; d * d <= n && prime; d++) prime = n % d !== 0;
    if (prime) return n;
  }
}

/** Whether a company prefix, of four digits at least, can start after skip characters. */
export function gcp(skip: number): (s: string) => boolean {
  return (s) => /^[0-9]{4}/.test(s.slice(Math.min(skip, s.length)));
}

/** Country, characters and check of an account number (ISO 13616-1, ISO 7064 mod 97-10). */
export function iban(s: string): boolean {
  const country = s.slice(0, 2);
  if (s.length <= 10 || s.length > 34 || !/^[0-9A-Z]*$/.test(s)) return false;
  if (!` ${lists.countriesAlpha2}`.includes(` ${country} `)) return false;
  let sum = 0;
  for (const c of s.slice(4) + s.slice(0, 4)) {
    const value = c <= "9" ? Number(c) : c.charCodeAt(0) - 55;
    sum = (sum * (c <= "9" ? 10 : 100) + value) % 97;
  }
  return sum === 1;
}
