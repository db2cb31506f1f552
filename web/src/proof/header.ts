// The header of a CometBFT block, its block id and its hash.

import { concat, utf8, type Bytes } from "./bytes.ts";
import { malformed, type Reader } from "./cbor.ts";
import { embed, field, varint } from "./protobuf.ts";
import { fieldsRoot } from "./tree.ts";

export const hashBytes = 32;
const addressBytes = 20;
const uint32 = 0xffff_ffffn,
  uint64 = 0xffff_ffff_ffff_ffffn;
const maxHeight = (1n << 63n) - 1n,
  maxSeconds = 253402300799n,
  maxNanos = 999_999_999n;
const maxChainID = 50;

export interface Time {
  seconds: bigint;
  nanos: bigint;
}

export interface BlockID {
  hash: Bytes;
  partsTotal: bigint;
  partsHash: Bytes;
}

export interface Header {
  version: { block: bigint; app: bigint };
  chainID: string;
  height: bigint;
  time: Time;
  lastBlockID: BlockID;
  lastCommitHash: Bytes;
  dataHash: Bytes;
  validatorsHash: Bytes; // of the set that signs this block
  nextValidatorsHash: Bytes; // of the set that signs the next one
  consensusHash: Bytes;
  appHash: Bytes; // root of the state after the block before
  lastResultsHash: Bytes;
  evidenceHash: Bytes;
  proposerAddress: Bytes;
}

/** A chain id: text of 1 to 50 bytes. */
export function readChainID(r: Reader): string {
  const id = r.text();
  const { length } = utf8(id);
  if (length === 0 || length > maxChainID) throw malformed(`a chain id of ${length} bytes`);
  return id;
}

function readTime(r: Reader): Time {
  return { seconds: r.uint(maxSeconds), nanos: r.uint(maxNanos) };
}

/** The time of a vote, which decides nothing but is signed: a vote out of range is wrong. */
export function readVoteTime(r: Reader): Time {
  return { seconds: r.int(), nanos: r.uint(uint32) };
}

export function inRange({ seconds, nanos }: Time): boolean {
  return seconds >= 0n && seconds <= maxSeconds && nanos <= maxNanos;
}

export function readBlockID(r: Reader): BlockID {
  r.tuple(3);
  return { hash: readHash(r), partsTotal: r.uint(uint32), partsHash: readHash(r) };
}

/** A block id that names a block; the first block's last block id does not. */
export function readCompleteID(r: Reader): BlockID {
  const id = readBlockID(r);
  if (id.hash.length === 0 || id.partsTotal === 0n || id.partsHash.length === 0) {
    throw malformed("a block id that is incomplete");
  }
  return id;
}

export function readHeader(r: Reader): Header {
  r.tuple(14);
  r.tuple(2);
  const version = { block: r.uint(uint64), app: r.uint(uint64) };
  const chainID = readChainID(r);
  const height = r.uint(maxHeight);
  r.tuple(2);
  const header: Header = {
    version,
    chainID,
    height,
    time: readTime(r),
    lastBlockID: readBlockID(r),
    lastCommitHash: readHash(r),
    dataHash: readHash(r),
    validatorsHash: readHash(r),
    nextValidatorsHash: readHash(r),
    consensusHash: readHash(r),
    appHash: readHash(r),
    lastResultsHash: readHash(r),
    evidenceHash: readHash(r),
    proposerAddress: r.byteString(),
  };
  if (
    height === 0n ||
    header.validatorsHash.length === 0 ||
    header.nextValidatorsHash.length === 0 ||
    header.proposerAddress.length !== addressBytes
  ) {
    throw malformed(`header ${height} names no block, validators or proposer`);
  }
  return header;
}

/** A hash of 32 bytes, or empty where CometBFT has none. */
function readHash(r: Reader): Bytes {
  const hash = r.byteString();
  if (hash.length !== 0 && hash.length !== hashBytes)
    throw malformed(`a hash of ${hash.length} bytes`);
  return hash;
}

export function timestamp({ seconds, nanos }: Time): Bytes {
  return concat(varint(1, seconds), varint(2, nanos));
}

export function blockIDProto(id: BlockID): Bytes {
  const parts = concat(varint(1, id.partsTotal), field(2, id.partsHash));
  return concat(field(1, id.hash), embed(2, parts));
}

/** The hash by which validators and other headers name this one. */
export function headerHash(h: Header): Promise<Bytes> {
  return fieldsRoot([
    concat(varint(1, h.version.block), varint(2, h.version.app)),
    field(1, utf8(h.chainID)),
    varint(1, h.height),
    timestamp(h.time),
    blockIDProto(h.lastBlockID),
    ...[
      h.lastCommitHash,
      h.dataHash,
      h.validatorsHash,
      h.nextValidatorsHash,
      h.consensusHash,
      h.appHash,
      h.lastResultsHash,
      h.evidenceHash,
      h.proposerAddress,
    ].map((b) => field(1, b)),
  ]);
}
