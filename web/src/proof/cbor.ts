// Deterministic CBOR (RFC 8949, 4.2.1), read strictly: every item has one spelling, and
// all else is refused. No maps, tags or floats: nothing that is proven has any.

import type { Bytes } from "./bytes.ts";
import { Refusal } from "./refusal.ts";

const unsigned = 0,
  negative = 1,
  byteString = 2,
  textString = 3,
  array = 4,
  simple = 7;
const falseItem = 0xf4,
  trueItem = 0xf5,
  nullItem = 0xf6;

/** No array is longer than this. */
const itemLimit = 1 << 17;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Reader {
  #at = 0;

  constructor(private readonly bytes: Bytes) {}

  /** An unsigned integer of at most max. */
  uint(max: bigint): bigint {
    const value = this.#head(unsigned);
    if (value > max) throw malformed(`${value} is more than ${max}`);
    return value;
  }

  /** A signed integer of 64 bits. */
  int(): bigint {
    const value =
      this.#peek() >> 5 === negative ? -1n - this.#head(negative) : this.#head(unsigned);
    if (value !== BigInt.asIntN(64, value)) throw malformed("an integer over 64 bits");
    return value;
  }

  byteString(): Bytes {
    return this.#take(this.#head(byteString));
  }

  /** Text, which must be UTF-8. */
  text(): string {
    const bytes = this.#take(this.#head(textString));
    try {
      return decoder.decode(bytes);
    } catch {
      throw malformed("text that is not UTF-8");
    }
  }

  bool(): boolean {
    const item = this.#byte();
    if (item !== falseItem && item !== trueItem) throw malformed("no boolean");
    return item === trueItem;
  }

  /** An array of exactly n items: their reader follows. */
  tuple(n: number): void {
    const length = this.#head(array);
    if (length !== BigInt(n)) throw malformed(`an array of ${length}, not ${n}`);
  }

  /** The length of an array of at most max items, whose reader follows. */
  arrayLength(max: number): number {
    const length = this.#head(array);
    if (length > BigInt(max)) throw malformed("an array that is too long");
    return Number(length);
  }

  /** An array of any length, its items read by `item`. */
  list<T>(item: () => T): T[] {
    return Array.from({ length: this.arrayLength(itemLimit) }, item);
  }

  /** Null, or what `item` reads. */
  optional<T>(item: () => T): T | null {
    if (this.#peek() !== nullItem) return item();
    this.#at++;
    return null;
  }

  /** Whether an array comes next. */
  get isArray(): boolean {
    return this.#peek() >> 5 === array;
  }

  /** Whether an unsigned integer comes next. */
  get isUint(): boolean {
    return this.#peek() >> 5 === unsigned;
  }

  /** Refuses bytes after the item. */
  end(): void {
    if (this.#at !== this.bytes.length) throw malformed("bytes after the end");
  }

  #head(major: number): bigint {
    const first = this.#byte();
    if (first >> 5 !== major || major === simple)
      throw malformed(`an item of kind ${first >> 5}, not ${major}`);
    const short = first & 31;
    if (short < 24) return BigInt(short);
    if (short > 27) throw malformed("an indefinite or reserved length");
    const size = 1 << (short - 24);
    let value = 0n;
    for (let i = 0; i < size; i++) value = (value << 8n) | BigInt(this.#byte());
    const least = size === 1 ? 24n : 1n << BigInt(4 * size);
    if (value < least) throw malformed("a number in a longer form than needed");
    return value;
  }

  #take(length: bigint): Bytes {
    if (length > BigInt(this.bytes.length - this.#at)) throw malformed("it ends early");
    const start = this.#at;
    this.#at += Number(length);
    return this.bytes.slice(start, this.#at);
  }

  #byte(): number {
    const byte = this.#peek();
    this.#at++;
    return byte;
  }

  #peek(): number {
    const byte = this.bytes[this.#at];
    if (byte === undefined) throw malformed("it ends early");
    return byte;
  }
}

/** Reads one item that is all there is. */
export function decode<T>(bytes: Bytes, item: (reader: Reader) => T): T {
  const reader = new Reader(bytes);
  const value = item(reader);
  reader.end();
  return value;
}

export function malformed(what: string): Refusal {
  return new Refusal("malformed", `malformed: ${what}`);
}
