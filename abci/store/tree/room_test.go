package tree

import (
	"maps"
	"slices"
	"testing"
)

// TestPagesAreOfOneSize counts the pages of many keys: one of a level leads to about
// PageFanout of the next, and those of the lowest level are not written.
func TestPagesAreOfOneSize(t *testing.T) {
	m := sound(t)
	least, most := len(m.keys)/(GroupLeaves*PageFanout*PageFanout), len(m.keys)/(GroupLeaves*PageFanout)
	if n := len(m.pages); n < least || n > most {
		t.Errorf("%d pages for %d keys", n, len(m.keys))
	}
	if bytes := len(slices.Concat(slices.Collect(maps.Values(m.pages))...)); bytes > len(m.keys) {
		t.Errorf("%d bytes of pages for %d keys", bytes, len(m.keys))
	}
}

// TestRoom keeps a tree within less and less room: the lowest level goes first, and what
// was forgotten is found again.
func TestRoom(t *testing.T) {
	m := sound(t)
	var err error
	if m.root, err = (Reader{Source: m}).Load(m.root); err != nil {
		t.Fatal(err)
	}
	for _, key := range m.keys {
		if _, err := m.prove(key); err != nil {
			t.Fatal(err)
		}
	}
	whole := m.root.Size()
	small := m.root.Stub()
	room := NewRoom(whole / 3)
	for _, key := range m.keys {
		if _, err := m.proveIn(small, room, key); err != nil {
			t.Fatal(err)
		}
	}
	if size := small.Size(); size > whole/3+nodeBytes || size < whole/6 || room.Used() > whole/3 {
		t.Errorf("readers have found %d bytes in a room for %d", size, whole/3)
	}
	if whole < int64(5*len(m.keys)) {
		t.Fatalf("readers have found %d bytes", whole)
	}
	for _, limit := range []int64{whole, whole / 2, 0} {
		r := NewRoom(limit)
		m.root = r.Shrink(m.root, whole)
		if size := m.root.Size(); limit > 0 && size > limit || limit == 0 && size > 99*nodeBytes {
			t.Errorf("%d bytes are left in a room for %d", size, limit)
		} else if r.Used() > limit {
			t.Errorf("%d bytes are counted in a room for %d", r.Used(), limit)
		}
		if _, err := m.prove(m.keys[77]); err != nil {
			t.Error(err)
		}
	}
}
