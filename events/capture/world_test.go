package capture_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"pedigree/events"
	"pedigree/events/capture"
	"pedigree/gs1"
	"pedigree/record"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func gln(s string) gs1.GLN { return must(gs1.ParseGLN(s)) }

// Parties of the tests: mine has a site, theirs too; the ledger knows no other.
var (
	mine, myDock      = gln("9524000000019"), gln("9524000000026")
	theirs, theirDock = gln("4000001000012"), gln("4000001000029")
	product           = must(gs1.ParseGTIN("09524000001016"))
	lot               = must(gs1.ParseLot("L1"))
	nobodysGLN        = "9501101020917"
	errDown           = errors.New("connection refused")
	expiry            = record.DayFrom(must(gs1.ParseDate("2030-01-31")))
	commands          = []string{"pack", "unpack"}
)

// state is the ledger's newest state. It stops answering after so many answers.
type state struct {
	records map[string]record.Value
	left    int
	most    int // keys that were asked for at once
}

func (s *state) Get(_ context.Context, _ uint64, keys ...string) (uint64, map[string]record.Value, error) {
	if s.left--; s.left < 0 {
		return 0, nil, errDown
	}
	s.most = max(s.most, len(keys))
	found := map[string]record.Value{}
	for _, k := range keys {
		if v, ok := s.records[k]; ok {
			found[k] = v
		}
	}
	return 7, found, nil
}

func newState() *state {
	return &state{left: 1 << 30, records: map[string]record.Value{
		record.PartyKey(mine):      record.Party{GLN: mine, Name: "M", Country: "DE"}.Encode(),
		record.PartyKey(myDock):    record.Party{GLN: myDock, Parent: &mine, Name: "D", Country: "DE"}.Encode(),
		record.PartyKey(theirs):    record.Party{GLN: theirs, Name: "T", Country: "DE"}.Encode(),
		record.PartyKey(theirDock): record.Party{GLN: theirDock, Parent: &theirs, Name: "D", Country: "DE"}.Encode(),
		record.PrefixKey("9524"):   record.Prefix{Digits: "9524", Party: theirs}.Encode(),
		record.PrefixKey("952400"): record.Prefix{Digits: "952400", Party: mine}.Encode(),
		record.PrefixKey("400000"): record.Prefix{Digits: "400000", Party: theirs}.Encode(),
	}}
}

// Index implements capture.Records.
func (s *state) Index(_ context.Context, names ...record.Name) (indexes []record.Index, err error) {
	for _, n := range names {
		indexes = append(indexes, indexOf(n))
	}
	return indexes, nil
}

func (s *state) put(key string, v record.Value) { s.records[key] = v }

func (s *state) register(number gs1.Lot, serialised, closed bool, serials ...string) {
	s.put(record.ProductKey(product), record.Product{Name: "N", Strength: "S", Form: "F",
		Pack: "P", Sealed: &record.ProductSealed{Lots: 2, Maker: mine}}.Encode())
	s.put(indexOf.LotKey(product, number), record.Lot{Expiry: expiry, Maker: mine,
		Serialised: serialised, Closed: closed}.Encode())
	for _, serial := range serials {
		s.put(indexOf.UnitKey(product, must(gs1.ParseSerial(serial))), record.Unit{Lot: indexOf(record.LotName(product, number))}.Encode())
	}
}

// plan captures events for a party, as JSON-LD.
func (s *state) plan(o capture.Asked, list ...string) (*capture.Plan, capture.Effort, error) {
	o.Document = documentOf(list...)
	return s.captured(o)
}

func (s *state) captured(o capture.Asked) (*capture.Plan, capture.Effort, error) {
	o.Party = mine
	return capture.Door{Records: s, ChainID: "test", Commands: commands, Check: check}.Plan(
		context.Background(), o)
}

func documentOf(list ...string) []byte {
	for i, e := range list {
		list[i] = `{"eventTime":"2026-01-01T00:00:00Z","eventTimeZoneOffset":"+00:00",` + e + `}`
	}
	return []byte(`{"@context":"https://ref.gs1.org/standards/epcis/epcis-context.jsonld",` +
		`"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z",` +
		`"epcisBody":{"eventList":[` + strings.Join(list, ",") + `]}}`)
}

// check refuses what the ledger refuses at first sight: a serial that is named twice.
func check(s events.Step) error {
	seen := map[gs1.Serial]bool{}
	if add, ok := s.Body.(record.AddSerials); ok {
		for _, serial := range add.Serials {
			if seen[serial] {
				return fmt.Errorf("serial %s is named twice", serial)
			}
			seen[serial] = true
		}
	}
	return nil
}

func link(gln string) string { return `"https://id.gs1.org/414/` + gln + `"` }

const made = `"type":"ObjectEvent","action":"ADD","bizStep":"commissioning",` +
	`"ilmd":{"cbvmda:lotNumber":"L1","cbvmda:itemExpirationDate":"2030-01-31"},"epcList":`

// packs are EPCs of mine.
func packs(serials ...string) string {
	for i, serial := range serials {
		serials[i] = `"https://id.gs1.org/01/09524000001016/21/` + serial + `"`
	}
	return "[" + strings.Join(serials, ",") + "]"
}
