package events_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pedigree/events"
	"pedigree/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with testdata/<name>.golden: the event, indented, and its sentence.
func golden(t *testing.T, name string, e events.Event, sentence string) {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(sentence + "\n" + e.Subject + "\n")
	if err := json.Indent(&b, e.JSON, "", "  "); err != nil {
		t.Fatal(err)
	}
	b.WriteByte('\n')
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Errorf("%s differs from %s:\n%s", name, path, b.Bytes())
	}
}

func TestGolden(t *testing.T) {
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			e, err := events.Render(s.fact)
			if err != nil {
				t.Fatal(err)
			}
			sentence := events.Summary(s.fact)
			if sentence != s.sentence {
				t.Errorf("sentence\n got %q\nwant %q", sentence, s.sentence)
			}
			golden(t, s.name, e, sentence)
		})
	}
}

var subjectForm = regexp.MustCompile(`^epcis\.[a-z_]+\.([0-9]{14}|[0-9]{18}|_)\.[0-9a-f]$`)

func checkEvent(t interface{ Errorf(string, ...any) }, f *record.Fact, e events.Event) {
	encoded := f.Encode()
	if back, err := events.FactBytes(e.JSON); err != nil || !bytes.Equal(back, encoded) {
		t.Errorf("the event does not carry its fact: %v", err)
	}
	if e.FactHash != record.FactHash(encoded) || e.FactID != f.ID() {
		t.Errorf("event is of fact %s %s", e.FactID, e.FactHash)
	}
	if e.Standard == strings.HasPrefix(e.Type, "pedigree:") || e.Standard != (e.BizStep != "") {
		t.Errorf("type %s, bizStep %q, standard %v", e.Type, e.BizStep, e.Standard)
	}
	if !subjectForm.MatchString(e.Subject) {
		t.Errorf("subject %q", e.Subject)
	}
	again, err := events.Render(f)
	if err != nil || !bytes.Equal(again.JSON, e.JSON) {
		t.Errorf("rendered twice, different bytes: %v", err)
	}
}

func TestSamplesObeyTheSchema(t *testing.T) {
	schema := epcisSchema(t)
	for _, s := range samples() {
		e, err := events.Render(s.fact)
		if err != nil {
			t.Fatal(err)
		}
		if err := check(schema, e.JSON); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
		checkEvent(t, s.fact, e)
	}
}

