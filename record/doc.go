// Package record holds the nouns of the ledger: orders as they are signed,
// records as they are stored, facts as they are logged, and Judge, the one pure
// function that turns records into a verdict. It owns the byte formats
// (docs/tx.cddl, docs/state.cddl): what it encodes is what gets hashed, so a
// change here is a new chain. It has no clock, no I/O and no randomness.
package record
