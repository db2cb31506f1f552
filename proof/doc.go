// Package proof decides whether records are those of the ledger, without asking
// anybody: given a Trust root fixed beforehand, a Bundle shows that more than two
// thirds of the validators' power signed a header whose app hash is the root of a
// tree in which the records stand, or do not stand.
//
// Whoever sends a bundle is trusted for nothing but sending one. Whoever signs, more
// than two thirds of the power together, is trusted for everything, and the trust
// root says who that is. docs/proofs.md has every byte and every check, so that the
// same can be written in other languages; testdata/bundle.json tells whether it was.
//
// The tree is by hash.go, tree.go, select.go and verify.go; the chain of headers
// and commits by header.go, vote.go, commit.go and checkpoint.go; bundle.go joins
// them. The index of packs and lots (index.go) is by curve25519-voi; all else uses only the
// standard library and our own CBOR.
package proof