// TestTerms is the table of rules.md: what each command means in CBV 2.0.
func TestTerms(t *testing.T) {
	want := map[string][4]string{
		"register_lot":            {"ObjectEvent", "ADD", "commissioning", "active"},
		"add_serials":             {"ObjectEvent", "ADD", "commissioning", "active"},
		"close_lot":               {"ObjectEvent", "OBSERVE", "commissioning", "active"},
		"ship_quantity":           {"ObjectEvent", "OBSERVE", "shipping", "in_transit"},
		"receive_part":            {"ObjectEvent", "OBSERVE", "receiving", "in_progress"},
		"refuse":                  {"ObjectEvent", "OBSERVE", "void_shipping", "in_progress"},
		"cancel":                  {"ObjectEvent", "OBSERVE", "void_shipping", "in_progress"},
		"dispense":                {"ObjectEvent", "OBSERVE", "dispensing", "dispensed"},
		"dispense_part":           {"ObjectEvent", "OBSERVE", "dispensing", "partially_dispensed"},
		"dispense_quantity":       {"ObjectEvent", "OBSERVE", "dispensing", "dispensed"},
		"recall":                  {"ObjectEvent", "OBSERVE", "holding", "recalled"},
		"authorize_site":          {"pedigree:PartyEvent", "", "", ""},
		"register_product":        {"pedigree:MasterDataEvent", "", "", ""},
		"alert":                   {"pedigree:AlertEvent", "", "", ""},
		"acknowledge_recall":      {"pedigree:RecallEvent", "", "", ""},
		"report_exception":        {"pedigree:AlertEvent", "", "", ""},
		"resolve_exception":       {"pedigree:AlertEvent", "", "", ""},
		"open_case":               {"ObjectEvent", "OBSERVE", "holding", "non_sellable_other"},
		"add_finding":             {"pedigree:AlertEvent", "", "", ""},
		"close_case_cleared":      {"ObjectEvent", "OBSERVE", "inspecting", "sellable_accessible"},
		"close_case_illegitimate": {"ObjectEvent", "OBSERVE", "inspecting", "non_sellable_other"},
		"repackage":               {"TransformationEvent", "", "repackaging", "active"},
		"withdraw_product":        {"ObjectEvent", "OBSERVE", "holding", "recalled"},
		"propose":                 {"pedigree:NetworkEvent", "", "", ""},
		"suspend":                 {"pedigree:PartyEvent", "", "", ""},
		"amend_product":           {"pedigree:MasterDataEvent", "", "", ""},
		"decommission":            {"ObjectEvent", "OBSERVE", "decommissioning", "inactive"},
		"destroy":                 {"ObjectEvent", "DELETE", "destroying", "destroyed"},
		"report_stolen":           {"ObjectEvent", "OBSERVE", "stock_taking", "stolen"},
		"undo":                    {"ObjectEvent", "OBSERVE", "dispensing", "dispensed"},
		"undo_part":               {"ObjectEvent", "OBSERVE", "dispensing", "partially_dispensed"},
		"hold":                    {"ObjectEvent", "OBSERVE", "holding", "non_sellable_other"},
		"release":                 {"ObjectEvent", "OBSERVE", "inspecting", "sellable_accessible"},
		"pack":                    {"AggregationEvent", "ADD", "packing", "in_progress"},
		"unpack":                  {"AggregationEvent", "DELETE", "unpacking", "in_progress"},
		"unpack_one":              {"AggregationEvent", "DELETE", "unpacking", "in_progress"},
		"return":                  {"ObjectEvent", "OBSERVE", "shipping", "returned"},
	}
	for _, s := range samples() {
		e, err := events.Render(s.fact)
		if err != nil {
			t.Fatal(err)
		}
		got := [4]string{e.Type, e.Action, e.BizStep, e.Disposition}
		if w, ok := want[s.name]; ok && got != w {
			t.Errorf("%s: %v, want %v", s.name, got, w)
		}
	}
}

func TestWhatTheGoodsShare(t *testing.T) {
	want := map[string][3]string{ // GTIN, lot, SSCC
		"ship_quantity":  {"09524000001023", "Q1", ""},
		"ship_mixed":     {"", "", ""},
		"ship_container": {"", "", "009524000000000015"},
		"cancel":         {"09524000001016", "L1", ""},
		"grant_prefix":   {"", "", ""},
		"recall":         {"09524000001023", "Q1", ""},
	}
	for _, s := range samples() {
		e, err := events.Render(s.fact)
		if err != nil {
			t.Fatal(err)
		}
		got := [3]string{e.GTIN, e.Lot, e.SSCC}
		if w, ok := want[s.name]; ok && got != w {
			t.Errorf("%s: %v, want %v", s.name, got, w)
		}
	}
}

func TestRefusesWhatIsNoFact(t *testing.T) {
	w := newWorld()
	for name, f := range map[string]*record.Fact{
		"unknown command": w.fact("teleport", w.acme, w.acme, record.RevokeKey{}),
		"wrong fields":    w.fact("ship", w.acme, w.acme, record.RevokeKey{}),
		"no fields":       {Command: "ship"},
	} {
		if e, err := events.Render(f); err == nil {
			t.Errorf("%s: rendered as %s", name, e.JSON)
		}
		if s := events.Summary(f); s == "" {
			t.Errorf("%s: no sentence", name)
		}
	}
	for _, text := range []string{"", "{}", "[]", `{"pedigree:fact":""}`, `{"pedigree:fact":"A"}`,
		`{"pedigree:fact":"####"}`, `{"pedigree:fact":7}`} {
		if b, err := events.FactBytes([]byte(text)); err == nil {
			t.Errorf("%q holds the fact %x", text, b)
		}
	}
}
