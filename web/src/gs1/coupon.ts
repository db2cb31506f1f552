// North American coupons carry numbers with a leading digit that tells their length. No
// medicine has one, but a label that does is read to its end like any other.

import { yymmdd } from "./lint.ts";

/** Reads such a number from left to right; after the first fault nothing more is good. */
class Coupon {
  #at = 0;
  #bad = false;

  constructor(private readonly text: string) {}

  /** A digit that must be among allowed. */
  one(allowed: string): number {
    const digit = this.text[this.#at];
    if (this.#bad || digit === undefined || !allowed.includes(digit)) {
      this.#bad = true;
      return 0;
    }
    this.#at++;
    return Number(digit);
  }

  skip(digits: number): void {
    if (this.#bad || this.text.length - this.#at < digits) this.#bad = true;
    else this.#at += digits;
  }

  /** A length digit among allowed, then that many digits and more. */
  sized(allowed: string, more: number): void {
    const length = this.one(allowed);
    if (!this.#bad) this.skip(length + more);
  }

  /** Starts the optional field of that number if it comes next. */
  optional(field: string): boolean {
    if (this.#bad || this.text[this.#at] !== field) return false;
    this.#at++;
    return true;
  }

  date(): string {
    const start = this.#at;
    this.skip(6);
    if (this.#bad) return "";
    const day = this.text.slice(start, this.#at);
    this.#bad = !yymmdd(day);
    return day;
  }

  fail(wrong: boolean): void {
    this.#bad ||= wrong;
  }

  get isWhole(): boolean {
    return !this.#bad && this.#at === this.text.length;
  }
}

const anyDigit = "0123456789";

/** AI (8110), North American Coupon Application Guideline. */
export function couponcode(s: string): boolean {
  if (!/^[0-9]*$/.test(s)) return false;
  const c = new Coupon(s);
  c.sized("0123456", 6); // company prefix
  c.skip(6); // offer code
  c.sized("12345", 0); // save value
  purchase(c);
  if (c.optional("1")) {
    c.one("0123");
    purchase(c);
    company(c);
  }
  if (c.optional("2")) {
    purchase(c);
    company(c);
  }
  const expiry = c.optional("3") ? c.date() : "";
  if (c.optional("4")) {
    const start = c.date();
    c.fail(expiry !== "" && expiry < start);
  }
  if (c.optional("5")) c.sized(anyDigit, 6); // serial number
  if (c.optional("6")) c.sized("1234567", 6); // retailer
  if (c.optional("9")) for (const allowed of ["01256", "012", anyDigit, "01"]) c.one(allowed);
  return c.isWhole;
}

/** Requirement, requirement code and family code. */
function purchase(c: Coupon): void {
  c.sized("12345", 0);
  c.one("012349");
  c.skip(3);
}

/** A company prefix of its own; 9 says that it is the first one. */
function company(c: Coupon): void {
  if (!c.optional("9")) c.sized("0123456", 6);
}

/** AI (8112), the coupon of the positive offer file. */
export function couponposoffer(s: string): boolean {
  if (!/^[0-9]*$/.test(s)) return false;
  const c = new Coupon(s);
  c.one("01"); // format
  c.sized("0123456", 6); // funder
  c.skip(6); // offer code
  c.sized(anyDigit, 6); // serial number
  return c.isWhole;
}
