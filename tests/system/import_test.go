package system

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/events"
)

const pharmaExample = "../../../shared/vectors/epcis/xml-1.2/GS1_US_Pharma_Example_2_2_1_1.xml"

// The parties of the example.
var (
	usMaker     = party{"gs1pharma", "0300011111116", "manufacturer", "US", "030001"}
	usWarehouse = party{"distributor", "0399993456780", "wholesaler", "US", ""}
)

// imported is the report of pedigree import.
type imported struct {
	Orders []struct {
		Event                       int
		Command, Status, Code, ID   string
		Height, EventID, Message, _ string
	}
	Left, Notes []struct {
		Event     int
		What, Why string
	}
}

func (u *terminal) bringIn(status int, key, file string, flags ...string) (r imported) {
	u.t.Helper()
	p := u.expect(status, append([]string{"import", file, "--as", key, "--json"}, flags...)...)
	if err := json.Unmarshal([]byte(p.out), &r); err != nil {
		u.t.Fatalf("%v in %q", err, p.out)
	}
	return r
}

func (r imported) statuses() string {
	var out []string
	for _, o := range r.Orders {
		out = append(out, o.Command+" "+o.Status)
	}
	return strings.Join(out, ", ")
}

// TestImportOfTheExampleOfGS1US: a document of the US industry goes in, comes out again
// as EPCIS, and its packs verify; a second import changes nothing. Its expiry date has
// passed, so the file is also imported as if it were of today.
func TestImportOfTheExampleOfGS1US(t *testing.T) {
	text, err := os.ReadFile(pharmaExample)
	if err != nil {
		t.Skip("the example of GS1 US is not at hand: ", err)
	}
	s := serve(t, "--no-demo")
	u := s.terminal()
	keys := u.join(s, usMaker, usWarehouse)
	packs := slices.Contains(ledger.Names(), "pack")

	today := u.file("today.xml", bytes.ReplaceAll(text, []byte("2025-03-27"), []byte("2031-03-27")))
	want := "register_product COMMITTED, register_lot COMMITTED, add_serials COMMITTED"
	again := "register_product COMMITTED before, register_lot COMMITTED before, " +
		"add_serials COMMITTED before"
	status, facts := 1, []string{"register_product", "register_lot", "add_serials"}
	if packs {
		want += ", pack COMMITTED, ship COMMITTED"
		again += ", pack COMMITTED before, ship COMMITTED before"
		status, facts = 0, append(facts, "pack", "ship")
	}
	u.expect(status, "import", today, "--as", keys["gs1pharma"], "--dry-run").says(t, "not sent",
		"add_serials", `"serials":["11","12",`)
	s.commandsAre()
	first := u.bringIn(status, keys["gs1pharma"], today)
	if got := first.statuses(); got != want {
		t.Fatalf("%s\n%+v", got, first)
	}
	if !packs && (len(first.Left) != 5 || first.Left[0].Event != 3 || first.Left[4].Event != 8) {
		t.Errorf("left: %+v", first.Left)
	}
	s.commandsAre(facts...)

	second := u.bringIn(status, keys["gs1pharma"], today)
	if got := second.statuses(); got != again {
		t.Errorf("the second import: %s", got)
	}
	s.commandsAre(facts...)
	// The same lot with another expiry date is not the same lot: nothing is added to it.
	old := u.bringIn(3, keys["gs1pharma"], u.file("old.xml", text))
	if got := old.statuses(); !strings.HasPrefix(got, "register_product COMMITTED before, "+
		"register_lot REFUSED, add_serials not sent") ||
		!strings.Contains(old.Orders[1].Message, "2031-03-27, not on 2025-03-27") {
		t.Errorf("another expiry: %s", old.Orders[1].Message)
	}
	// Nor is a product that is described in another way the same product.
	renamed := u.bringIn(3, keys["gs1pharma"], u.file("renamed.xml",
		bytes.ReplaceAll(text, []byte("Epcistra"), []byte("Another"))))
	if got := renamed.statuses(); !strings.HasPrefix(got, "register_product REFUSED, register_lot not sent") ||
		!strings.Contains(renamed.Orders[0].Message, `is named "Epcistra", not "Another"`) {
		t.Errorf("another name: %s, %s", got, renamed.Orders[0].Message)
	}
	// Without the journal the ledger refuses what is there already, and nothing is doubled.
	if err := os.Remove(keys["gs1pharma"] + ".imports"); err != nil {
		t.Fatal(err)
	}
	u.bringIn(3, keys["gs1pharma"], today)
	s.commandsAre(facts...)

	s.comesOutAgain(packs)
	for serial := 11; serial <= 22; serial++ {
		code := fmt.Sprintf("(01)00300010123455(21)%d(10)A123(17)310327", serial)
		u.verify(0, s.trust(), code).is(t, "GENUINE", "OK", "PROVEN")
	}
	u.verify(4, s.trust(), "(01)00300010123455(21)23(10)A123(17)310327")
}

// commandsAre demands that these orders made the product's facts, and no others.
func (s *server) commandsAre(want ...string) {
	s.t.Helper()
	s.caughtUp()
	var got []string
	for _, e := range s.eventsOf("00300010123455") {
		got = append(got, e.Command)
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("the ledger has %v of it, want %v", got, want)
	}
}

type readEvent struct{ Command, Epcis string }

func (s *server) eventsOf(gtin string) (out []readEvent) {
	s.t.Helper()
	var data struct {
		Events struct{ Edges []struct{ Node readEvent } }
	}
	s.ask(`{events(filter:{gtin:"`+gtin+`"},first:50){edges{node{command epcis}}}}`, &data)
	for _, e := range data.Events.Edges {
		out = append(out, e.Node)
	}
	return out
}

// comesOutAgain demands valid EPCIS 2.0 that names itself by its hash and says what the
// document said: twelve packs of lot A123, and where they went.
func (s *server) comesOutAgain(packs bool) {
	t := s.t
	t.Helper()
	said := map[string]string{}
	for _, e := range s.eventsOf("00300010123455") {
		if e.Epcis == "" { // EPCIS has no such event
			continue
		}
		said[e.Command] = e.Epcis
		ids, err := events.Hashes([]byte(e.Epcis))
		if err != nil || len(ids) != 1 || !strings.Contains(e.Epcis, ids[0]) {
			t.Errorf("%s: %v %v", e.Command, ids, err)
		}
		if err := events.Validate([]byte(e.Epcis)); err != nil {
			t.Errorf("%s: %v", e.Command, err)
		}
	}
	for serial := 11; serial <= 22; serial++ {
		epc := fmt.Sprintf(`"https://id.gs1.org/01/00300010123455/21/%d"`, serial)
		if !strings.Contains(said["add_serials"], epc) || packs && !strings.Contains(said["pack"], epc) {
			t.Errorf("%s does not come out again", epc)
		}
	}
	if packs && (!strings.Contains(said["ship"], `"https://id.gs1.org/00/403000112345678901"`) ||
		!strings.Contains(said["ship"], `"https://id.gs1.org/414/0399993456780"`)) {
		t.Errorf("the shipment comes out as %s", said["ship"])
	}
}
