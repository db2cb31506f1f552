// Package ledger is the law: what an order may do to the state. It is a pure
// function of the state before, the block's height and time, and the signed
// order; it knows neither the network nor the disk, has no clock, no randomness,
// no goroutine, no float and ranges over no map.
//
// A command is one file: Check sees only itself, Apply sees the state. Neither
// knows whether it runs in a mempool check, a proposal or a block.
//
//	Admit  order -> may it enter a block here? (form, key, signature, once, in time)
//	Deliver order -> code, facts, changes      (Admit, rights, then the command)
//	Finish -> all changes of the block, the fact log's new head among them
package ledger
