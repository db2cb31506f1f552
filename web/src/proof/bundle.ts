// The bundle: everything that proves records to somebody who holds a trust root and
// nothing else. docs/proofs.md has the bytes and the order of the checks.

import { equal, fromBase64url, type Bytes } from "./bytes.ts";
import { decode, malformed, type Reader } from "./cbor.ts";
import {
  checkCommit,
  readSignatures,
  readValidators,
  validatorsHash,
  type Signature,
  type Validator,
} from "./commit.ts";
import {
  headerHash,
  readChainID,
  readCompleteID,
  readHeader,
  type BlockID,
  type Header,
  type Time,
} from "./header.ts";
import { Indexes } from "./indexes.ts";
import type { Name } from "./keys.ts";
import { verifyRecords, type Query, type Records } from "./records.ts";
import { Refusal } from "./refusal.ts";
import { readToken, type Token } from "./token.ts";
import type { Trust } from "./trust.ts";

interface Signed {
  header: Header;
  id: BlockID;
  round: bigint;
  signatures: (Signature | null)[];
}

interface Checkpoint extends Signed {
  next: Validator[];
}

export interface Bundle extends Signed {
  chainID: string;
  validators: Validator[];
  proof: Token[];
  checkpoints: Checkpoint[];
  indexProofs: Bytes[]; // of the packs and lots that it is about, in the order of the names
}

/** What a valid bundle says, and of when. Whether that is fresh is the caller's decision. */
export interface Evidence {
  height: bigint; // of the header
  stateHeight: bigint; // the last block that is in the records
  time: bigint; // of the header, unix seconds
  root: Bytes;
  records: Records;
  indexes: Indexes;
}

const limitBytes = 1 << 20;
const maxCheckpoints = 1024;
const maxIndexProofs = 256;
const maxRound = (1n << 31n) - 1n;

/** Reads base64url. Says nothing about truth; verify does. */
export function parseBundle(text: string): Bundle {
  if (text.length > Math.ceil((limitBytes * 4) / 3)) throw malformed("over 1 MiB");
  const bytes = fromBase64url(text);
  if (!bytes) throw malformed("not base64url");
  return decodeBundle(bytes);
}

export function decodeBundle(bytes: Bytes): Bundle {
  if (bytes.length > limitBytes) throw malformed("over 1 MiB");
  return decode(bytes, (r) => {
    r.tuple(10);
    if (r.uint(2n) !== 2n) throw malformed("a version that is not 2");
    const chainID = readChainID(r);
    const header = readHeader(r),
      id = readCompleteID(r),
      round = r.uint(maxRound);
    const validators = readValidators(r),
      signatures = readSignatures(r);
    const proof = r.list(() => readToken(r));
    const checkpoints = r.list(() => readCheckpoint(r));
    if (checkpoints.length > maxCheckpoints) throw malformed(`${checkpoints.length} checkpoints`);
    const indexProofs = r.list(() => r.byteString());
    if (indexProofs.length > maxIndexProofs)
      throw malformed(`${indexProofs.length} index proofs`);
    return { chainID, header, id, round, validators, signatures, proof, checkpoints, indexProofs };
  });
}

function readCheckpoint(r: Reader): Checkpoint {
  r.tuple(5);
  return {
    header: readHeader(r),
    id: readCompleteID(r),
    round: r.uint(maxRound),
    signatures: readSignatures(r),
    next: readValidators(r),
  };
}

/** Decides whether the bundle proves its records to somebody who trusts t, and answers
 * the queries from them, which are made of the proven indexes of the names. The first
 * failure refuses the whole bundle. */
export async function verify(
  b: Bundle,
  t: Trust,
  names: Name[],
  queriesOf: (indexes: Indexes) => Query[],
): Promise<Evidence> {
  await verifyHeader(b, t);
  const indexes = await Indexes.prove(t.indexKey, names, b.indexProofs);
  const queries = queriesOf(indexes);
  const { root, records } = await verifyRecords(b.proof, queries);
  if (!equal(root, b.header.appHash))
    throw new Refusal("wrong root", "the records are of another state");
  indexes.cover(queries, records);
  const { height, time } = b.header;
  return { height, stateHeight: height - 1n, time: time.seconds, root, records, indexes };
}

/** Decides whether the header follows from the trust root. */
async function verifyHeader(b: Bundle, t: Trust): Promise<void> {
  if (b.chainID !== t.chainID)
    throw new Refusal("wrong chain", `chain ${b.chainID}, trusted is ${t.chainID}`);
  let set = b.validators;
  let setHash = await validatorsHash(set);
  if (!equal(setHash, t.validatorsHash))
    throw new Refusal("untrusted", "the validators are not the trust root's");
  let last: Header | null = null;
  for (const checkpoint of b.checkpoints) {
    await advance(checkpoint, t, set, setHash, last);
    const next = await validatorsHash(checkpoint.next);
    if (!equal(checkpoint.header.nextValidatorsHash, next))
      throw new Refusal("untrusted", "another next set");
    if (equal(next, setHash)) throw new Refusal("untrusted", "nothing changes at a checkpoint");
    [set, setHash, last] = [checkpoint.next, next, checkpoint.header];
  }
  await advance(b, t, set, setHash, last);
}

/** Accepts a header with its commit: of the chain, not older than the root, later than
 * the last, named by its block id, signed by more than two thirds of the current set. */
async function advance(
  s: Signed,
  t: Trust,
  set: Validator[],
  setHash: Bytes,
  last: Header | null,
): Promise<void> {
  const { header: h, id } = s;
  const hash = await headerHash(h);
  if (h.chainID !== t.chainID)
    throw new Refusal("wrong chain", `header ${h.height} is of ${h.chainID}`);
  if (h.height < t.height)
    throw new Refusal("older than trust", `height ${h.height}, root at ${t.height}`);
  if (h.height === t.height && !equal(hash, t.headerHash))
    throw new Refusal("untrusted", "not the trust root's header");
  if (last && (h.height <= last.height || !after(h.time, last.time))) {
    throw new Refusal("untrusted", `header ${h.height} does not follow ${last.height}`);
  }
  if (!equal(h.validatorsHash, setHash))
    throw new Refusal("untrusted", `header ${h.height} names other validators`);
  if (!equal(id.hash, hash))
    throw new Refusal("commit", `the block id is not of header ${h.height}`);
  await checkCommit(
    { chainID: h.chainID, height: h.height, round: s.round, id },
    set,
    s.signatures,
  );
}

function after(a: Time, b: Time): boolean {
  return a.seconds > b.seconds || (a.seconds === b.seconds && a.nanos > b.nanos);
}
