package system

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// The main job as people do it: register a lot, hand it over, scan it, get a verdict.
func TestMainJobByTheCommandLine(t *testing.T) {
	s := serve(t, "--no-demo")
	u := s.terminal()
	keys := u.join(s, acme, medco, corner, village)
	serials := u.make(keys["acme"])

	// The lot goes to medco whole, as one line, and 20 packs of it to corner.
	offer := u.order(keys["acme"], "ship", `{"to":"`+medco.gln+`","items":[{"gtin":"`+amoxal+
		`","lot":"AMX1"}]}`)
	items, _ := offer.Events[0].Fields["items"].([]any)
	if line, _ := items[0].(map[string]any); len(items) != 1 || line["whole"] != true ||
		line["quantity"] != 1000.0 {
		t.Errorf("the whole lot was shipped as %v", items)
	}
	u.receive(keys["medco"], offer)
	u.refused(keys["acme"], "ship", `{"to":"`+medco.gln+`","items":[`+pack(serials[0])+`]}`,
		"NotHolder", 19)
	offer = u.order(keys["medco"], "ship", `{"to":"`+corner.gln+`","items":`+packs(serials[:20])+`}`)
	u.refused(keys["corner"], "dispense", pack(serials[0]), "NotHolder", 19)
	u.receive(keys["corner"], offer)
	s.holdersAre(amoxal, "AMX1", map[string]holding{medco.name: {held: 980}, corner.name: {held: 20}})

	u.scanPhotos(s, keys, serials)
	u.proofFiles(s, code(serials[2]))
	u.recall(s, keys, serials)
}

// make registers amoxal and its lot AMX1 with 1,000 random serials.
func (u *terminal) make(acme string) []string {
	u.t.Helper()
	u.order(acme, "register_product", productFields(amoxal, "Amoxal"))
	u.refused(acme, "register_product", productFields(amoxal, "Amoxal"), "AlreadyExists", 14)
	lot := u.file("lot.json", map[string]any{"gtin": amoxal, "lot": "AMX1", "expiry": "2029-12-31",
		"serialised": true, "planned": 1000})
	registered := u.expect(0, "tx", "register_lot", "--as", acme, "--file", lot).submitted(u.t)
	if registered.Status != "COMMITTED" || registered.Events[0].Command != "register_lot" {
		u.t.Errorf("register_lot: %+v", registered)
	}
	serials := randomSerials(1000)
	add := u.file("serials.json", map[string]any{"gtin": amoxal, "lot": "AMX1", "serials": serials})
	u.expect(0, "tx", "add_serials", "--as", acme, "--file", add)
	u.expect(3, "tx", "add_serials", "--as", acme, "--file", add).says(u.t, "REFUSED", "AlreadyExists")
	u.order(acme, "close_lot", `{"gtin":"`+amoxal+`","lot":"AMX1"}`)
	u.expect(2, "tx", "close_lot", "--as", acme, "--json", `{"gtin":"`+amoxal+`","lott":"AMX1"}`).
		says(u.t, "unknown field")
	return serials
}

func (u *terminal) receive(as string, offer submitted) {
	u.t.Helper()
	u.order(as, "receive", `{"transfer":"`+offer.transfer(u.t)+`","all":true}`)
}

// scanPhotos judges a pack from photos of both symbols, before and after it is
// supplied, and packs that are not what they say.
func (u *terminal) scanPhotos(s *server, keys map[string]string, serials []string) {
	t, trust := u.t, s.trust()
	t.Helper()
	qr, matrix := filepath.Join(u.dir, "qr.png"), filepath.Join(u.dir, "matrix.png")
	u.expect(0, "label", code(serials[0]), "-o", qr)
	u.expect(0, "label", code(serials[0]), "--symbol", "datamatrix", "-o", matrix)
	for _, photo := range []string{qr, matrix} {
		f := u.verify(0, trust, photo)
		f.is(t, "GENUINE", "OK", "PROVEN")
		if f.Lot != "AMX1" || f.Expiry != "2029-12-31" || f.Height == "" || f.Time == "" {
			t.Errorf("%+v", f)
		}
		u.expect(0, "verify", photo, "--trust", trust).says(t, "GENUINE\n", "lot      AMX1",
			"expiry   2029-12-31", "height   "+f.Height, "basis    PROVEN")
	}
	u.order(keys["corner"], "dispense", `{"gtin":"`+amoxal+`","serial":"`+serials[0]+
		`","lot":"AMX1","expiry":"2029-12-31"}`)
	u.expect(3, "verify", qr, "--trust", trust, "--purpose", "DISPENSE").says(t, "BLOCKED(supplied)",
		"PROVEN")
	u.verify(0, trust, qr).is(t, "GENUINE", "NOTICE", "PROVEN", "Supplied")
	u.refused(keys["corner"], "dispense", pack(serials[0]), "OwnDuplicate", 34)
	u.refused(keys["village"], "dispense", pack(serials[0]), "AlreadySupplied", 35)

	u.verify(4, trust, code("NEVERREGISTERED")).is(t, "NOT_REGISTERED", "STOP", "PROVEN", "NotFound")
	u.verify(4, trust, "(01)"+paracetol+"(21)A1").is(t, "NOT_REGISTERED", "STOP", "PROVEN", "NotFound")
	other := "(01)" + amoxal + "(17)280101(10)AMX1(21)" + serials[1]
	u.expect(4, "verify", other, "--trust", trust).says(t, "MISMATCH(expiry)", "PROVEN")
	other = "(01)" + amoxal + "(17)291231(10)AMX2(21)" + serials[1]
	u.expect(4, "verify", other, "--trust", trust).says(t, "MISMATCH(lot)", "PROVEN")
	u.verify(5, trust, "(01)09504000100019(21)A1").is(t, "SCAN_FAULT", "STOP", "REPORTED")
	u.expect(5, "verify", u.file("table.png", blank(t)), "--trust", trust).says(t, "SCAN_FAULT")
	// Without a trust root nothing is proven, and the gateway's word is had only by asking for it.
	u.verify(1, "", code(serials[2])).is(t, "UNKNOWN", "STOP", "REPORTED", "NoTrustRoot")
	u.verify(0, "", code(serials[2]), "--reported").is(t, "GENUINE", "OK", "REPORTED")
}

