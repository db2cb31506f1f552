package record_test

import (
	"encoding/hex"
	"math"
	"testing"

	"pgregory.net/rapid"

	"pedigree/record"
)

// windowVector is a key's life: sequences in the order in which they came, what
// became of each, and the window afterwards.
type windowVector struct {
	Name  string       `json:"name"`
	Steps []windowStep `json:"steps"`
}

type windowStep struct {
	Sequence uint64 `json:"sequence,string"` // as text: JSON's numbers end at 2^53
	Answer   string `json:"answer"`
	Highest  uint64 `json:"highest,string"`
	Bits     string `json:"bits"`
}

func windowVectors() (out []windowVector) {
	lives := []struct {
		name      string
		sequences []uint64
	}{
		{"in order, twice, and out of order", []uint64{1, 1, 3, 2, 2, 3, 4}},
		{"the edge of the window", []uint64{256, 1, 257, 1, 2, 2, 300, 44, 45}},
		{"the widest jump", []uint64{1<<20 + 1, 1 << 20, 1<<21 + 1, 1 << 21, 1<<21 - 255, 1<<21 - 256}},
		{"across bytes", []uint64{5, 13, 14, 22, 30, 31, 5, 6}},
		{"one by one", []uint64{1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 1, 5, 8, 9, 11}},
		{"all at once out", []uint64{7, 263, 519, 263}},
	}
	for _, l := range lives {
		var w record.Window
		v := windowVector{Name: l.name}
		for _, s := range l.sequences {
			answer := "OK"
			if r := w.Use(s); r != nil {
				answer = r.Code.String()
			}
			v.Steps = append(v.Steps, windowStep{s, answer, w.Highest, hex.EncodeToString(w.Bits[:])})
		}
		out = append(out, v)
	}
	return out
}

// The window agrees with a list of all sequences ever used.
func TestWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w record.Window
		used := map[uint64]bool{}
		highest := uint64(0)
		near := rapid.Int64Range(-300, 300)
		far := rapid.Int64Range(1<<20-2, 1<<20+2)
		for range rapid.IntRange(1, 60).Draw(t, "orders") {
			next := int64(highest) + rapid.OneOf(near, near, near, far).Draw(t, "step")
			if next < 1 {
				continue
			}
			s := uint64(next)
			want := record.OK
			switch {
			case s > highest+1<<20:
				want = record.SequenceJump
			case s+256 <= highest:
				want = record.SequenceTooOld
			case used[s]:
				want = record.SequenceUsed
			}
			before := w
			got := record.OK
			if r := w.Use(s); r != nil {
				got = r.Code
				if w != before {
					t.Fatalf("a refused sequence changed the window")
				}
			}
			if got != want {
				t.Fatalf("sequence %d after %d: %s, want %s", s, highest, got, want)
			}
			if got == record.OK {
				used[s] = true
				highest = max(highest, s)
			}
			if w.Highest != highest {
				t.Fatalf("highest %d, want %d", w.Highest, highest)
			}
		}
	})
}

func TestWindowAtTheEnd(t *testing.T) {
	w := record.Window{Highest: math.MaxUint64 - 1}
	if r := w.Use(math.MaxUint64); r != nil {
		t.Errorf("the last sequence of all: %v", r)
	}
	if r := w.Use(math.MaxUint64); r == nil || r.Code != record.SequenceUsed {
		t.Errorf("the last sequence of all, again: %v", r)
	}
}
