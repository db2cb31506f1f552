// Package model is the rules of the trade once more, as plainly as they can be said:
// Go maps, no store, no bytes, nothing inherited, nothing saved. Each pack and each
// container has its holder, its owner and its offer written on it; what a site holds
// of a lot is counted whenever somebody asks. It is written from the rules
// (docs/commands*.md, docs/decisions) and shares nothing with the ledger but the
// types of orders and facts, so that a mistake in one is seen by the other.
//
// Tests give each order to both. The model says which refusal it expects or which
// facts, and at any time what the state has to be.
//
// One file tells one group of commands; table.go lists those that are judged.
package model
