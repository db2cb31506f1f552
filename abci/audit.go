package abci

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"path/filepath"

	"pedigree/abci/store"
	"pedigree/record"
)

// ErrAudit marks the first difference that an audit finds.
var ErrAudit = errors.New("audit")

// Audited is what an audit has seen.
type Audited struct {
	Height    uint64 `json:"height,string"`
	Root      string `json:"root"`
	First     uint64 `json:"firstFact,string"` // later than 1 in a node that began from a snapshot; 0: none
	Facts     uint64 `json:"facts,string"`
	Missing   uint64 `json:"missingFacts,string"` // before the first
	Orders    uint64 `json:"orders,string"`
	Histories uint64 `json:"histories,string"` // of records, if the audit was a full one
}

// AuditHome audits the ledger of a node that is not running, and changes no file.
func AuditHome(home string, full bool, progress func(what string, done uint64)) (Audited, error) {
	s, err := store.Open(filepath.Join(home, "data", "ledger"), store.Options{ReadOnly: true})
	if err != nil {
		return Audited{}, err
	}
	a, err := Audit(s, full, progress)
	return a, errors.Join(err, s.Close())
}

// Audit computes again whatever can be computed: pages and root from the rows; head
// and number of the log from its facts; and that each order that is answered is there
// as it was signed. A full one also checks the signatures, and the histories of all
// records from the facts; for that it remembers each record that has one. progress
// may be nil.
func Audit(s *store.Store, full bool, progress func(what string, done uint64)) (Audited, error) {
	if progress == nil {
		progress = func(string, uint64) {}
	}
	root := s.Root()
	a := &audit{app: &App{store: s, signatures: newSignatures()}, full: full, progress: progress,
		histories: map[string]record.History{},
		Audited:   Audited{Height: s.Height(), Root: fmt.Sprintf("%x", root[:])}}
	for _, step := range []func() error{
		func() error { return s.Audit(func(n uint64) { progress("records", n) }) },
		a.log, a.orders, a.records,
	} {
		if err := step(); err != nil {
			return a.Audited, fmt.Errorf("%w: height %d: %w", ErrAudit, a.Height, err)
		}
	}
	return a.Audited, nil
}

type audit struct {
	Audited
	app       *App
	full      bool
	progress  func(string, uint64)
	histories map[string]record.History

	chain record.Log // of the facts read so far
	data  hash.Hash  // of the facts of one order
	last  record.Fact
	some  int // facts of that order
}

// log reads all facts in order and chains them.
func (a *audit) log() error {
	start, err := a.app.logStart()
	if err != nil {
		return err
	}
	a.chain, a.Missing = start, start.Count
	var failed error
	err = a.app.store.AuxRange([]byte{rowFact}, []byte{rowFact + 1}, func(k, v []byte) bool {
		failed = a.fact(k, v)
		return failed == nil
	})
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	a.endOrder()
	return a.checkHead()
}

func (a *audit) fact(k, v []byte) error {
	if len(k) != 9 {
		return fmt.Errorf("row %x is no fact's", k)
	}
	n := binary.BigEndian.Uint64(k[1:])
	if a.First == 0 {
		a.First = n
	}
	if want := a.First + a.Facts; n != want {
		return fmt.Errorf("fact %d is missing; %d follows", want, n)
	}
	f, err := record.DecodeFact(v)
	if err != nil {
		return fmt.Errorf("fact %d: %w", n, err)
	}
	if a.Facts > 0 && !follows(f, &a.last) {
		return fmt.Errorf("fact %d is %s and follows %s", n, f.ID(), a.last.ID())
	}
	if f.N == 0 {
		a.endOrder()
		a.data = sha256.New()
		if err := a.startsAt(n); err != nil {
			return err
		}
	}
	if a.data == nil {
		return fmt.Errorf("fact %d begins with %s", n, f.ID())
	}
	a.data.Write(v)
	a.last = *f
	a.some++
	a.Facts++
	if a.full {
		for _, key := range f.Subjects {
			h, ok := a.histories[key]
			if !ok {
				h = record.NewHistory(key)
			}
			a.histories[key] = h.Add(record.FactHash(v))
		}
	}
	if a.Facts%10_000 == 0 {
		a.progress("facts", a.Facts)
	}
	return nil
}

// startsAt compares the head of the log before a fact with the one noted, if a block
// begins there: other nodes are given it.
func (a *audit) startsAt(n uint64) error {
	head, noted, err := a.app.headBefore(n)
	if err == nil && noted && head != a.chain.Head {
		err = fmt.Errorf("before fact %d the log had head %s, noted is %s", n, a.chain.Head, head)
	}
	return err
}

