package model

import (
	"crypto/sha256"
	"slices"

	"pedigree/record"
)

// told is what was stated of each thing so far: the hashes of its facts, in order.
// Which things a fact is about is taken from the fact; the audit of the tests proves
// that they are those that changed.
type told struct{ facts map[string][]record.Hash }

func newTold() *told { return &told{facts: map[string][]record.Hash{}} }

// Tell lets the world know the facts of the last order as they were logged: their
// hashes are what later alerts, undoings and corrections point at.
func (w *World) Tell(facts [][]byte) {
	for _, b := range facts {
		f, err := record.DecodeFact(b)
		if err != nil {
			continue
		}
		for _, key := range f.Subjects {
			w.told.facts[key] = append(w.told.facts[key], sha256.Sum256(b))
		}
	}
}

// head is the head of a thing's history after its first n facts (formats.md, "Facts,
// histories, log").
func (t *told) head(key string, n int) record.Hash {
	head := record.Hash(sha256.Sum256([]byte("history/1" + key)))
	for _, h := range t.facts[key][:n] {
		head = sha256.Sum256(append(slices.Clone(head[:]), h[:]...))
	}
	return head
}

func (t *told) last(key string) record.Hash { return t.head(key, len(t.facts[key])) }
