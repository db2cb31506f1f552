package tree

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pedigree/proof"
)

// sound is a tree of 3000 keys, of which only the stub is in memory, between sentinels.
func sound(t *testing.T) *memory {
	r := rand.New(rand.NewPCG(1, 6))
	rows := map[string][]byte{proof.FirstKey: {0}, proof.LastKey: {0}}
	for len(rows) < 3000 {
		rows[fmt.Sprintf("unit|%02d|%06x", r.IntN(20), r.IntN(1<<24))] = []byte{byte(r.IntN(256))}
	}
	m := newMemory()
	m.block(t, set(rows), true)
	m.root = m.root.Stub()
	return m
}

// prove is the proof of one key, for which its own leaf is enough.
func (m *memory) prove(key string) (proof.Proof, error) {
	return m.proveIn(m.root, NewRoom(1<<20), key)
}

// proveIn proves with a room for what is found behind a stub.
func (m *memory) proveIn(root *Node, room *Room, key string) (proof.Proof, error) {
	rows, err := m.Rows()
	if err != nil {
		return nil, err
	}
	needed := []proof.Token{{Kind: proof.Record, Key: key, Open: m.rows[key]}}
	return Reader{Source: m, Room: room}.Prove(root, rows, needed)
}
