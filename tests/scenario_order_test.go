package tests

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"pedigree/abci/ledger"
	"pedigree/record"
)

// times makes one block of an order said so many times.
func (s *scenario) times(line string) error {
	many, order, _ := strings.Cut(line, " ")
	n, err := strconv.Atoi(many)
	if err != nil {
		return err
	}
	var txs [][]byte
	var want expected
	for i := range n {
		s.words["N"] = strconv.Itoa(i + 1)
		if line, err = s.fill(order); err != nil {
			return err
		}
		if want, err = s.signedOrder(line); err != nil {
			return err
		}
		txs = append(txs, want.tx)
	}
	results, err := s.deliver(txs...)
	if err != nil {
		return err
	}
	for i, r := range results {
		if err := want.compare(r); err != nil {
			return fmt.Errorf("order %d: %w", i+1, err)
		}
	}
	return nil
}

var orderPattern = regexp.MustCompile(`^(\w+) (\w+) (\{.*\}) -> (\w+)(?: ([TGPRXC]\w+))?(?: says (.+))?$`)

// expected is an order, and what shall become of it.
type expected struct {
	tx          []byte
	code, texts string
}

var errUnreadable = errors.New("the order cannot be read")

func (s *scenario) order(line string) error {
	want, err := s.signedOrder(line)
	if err != nil {
		if errors.Is(err, errUnreadable) && strings.HasSuffix(line, "-> Unreadable") {
			return nil
		}
		return err
	}
	s.last = want.tx
	return s.expect(want.tx, want.code, want.texts)
}

func (s *scenario) signedOrder(line string) (want expected, err error) {
	m := orderPattern.FindStringSubmatch(line)
	if m == nil {
		return want, fmt.Errorf("no step of a scenario")
	}
	a, ok := s.actors[m[1]]
	if !ok {
		return want, fmt.Errorf("no party %q", m[1])
	}
	body, err := bodyOf(m[2], m[3])
	if err != nil {
		return want, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	tx, err := a.sign(s.now, m[2], body)
	if err != nil {
		return want, err
	}
	if t, err := record.DecodeTx(tx); err == nil && m[5] != "" {
		s.words[m[5]] = string(record.NewID(created[m[5][0]], t.ID, 0))
	}
	return expected{tx, m[4], m[6]}, nil
}

// bodyOf reads an order's JSON, but lets nonsense pass: the ledger shall refuse it.
func bodyOf(command, text string) (record.Raw, error) {
	c := ledger.New(command)
	if c == nil {
		return record.Raw{0xa0}, nil
	}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(c.Body()); err != nil {
		return nil, err
	}
	return record.Marshal(c.Body())
}

// expect delivers an order and compares what became of it. The texts, split by
// semicolons, have to be in what is said.
func (s *scenario) expect(tx []byte, want, texts string) error {
	rs, err := s.deliver(tx)
	if err != nil {
		return err
	}
	if t, err := record.DecodeTx(tx); err == nil && s.ended != nil {
		s.ended(t.Command, rs[0].Code)
	}
	return expected{tx, want, texts}.compare(rs[0])
}

func (e expected) compare(r ledger.Result) error {
	if r.Code.String() != e.code && (r.Code != record.OK || e.code != "ok") {
		return fmt.Errorf("got %s: %s", r.Code, r.Text)
	}
	for text := range strings.SplitSeq(e.texts, "; ") {
		if !strings.Contains(r.Text, text) {
			return fmt.Errorf("it says: %s", r.Text)
		}
	}
	return nil
}
