// Why a bundle proves nothing. The words are those of docs/proofs.md.

export type Why =
  | "malformed"
  | "wrong chain"
  | "older than trust"
  | "untrusted"
  | "commit"
  | "index"
  | "proof"
  | "query"
  | "wrong root";

export class Refusal extends Error {
  constructor(
    readonly why: Why,
    message: string,
  ) {
    super(message);
  }
}
