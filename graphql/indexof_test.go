package graphql_test

import (
	"pedigree/abci"
	"pedigree/proof"
	"pedigree/record"
)

// testIndexKey is the index key of the chains of these tests.
var testIndexKey = proof.NewIndexKey([32]byte{'t', 'e', 's', 't'})

// indexOf gives the indexes of packs and lots on them.
var indexOf = record.Indexer(abci.NewIndexes(testIndexKey).Of)
