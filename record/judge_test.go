package record_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"pedigree/gs1"
	"pedigree/record"
)

// judgeFile is testdata/judge.json: the one file that every Judge has to agree
// with, in whatever language it is written.
type judgeFile struct {
	About []string      `json:"about"`
	Cases []judgeVector `json:"cases"`
}

type judgeVector struct {
	Name    string         `json:"name"`
	Label   labelVector    `json:"label"`
	Purpose record.Purpose `json:"purpose"`
	Market  string         `json:"market"`
	Asker   gs1.GLN        `json:"asker"`
	Time    int64          `json:"time"` // of the block, unix seconds
	Records []shownVector  `json:"records"`
	Indexes []indexVector  `json:"indexes"`
	Verdict record.Verdict `json:"verdict"`
}

// indexVector is the proven index of a name, in 27 characters.
type indexVector struct {
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Index string `json:"index"`
}

type labelVector struct {
	GTIN   gs1.GTIN   `json:"gtin"`
	Serial gs1.Serial `json:"serial"`
	Lot    gs1.Lot    `json:"lot"`
	Expiry gs1.Date   `json:"expiry"`
}

type shownVector struct {
	Key      string `json:"key"`
	Presence string `json:"presence"` // present, absent
	Open     string `json:"open,omitempty"`
	Sealed   string `json:"sealed,omitempty"`
	Withheld bool   `json:"withheld,omitempty"`
}

func aboutJudge() []string {
	return []string{
		"Judge: (label, records, time, purpose, market, asker) -> verdict, for every language.",
		"label: an empty text is absent. Of a key that is not in records, nothing is known.",
		"open and sealed: hex of the record's parts (docs/state.cddl). withheld: there is a sealed " +
			"part, which is not shown.",
		"indexes: what is proven of the names of pack and lot (docs/proofs.md, Indexes). Of a name " +
			"that is not there, nothing is known. The lot of a unit is the one whose index it names.",
		"The verdict has to be equal in every field, reasons in this order.",
	}
}

func judgeCases() []judgeCase {
	return slices.Concat(goodCases(), blockedCases(), transitCases(), mismatchCases(),
		unlistedCases(), quantityCases(), unknownCases())
}

// show gives the records of a scene, as a proof would.
func (s *scene) show() (out []shownVector) {
	add := func(key string, v record.Value) {
		if slices.Contains(s.hidden, key) {
			return
		}
		if slices.Contains(s.absent, key) {
			out = append(out, shownVector{Key: key, Presence: "absent"})
			return
		}
		if open, ok := s.raw[key]; ok {
			v = record.Value{Open: open}
		}
		shown := shownVector{Key: key, Presence: "present", Open: hex.EncodeToString(v.Open)}
		if len(v.Sealed) > 0 && slices.Contains(s.withheld, key) {
			shown.Withheld = true
		} else {
			shown.Sealed = hex.EncodeToString(v.Sealed)
		}
		out = append(out, shown)
	}
	add(unitKey(), s.unit.Encode())
	add(pillsLotKey(), s.lot.Encode())
	add(record.ProductKey(pills()), s.product.Encode())
	if s.container != nil {
		add(palletKey(), s.container.Encode())
	}
	if s.transfer != nil {
		add(record.TransferKey(idOf("transfer")), record.Transfer{Sealed: s.transfer}.Encode())
	}
	return out
}

// indexes are those of what the label names, as a proof would show them.
func (s *scene) indexes() (out []indexVector) {
	add := func(n record.Name) {
		if !slices.Contains(s.hidden, n.Kind) {
			out = append(out, indexVector{n.Kind, n.Text, indexOf(n).String()})
		}
	}
	if !s.label.Serial.IsZero() {
		add(record.UnitName(s.label.GTIN, s.label.Serial))
	}
	if !s.label.Lot.IsZero() {
		add(record.LotName(s.label.GTIN, s.label.Lot))
	}
	return out
}

func (v *judgeVector) judge() record.Verdict {
	shown := record.ShownRecords{Indexes: map[record.Name]record.Index{}}
	for _, i := range v.Indexes {
		shown.Indexes[record.Name{Kind: i.Kind, Text: i.Text}] = record.Index(must(base64.RawURLEncoding.DecodeString(i.Index)))
	}
	for _, r := range v.Records {
		p := record.Present
		if r.Presence == "absent" {
			p = record.Absent
		}
		shown.Records = append(shown.Records, record.ShownRecord{Key: r.Key, Presence: p, Value: record.Value{
			Open: unhex(r.Open), Sealed: unhex(r.Sealed), Withheld: r.Withheld}})
	}
	return record.Judge(v.question(), shown, v.Time)
}

func (v *judgeVector) question() record.Question {
	return record.Question{Label: gs1.Label{GTIN: v.Label.GTIN, Serial: v.Label.Serial,
		Lot: v.Label.Lot, Expiry: v.Label.Expiry}, Purpose: v.Purpose, Market: v.Market, Asker: v.Asker}
}

func TestJudgeVectorsStay(t *testing.T) {
	f := judgeFile{About: aboutJudge()}
	for _, c := range judgeCases() {
		s := newScene()
		c.edit(s)
		v := judgeVector{Name: c.name, Label: labelVector{s.label.GTIN, s.label.Serial, s.label.Lot,
			s.label.Expiry}, Purpose: s.purpose, Market: s.market, Asker: s.asker, Time: s.time,
			Records: s.show(), Indexes: s.indexes()}
		v.Verdict = v.judge()
		f.Cases = append(f.Cases, v)
	}
	golden(t, "testdata/judge.json", f)
}

func judgeVectors(t testing.TB) []judgeVector {
	t.Helper()
	var f judgeFile
	if err := json.Unmarshal(must(os.ReadFile("testdata/judge.json")), &f); err != nil {
		t.Fatal(err)
	}
	return f.Cases
}
