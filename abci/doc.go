// Package abci is the CometBFT application: it runs the ledger's rules over the
// authenticated store, block by block, and keeps the fact log. It knows no rule
// of the trade.
//
//	CheckTx          may the order enter the mempool? (form, key, signature, once, in time)
//	PrepareProposal  keeps what can use its sequence; ProcessProposal rejects just the rest
//	FinalizeBlock    executes, computes the next root; nothing is visible yet
//	Commit           one synced batch: records, root, height, facts, signed orders, index
//	Query            /prove /tx /facts /get, always of a committed height
//	…Snapshot…       gives the state to new nodes in chunks, each proven, and takes it
//
// Client is the other side: what gateways and tools ask a node.
package abci
