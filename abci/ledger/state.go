package ledger

import (
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

// State is what a command sees: the records, the time, and who orders. Its
// getters give nil where there is no such record; a store that fails stops the
// node, so commands need not ask.
type State struct {
	block *Block
	over  *overlay // what this transaction wrote

	tx    *record.Tx        // nil at genesis
	key   *record.DeviceKey // nil at genesis
	Party gs1.GLN           // who orders
	Site  gs1.GLN           // where

	approvers []gs1.GLN // of the proposal that is being executed; nobody else's order

	index   uint64
	touched []string        // keys whose history takes the next fact, in order of touch
	marked  map[string]bool // the same, to find them
	read    map[string]any  // what remember has read
	late    []string        // keys of what is written later, in order
	unsaid  map[string]encoder
	indexes map[record.Name]record.Index // that this order has asked for
	facts   [][]byte
	ids     map[string]int
}

func newState(b *Block, index uint64) *State {
	return &State{block: b, over: newOverlay(), index: index, marked: make(map[string]bool),
		read: make(map[string]any), unsaid: make(map[string]encoder), indexes: make(map[record.Name]record.Index), ids: make(map[string]int)}
}

// Time is the block's, in unix seconds.
func (s *State) Time() int64 { return s.block.Time }

func (s *State) get(key string) (record.Value, bool) {
	if r, ok := s.unsaid[key]; ok {
		s.write(key, r)
	}
	if v, ok := s.over.values[key]; ok {
		return v, true
	}
	return s.block.get(key)
}

func (s *State) has(key string) bool {
	_, ok := s.get(key)
	return ok
}

func (s *State) put(key string, v record.Value) {
	delete(s.read, key)
	delete(s.unsaid, key)
	s.over.put(key, v)
}

type encoder interface{ Encode() record.Value }

// putLater is put for a record that one order changes over and over: it is encoded
// when somebody asks for its bytes, or the order is done. Four thousand packs that
// leave a stack of containers shall not write that stack four thousand times.
func (s *State) putLater(key string, r encoder) {
	s.read[key] = r
	if _, ok := s.unsaid[key]; !ok {
		s.late = append(s.late, key)
	}
	s.unsaid[key] = r
}

func (s *State) write(key string, r encoder) {
	delete(s.unsaid, key)
	s.over.put(key, r.Encode())
}

// flush writes what was put off.
func (s *State) flush() {
	for _, key := range s.late {
		if r, ok := s.unsaid[key]; ok {
			s.write(key, r)
		}
	}
	s.late = nil
}

// touch says that the next fact belongs into the history of this record.
func (s *State) touch(key string) {
	if !s.marked[key] {
		s.marked[key] = true
		s.touched = append(s.touched, key)
	}
}

// load reads a record of a type.
func load[T any](s *State, key string, decode func(record.Value) (T, error)) (t T, ok bool) {
	v, ok := s.get(key)
	if !ok {
		return t, false
	}
	t, err := decode(v)
	if err != nil {
		panic(broken{fmt.Errorf("%s: %w", key, err)})
	}
	return t, true
}

// remember is load for records that each line of an order asks for again: four
// thousand lines shall not read one product four thousand times.
func remember[T any](s *State, key string, decode func(record.Value) (T, error)) (t T) {
	if known, ok := s.read[key]; ok {
		return known.(T)
	}
	t, ok := load(s, key, decode)
	if ok {
		s.read[key] = t
	}
	return t
}

func (s *State) party(g gs1.GLN) *record.Party {
	return remember(s, record.PartyKey(g), record.DecodeParty)
}

func (s *State) product(g gs1.GTIN) *record.Product {
	return remember(s, record.ProductKey(g), record.DecodeProduct)
}

func (s *State) transfer(id record.ID) *record.TransferSealed {
	t, ok := load(s, record.TransferKey(id), record.DecodeTransfer)
	if !ok {
		return nil
	}
	return t.Sealed
}

func (s *State) putTransfer(id record.ID, t *record.TransferSealed) {
	key := record.TransferKey(id)
	s.put(key, record.Transfer{Sealed: t}.Encode())
	s.touch(key)
}

// salt seals a record that is written for the first time.
func (s *State) salt(key string) record.Salt {
	if s.tx == nil {
		return record.Salt{}
	}
	return record.NewSalt(s.tx.Signature, key)
}

// newID names the next object of a kind that this transaction creates.
func (s *State) newID(kind string) record.ID {
	n := s.ids[kind]
	s.ids[kind] = n + 1
	return record.NewID(kind, s.tx.ID, n)
}

// param reads a number that rules the ledger, or its default.
func (s *State) param(name string, otherwise uint64) uint64 {
	p, ok := load(s, record.ParamKey(name), record.DecodeParam)
	if !ok {
		return otherwise
	}
	n, err := p.Number()
	must(err)
	return n
}
