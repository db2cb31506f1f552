// Package store keeps the ledger's records: a versioned, ordered map from keys
// to values whose every state has one root hash, from which each record, each
// absence and each complete list can be proven.
//
// How the root follows from the contents, and proofs from both, is in package tree, with a
// picture. How Pebble is opened is in package disk. Here is what lies between: blocks,
// heights, snapshots of the state, audits.
//
// # Where to read
//
//	rows        rows, value, meta, undo, put: how they are written    cursor: how they are read
//	a block     writes, pending (Apply), commit, journal             version: what stays
//	a reader    view, prove                                          aux, beside: rows beside the tree
//	a new node  chunk (give), restore (take)
//	all of it   store (Open), audit, reindex, compact
//
// # Rows
//
// All rows are in one Pebble database: data rows are the truth, pages an index
// that could be computed again, the meta row names height and root, undo rows
// hold what the last blocks overwrote, and auxiliary rows belong to the caller.
// Keys stand there as they are: blocks share their beginnings, and what is left of
// a pack that nothing has happened to is about 42 bytes, of which 27 are the hash
// in its key and less than one is its share of the pages.
//
// # A block
//
// Apply computes the next tree, beside that of the tip, and a batch of rows. Nothing is
// visible until Commit writes that batch: one record of the write-ahead log, synced, so
// that after a crash the store stands exactly at one height or the other. A
// Pending that is not committed leaves no trace.
//
// Most pages would be written again with the next block. So they are written now and then
// only: after 65,536 changes (fewer in a small cache; one that overwrites a large row counts
// as several), at each 250th height, where Options say so, and with the first block. The
// block that writes them waits some tenths of a second for that. Until then the new nodes
// are in memory; the tree of a height can be computed from the pages and the undo rows
// since, so these are kept. That is done when the store is opened, which takes about three
// seconds then.
//
// # Reading
//
// A View is one height for ever: a Pebble snapshot and the root of its tree.
// Views of the last heights are kept, do not block the writer and never see half
// a block. The trees of the newest are in memory, ten at most, with one other that is
// computed like that of a store that is opened, until another one is or nobody can read
// it any more. After a restart the tip and the heights just before it can be read: the
// latter are the tip with the undo rows laid over it.
//
// # A new node
//
// A view gives its state in chunks: each is the proof of a range of 8,192 rows, so
// that it is verified alone. Which rows those are follows from their rank in the
// tree: nothing is prepared. A Restore writes them into an empty store, where they
// count for nothing until the meta row stands behind them.
//
// # Memory and defects
//
// Half of Options.CacheBytes is for rows, half for nodes. Beside both stand at most three
// memtables of 32 MiB and what one block makes.
//
// Rows are compared with their hash whenever they are proven or a page is made from them,
// pages whenever they are read; Pebble has checksums on each block. A defect is refused as
// ErrCorrupt, which names the row, the page or the file. Audit looks at everything.
package store
