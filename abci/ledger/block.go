package ledger

import (
	"crypto/sha256"
	"fmt"

	"pedigree/record"
)

// Block executes the orders of one block, one after another.
type Block struct {
	ChainID string
	Height  uint64
	Time    int64 // unix seconds, rounded down

	// Verify says whether the transaction was signed by the public key (ZIP-215), and
	// the key is none of small order or spelled otherwise than canonically.
	Verify func(tx *record.Tx, public [32]byte) bool

	// Index gives the index of a pack or lot, by the chain's index key: the same on
	// each node, each time.
	Index record.Indexer

	read Reader
	over *overlay
	log  *record.Log // read when the first fact of the block appears
}

// NewBlock starts a block on top of a state.
func NewBlock(r Reader, chainID string, height uint64, unix int64,
	verify func(*record.Tx, [32]byte) bool, index record.Indexer) *Block {
	return &Block{ChainID: chainID, Height: height, Time: unix, Verify: verify,
		Index: index, read: r, over: newOverlay()}
}

// Result is what became of one order. Code and Data are agreed; Text is for the
// person who asked.
type Result struct {
	Code  record.Code
	Text  string
	Facts [][]byte // in order, encoded; also of an alert that a refusal left
}

// Data is what the block's results hash covers: SHA-256 of the facts in order,
// nothing where there are none.
func (r Result) Data() []byte {
	if len(r.Facts) == 0 {
		return nil
	}
	h := sha256.New()
	for _, f := range r.Facts {
		h.Write(f)
	}
	return h.Sum(nil)
}

// Change is a record's new value.
type Change struct {
	Key   string
	Value record.Value
}

func (b *Block) get(key string) (record.Value, bool) {
	if v, ok := b.over.values[key]; ok {
		return v, true
	}
	v, ok, err := b.read.Get(key)
	must(err)
	return v, ok
}

// Deliver executes the order at an index of the block. An error is never a
// property of the order: the node has to stop.
func (b *Block) Deliver(index uint64, raw []byte) (Result, error) {
	o, refusal := Read(raw)
	if refusal != nil {
		return Result{Code: refusal.Code, Text: refusal.Text}, nil
	}
	return b.Execute(index, o)
}

// Execute is Deliver of an order that was read before. It is executed once: a
// command may change what it was read into.
func (b *Block) Execute(index uint64, o *Order) (res Result, err error) {
	defer stop(&err)
	a, refusal := b.admit(o)
	if refusal != nil {
		return Result{Code: refusal.Code, Text: refusal.Text}, nil
	}
	s := b.state(a, index)
	if r := s.rights(); r != nil {
		return Result{Code: r.Code, Text: r.Text}, nil
	}
	if refused := a.command.Apply(s); refused != nil {
		res = b.refused(a, index, refused)
	} else {
		s.flush()
		s.over.into(b.over)
		res.Facts = s.facts
	}
	b.addLog(res)
	return res, nil
}

// refused drops what the command wrote. What it warned of stays.
func (b *Block) refused(a *admitted, index uint64, r *Refused) Result {
	worst := record.Worst(r.Reasons...)
	res := Result{Code: worst.Code, Text: r.text(worst)}
	if r.Alert == nil {
		return res
	}
	s := b.state(a, index)
	if limited := s.raise(a.tx.Command, worst.Code, r.Alert); limited != nil {
		return Result{Code: limited.Code, Text: limited.Text}
	}
	s.over.into(b.over)
	res.Facts = s.facts
	return res
}

func (b *Block) state(a *admitted, index uint64) *State {
	s := newState(b, index)
	s.tx, s.key, s.Party, s.Site = a.tx, a.key, a.key.Party, a.key.Site
	return s
}

func (b *Block) addLog(r Result) {
	if len(r.Facts) == 0 {
		return
	}
	if b.log == nil {
		v, ok := b.get(record.KeyLogHead)
		if !ok {
			panic(broken{fmt.Errorf("no %s", record.KeyLogHead)})
		}
		l, err := record.DecodeLog(v)
		must(err)
		b.log = l
	}
	next := b.log.Add(len(r.Facts), record.Hash(r.Data()))
	b.log = &next
}

// Finish gives the changes of the block, each key once. A block without facts
// and without consumed sequences changes nothing.
func (b *Block) Finish() []Change {
	if b.log != nil {
		b.over.put(record.KeyLogHead, b.log.Encode())
	}
	changes := make([]Change, 0, len(b.over.keys))
	for _, key := range b.over.keys {
		changes = append(changes, Change{Key: key, Value: b.over.values[key]})
	}
	return changes
}

// stop turns a broken store or record into an error for the node.
func stop(err *error) {
	switch r := recover().(type) {
	case nil:
	case broken:
		*err = r.err
	default:
		panic(r)
	}
}
