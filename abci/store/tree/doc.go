// Package tree is the ordered crit-bit Merkle tree over the rows of a ledger. It knows
// neither heights nor a database: rows and pages come from a Source, and what is to be
// written is handed back.
//
// # What is agreed and what is not
//
// The root is a pure function of the contents (package proof has the
// definition): sort the keys, split them at the first bit where the first and
// the last differ, and so on. There are no levels, chunk sizes or traces of
// history in it. Everything below this line is layout and may change in any
// release without a fork.
//
//	           root
//	            |
//	        .--bit 3--.            inner nodes that hang together and are of
//	       /           \           about one size share a page; a page leads
//	  .bit 9.         bit 17.      to smaller ones, and at last to
//	  |      |        |      |
//	page   page     page   page    those of fewer than 128 leaves, which are
//	        |               |      never written: they are made from the rows,
//	     .bit 31.        .bit 30.  and lead to groups of fewer than 16 leaves,
//	     |      |        |      |  of which only hash and size are kept:
//	   group  group    group  group
//	     |                      |
//	 k|lot|...              k|unit|  their leaves are the rows themselves,
//	 k|lot|...              k|unit|  which stand side by side
//
// # Where to read
//
//	the tree     node, bits, stub      what stands in memory
//	a block      update, leaves        paths are made anew, on all cores; layout: which pages to write
//	from rows    builder               in one pass, for audits, restoring and other layouts
//	questions    reader, prove         behind stubs; proofs; the key at a place
//	pages        page, pagereader      their bytes; rows, fields: what they are made and read from
//	memory       room                  what is kept, and what is forgotten first
//
// # Costs
//
// Nodes are immutable: an Update makes new ones along the paths that change. A path is as
// long as the bits in which keys differ, so crafted keys lengthen it only where they stand,
// and to at most 512.
//
// Pages of the lowest level, which are most of the tree, are kept packed and taken apart for
// each use: about 6 bytes a pack. They are forgotten first. What a reader finds behind a stub
// is kept too, as long as there is room.
//
// # Defects
//
// A group's rows are compared with its hash whenever they are proven, and a page with the
// hash that leads to it whenever it is read or made. A defect is refused as ErrCorrupt.
package tree