// follows tells whether a fact may stand directly behind another.
func follows(f, last *record.Fact) bool {
	if f.Height == last.Height && f.Index == last.Index {
		return f.N == last.N+1 && f.TxID == last.TxID
	}
	later := f.Height > last.Height || f.Height == last.Height && f.Index > last.Index
	return f.N == 0 && later
}

func (a *audit) endOrder() {
	if a.some > 0 {
		a.chain = a.chain.Add(a.some, record.Hash(a.data.Sum(nil)))
	}
	a.some = 0
}

// checkHead compares the log with what the state says of it. A log that starts later
// has to lead there from the head noted before its first fact, which it could not with
// any other facts.
func (a *audit) checkHead() error {
	view, err := a.app.store.Tip()
	if err != nil {
		return err
	}
	defer view.Close()
	want, err := logHead(view)
	if err != nil {
		return err
	}
	if a.chain.Count != want.Count {
		return fmt.Errorf("the log ends at fact %d, %s says %d", a.chain.Count, record.KeyLogHead,
			want.Count)
	}
	if a.chain.Head != want.Head {
		return fmt.Errorf("the facts chain to %s, %s says %s", a.chain.Head, record.KeyLogHead, want.Head)
	}
	if n, err := a.app.factCount(); err != nil || n != want.Count {
		return fmt.Errorf("the row beside the tree counts %d facts, %s %d: %w", n, record.KeyLogHead,
			want.Count, err)
	}
	return nil
}

// orders reads all signed orders and finds the answer of each.
func (a *audit) orders() error {
	var failed error
	s := a.app.store
	err := s.AuxRange([]byte{rowSigned}, []byte{rowSigned + 1}, func(k, v []byte) bool {
		failed = a.order(k, bytes.Clone(v))
		return failed == nil
	})
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	answers := uint64(0)
	err = s.AuxRange([]byte{rowAnswer}, []byte{rowAnswer + 1}, func(_, _ []byte) bool {
		answers++
		return true
	})
	if err == nil && answers != a.Orders {
		err = fmt.Errorf("%d orders are answered, %d are there as they were signed", answers, a.Orders)
	}
	return err
}

func (a *audit) order(k, v []byte) error {
	tx, err := record.DecodeTx(v)
	if err != nil {
		return fmt.Errorf("order %x: %w", k, err)
	}
	answer, ok, err := a.app.answer(tx.ID)
	if err != nil || !ok {
		return fmt.Errorf("order %s has no answer: %w", tx.ID, err)
	}
	if !bytes.Equal(k, signedKey(answer.Height, answer.Index)) {
		return fmt.Errorf("order %s was answered at %d/%d and stands at %x", tx.ID, answer.Height,
			answer.Index, k)
	}
	if a.Orders++; a.Orders%10_000 == 0 {
		a.progress("orders", a.Orders)
	}
	if err := a.stated(tx, answer); err != nil || !a.full {
		return err
	}
	return a.signed(tx)
}

// stated wants the facts that the answer names to be the order's.
func (a *audit) stated(tx *record.Tx, answer *Answer) error {
	if answer.Facts == 0 {
		return nil
	}
	facts, err := a.app.factsFrom(answer.First, int(answer.Facts), maxFactsBytes)
	if err != nil {
		return err
	}
	for i, b := range facts {
		f, err := record.DecodeFact(b)
		if err != nil {
			return err
		}
		if f.TxID != tx.ID || f.N != uint64(i) || f.Height != answer.Height ||
			f.Index != uint64(answer.Index) {
			return fmt.Errorf("fact %d is %s, not of order %s", answer.First+uint64(i), f.ID(), tx.ID)
		}
	}
	return nil
}

// signed checks the signature with the key that the state names.
func (a *audit) signed(tx *record.Tx) error {
	view, err := a.app.store.Tip()
	if err != nil {
		return err
	}
	defer view.Close()
	key := record.KeyKey(tx.Key)
	v, ok, err := view.Get(key)
	if err != nil || !ok {
		return fmt.Errorf("order %s: no %s: %w", tx.ID, key, err)
	}
	k, err := record.DecodeDeviceKey(record.Value{Open: v.Open, Sealed: v.Sealed})
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	if !a.app.signatures.verify(tx, k.Public) {
		return fmt.Errorf("order %s is not signed by %s", tx.ID, key)
	}
	return nil
}