// recall takes the lot back: no purpose and no pack is excepted.
func (u *terminal) recall(s *server, keys map[string]string, serials []string) {
	u.t.Helper()
	u.order(keys["acme"], "recall", `{"gtin":"`+amoxal+`","lot":"AMX1","again":"AMX1","class":1,
		"depth":"patient","reason":"glass in the bottle"}`)
	u.expect(3, "verify", code(serials[1]), "--trust", s.trust()).
		says(u.t, "BLOCKED(recalled)", "PROVEN")
	u.expect(3, "verify", code(serials[0]), "--trust", s.trust(), "--purpose", "DISPENSE").
		says(u.t, "BLOCKED(recalled, supplied)")
	u.refused(keys["corner"], "dispense", pack(serials[1]), "Recalled", 26)
}

// A lot without serials: 5,000 packs of which every one is somewhere.
func TestLotByQuantity(t *testing.T) {
	s := serve(t, "--no-demo")
	u := s.terminal()
	keys := u.join(s, acme, medco, corner)
	lot := func(n int) string {
		return fmt.Sprintf(`{"gtin":%q,"lot":"PAR-7","quantity":%d}`, paracetol, n)
	}
	u.order(keys["acme"], "register_product", productFields(paracetol, "Paracetol"))
	u.order(keys["acme"], "register_lot", `{"gtin":"`+paracetol+`","lot":"PAR-7",
		"expiry":"2029-06-30","planned":5000}`)
	u.order(keys["acme"], "close_lot", `{"gtin":"`+paracetol+`","lot":"PAR-7"}`)
	offer := u.order(keys["acme"], "ship", `{"to":"`+medco.gln+`","items":[`+lot(1200)+`]}`)
	s.holdersAre(paracetol, "PAR-7", map[string]holding{acme.name: {held: 3800, outgoing: 1200}})
	u.refused(keys["corner"], "receive", `{"transfer":"`+offer.transfer(t)+`","all":true}`,
		"NotAddressee", 22)
	u.order(keys["medco"], "receive", `{"transfer":"`+offer.transfer(t)+`","accepted":[`+lot(1150)+
		`],"missing":[`+lot(50)+`]}`)
	u.refused(keys["medco"], "ship", `{"to":"`+corner.gln+`","items":[`+lot(1151)+`]}`,
		"QuantityExceeded", 41)
	u.receive(keys["corner"], u.order(keys["medco"], "ship",
		`{"to":"`+corner.gln+`","items":[`+lot(100)+`]}`))
	u.order(keys["corner"], "dispense", lot(10))
	s.holdersAre(paracetol, "PAR-7", map[string]holding{acme.name: {held: 3850},
		medco.name: {held: 1050}, corner.name: {held: 90, supplied: 10}})
	u.verify(0, s.trust(), "(01)"+paracetol+"(17)290630(10)PAR-7").
		is(t, "GENUINE", "NOTICE", "PROVEN", "NoSerials")
}

func pack(serial string) string {
	return `{"gtin":"` + amoxal + `","serial":"` + serial + `"}`
}

func packs(serials []string) string {
	lines := make([]json.RawMessage, len(serials))
	for i, serial := range serials {
		lines[i] = json.RawMessage(pack(serial))
	}
	b, err := json.Marshal(lines)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// code is what is printed on a pack of the lot AMX1.
func code(serial string) string { return "(01)" + amoxal + "(17)291231(10)AMX1(21)" + serial }

// blank is a picture of a table without any pack on it.
func blank(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 80, 60))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	return must(os.ReadFile(name))(t)
}
