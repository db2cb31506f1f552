// Who signs: validator sets and commits.

import { concat, hex, utf8, type Bytes } from "./bytes.ts";
import { malformed, type Reader } from "./cbor.ts";
import { accepted, soundPoint } from "./ed25519.ts";
import {
  blockIDProto,
  inRange,
  readVoteTime,
  timestamp,
  type BlockID,
  type Time,
} from "./header.ts";
import { embed, field, fixed64, uvarint, varint } from "./protobuf.ts";
import { Refusal } from "./refusal.ts";
import { fieldsRoot } from "./tree.ts";

export interface Validator {
  publicKey: Bytes;
  power: bigint;
}

/** One validator's vote for the block: when, and its signature. */
export interface Signature {
  time: Time;
  signature: Bytes;
}

const maxValidators = 10_000;
const maxTotalPower = (1n << 60n) - 1n;
const precommit = 2n;

export function readValidators(r: Reader): Validator[] {
  const set = r.list(() => {
    r.tuple(2);
    return { publicKey: r.byteString(), power: r.uint(maxTotalPower) };
  });
  const keys = new Set(set.map(({ publicKey }) => hex(publicKey)));
  const total = set.reduce((sum, { power }) => sum + power, 0n);
  if (
    set.length === 0 ||
    set.length > maxValidators ||
    keys.size !== set.length ||
    total > maxTotalPower ||
    set.some(({ publicKey, power }) => publicKey.length !== 32 || power === 0n)
  ) {
    throw malformed("no validator set: empty, too large, a key twice, or a power out of range");
  }
  return set;
}

export function readSignatures(r: Reader): (Signature | null)[] {
  const list = r.list(() =>
    r.optional(() => {
      r.tuple(3);
      return { time: readVoteTime(r), signature: r.byteString() };
    }),
  );
  if (list.length > maxValidators) throw malformed(`${list.length} signatures`);
  return list;
}

/** The hash by which a header names a set. */
export function validatorsHash(set: Validator[]): Promise<Bytes> {
  return fieldsRoot(
    set.map(({ publicKey, power }) => concat(embed(1, field(1, publicKey)), varint(2, power))),
  );
}

/** What all votes of a commit answer; they differ only in time. */
export interface Poll {
  chainID: string;
  height: bigint;
  round: bigint;
  id: BlockID;
}

/** What a validator signs: the CanonicalVote after its length. */
export function signBytes(p: Poll, time: Time): Bytes {
  const vote = concat(
    varint(1, precommit),
    fixed64(2, p.height),
    fixed64(3, p.round),
    embed(4, blockIDProto(p.id)),
    embed(5, timestamp(time)),
    field(6, utf8(p.chainID)),
  );
  return concat(uvarint(BigInt(vote.length)), vote);
}

/** Refuses unless more than two thirds of the set's power signed. Entries belong to
 * validators by index, so that none counts twice, and end with the one that decides. */
export async function checkCommit(
  p: Poll,
  set: Validator[],
  signatures: (Signature | null)[],
): Promise<void> {
  const total = set.reduce((sum, { power }) => sum + power, 0n);
  const decides = (power: bigint) => 3n * power > 2n * total;
  let sum = 0n;
  for (const [i, entry] of signatures.entries()) {
    const validator = set[i];
    if (!validator) throw new Refusal("commit", "more entries than validators");
    if (decides(sum)) throw new Refusal("commit", "an entry after the one that decides");
    if (entry) sum += validator.power;
  }
  if (!decides(sum)) throw new Refusal("commit", `power ${sum} of ${total}`);
  for (const [i, entry] of signatures.entries()) {
    if (entry && !(await valid(p, set[i], entry)))
      throw new Refusal("commit", `signature ${i} is wrong`);
  }
}

async function valid(
  p: Poll,
  validator: Validator | undefined,
  { time, signature }: Signature,
): Promise<boolean> {
  if (!validator || signature.length !== 64 || !inRange(time)) return false;
  const nonce = signature.slice(0, 32);
  if (!soundPoint(validator.publicKey) || !soundPoint(nonce)) return false;
  return accepted(validator.publicKey, signBytes(p, time), signature);
}
