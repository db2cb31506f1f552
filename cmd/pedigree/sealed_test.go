package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"pedigree/graphql/bearer"
	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
	"pedigree/scanner"
)

// boxed is a pack of acme in a container that is on its way to medco.
type boxed struct {
	*process
	t    *testing.T
	demo *demo
	code string
	sscc gs1.SSCC
}

func onItsWay(t *testing.T) *boxed {
	p := running(t)
	b := &boxed{process: p, t: t, demo: &demo{ctx: t.Context(), url: p.localURL,
		home: p.options.home, devices: map[string]*device{}}}
	label, err := gs1.ParseLabel("(01)09504000100018(10)SEALED1(21)SEALED00000001", 2026)
	if err != nil {
		t.Fatal(err)
	}
	b.code = label.ElementString()
	const body = "19504000123456789"
	check, err := gs1.CheckDigit(body)
	if err != nil {
		t.Fatal(err)
	}
	if b.sscc, err = gs1.ParseSSCC(body + string(check)); err != nil {
		t.Fatal(err)
	}
	b.order("acme", "register_lot", record.RegisterLot{GTIN: label.GTIN, Lot: label.Lot,
		Expiry: record.DayOf(time.Now().Unix()) + 400, Serialised: true, Planned: 1})
	b.order("acme", "add_serials", record.AddSerials{GTIN: label.GTIN, Lot: label.Lot,
		Serials: []gs1.Serial{label.Serial}})
	b.order("acme", "close_lot", record.CloseLot{GTIN: label.GTIN, Lot: label.Lot})
	b.order("acme", "pack", record.Pack{SSCC: b.sscc,
		Items: []record.Item{{GTIN: label.GTIN, Serial: label.Serial}}})
	medco, err := demoGLN("medco")
	if err != nil {
		t.Fatal(err)
	}
	b.order("acme", "ship", record.Ship{To: medco, Items: []record.Item{{SSCC: b.sscc}}})
	return b
}

func (b *boxed) order(as, command string, body any) {
	b.t.Helper()
	if err := b.demo.order(as, command, body); err != nil {
		b.t.Fatal(err)
	}
}

// asks is the verdict that a party's device finds; nobody's where there is no name.
func (b *boxed) asks(as string, purpose record.Purpose, url string) finding {
	b.t.Helper()
	v := verifier{url: url, trust: &b.trust, purpose: purpose, now: time.Now}
	if as != "" {
		var err error
		if v.key, err = readKeyFile(b.keyFile(as)); err != nil {
			b.t.Fatal(err)
		}
	}
	return v.verify(b.t.Context(), b.code)
}

func (f finding) says() string {
	var codes []string
	for _, r := range f.Reasons {
		codes = append(codes, r.Code)
	}
	return strings.TrimSpace(string(f.Headline) + " " + string(f.basis) + " " +
		strings.Join(codes, ","))
}

// Who sent, gets or owns a pack proves where it is; the others are neither told nor shown.
func TestCustodyIsProvenToWhomItConcerns(t *testing.T) {
	b := onItsWay(t)
	for _, c := range []struct {
		as      string
		purpose record.Purpose
		want    string
	}{
		{"medco", record.ForReceive, "GENUINE PROVEN"},
		{"medco", record.ForDispense, "BLOCKED PROVEN InTransit"},
		{"medco", record.ForPatient, "GENUINE PROVEN"},
		{"acme", record.ForDispense, "BLOCKED PROVEN InTransit"},
		{"authority", record.ForReceive, "BLOCKED PROVEN InTransit"},
		{"authority", record.ForInspect, "GENUINE PROVEN InTransit"},
		{"corner", record.ForReceive, "GENUINE REPORTED"},
		{"corner", record.ForDispense, "GENUINE REPORTED"},
		{"corner", record.ForPatient, "GENUINE REPORTED"},
		{"", record.ForDispense, "GENUINE PROVEN"},
		{"", record.ForInspect, "GENUINE PROVEN"},
		{"", record.ForReceive, "GENUINE PROVEN"},
		{"", record.ForPatient, "GENUINE PROVEN"},
	} {
		if got := b.asks(c.as, c.purpose, b.localURL).says(); got != c.want {
			t.Errorf("%s for %s: %s, want %s", c.as, c.purpose, got, c.want)
		}
	}
	for _, as := range []string{"corner", ""} {
		for _, token := range b.shown(as) {
			kind := record.KindOf(token.Key)
			if len(token.Sealed) > 0 || kind == "sscc" || kind == "transfer" {
				t.Errorf("%q is shown %s, with %d bytes of its sealed part", as, token.Key,
					len(token.Sealed))
			}
		}
	}
	if n := len(b.shown("medco")); n != 7 { // pack, lot, product, maker, box, offer, its own key
		t.Errorf("medco is shown %d records", n)
	}

	// A hold of what it is packed in: the parties prove it.
	b.order("acme", "hold", record.HoldGoods{Items: []record.Item{{SSCC: b.sscc}}, Reason: "quality"})
	for as, want := range map[string]string{"medco": "BLOCKED PROVEN Held", "acme": "BLOCKED PROVEN Held",
		"corner": "GENUINE REPORTED", "": "GENUINE PROVEN"} {
		if got := b.asks(as, record.ForPatient, b.localURL).says(); got != want {
			t.Errorf("%q, held: %s, want %s", as, got, want)
		}
	}
	b.lies()
	b.forgeries()
	b.loose()
}

// loose: of a pack that travels by itself its own sealed part tells, to the same few.
func (b *boxed) loose() {
	label, err := gs1.ParseLabel("(01)09504000100018(10)SEALED2(21)SEALED00000002", 2026)
	if err != nil {
		b.t.Fatal(err)
	}
	medco, err := demoGLN("medco")
	if err != nil {
		b.t.Fatal(err)
	}
	b.code = label.ElementString()
	b.order("acme", "register_lot", record.RegisterLot{GTIN: label.GTIN, Lot: label.Lot,
		Expiry: record.DayOf(time.Now().Unix()) + 400, Serialised: true, Planned: 1})
	b.order("acme", "add_serials", record.AddSerials{GTIN: label.GTIN, Lot: label.Lot,
		Serials: []gs1.Serial{label.Serial}})
	b.order("acme", "close_lot", record.CloseLot{GTIN: label.GTIN, Lot: label.Lot})
	b.order("acme", "ship", record.Ship{To: medco,
		Items: []record.Item{{GTIN: label.GTIN, Serial: label.Serial}}})
	for as, want := range map[string]string{"medco": "BLOCKED PROVEN InTransit",
		"acme": "BLOCKED PROVEN InTransit", "corner": "GENUINE REPORTED", "": "GENUINE PROVEN"} {
		if got := b.asks(as, record.ForDispense, b.localURL).says(); got != want {
			b.t.Errorf("%q, loose: %s, want %s", as, got, want)
		}
	}
}

// forger is another's node, which reads out what is not in its state.
type forger struct {
	scanner.Ledger
	kind  string
	forge func(map[string]record.Value, string)
}

func (f forger) Get(ctx context.Context, height uint64, keys ...string) (uint64,
	map[string]record.Value, error) {

	height, values, err := f.Ledger.Get(ctx, height, keys...)
	for key := range values {
		if record.KindOf(key) == f.kind && f.forge != nil {
			f.forge(values, key)
		}
	}
	return height, values, err
}

// forgeries: what another's node reads out is believed only with its proof.
func (b *boxed) forgeries() {
	b.t.Helper()
	medco, err := readKeyFile(b.keyFile("medco"))
	if err != nil {
		b.t.Fatal(err)
	}
	gln, err := demoGLN("medco")
	if err != nil {
		b.t.Fatal(err)
	}
	public := publicOf(medco)
	by := &scanner.Asker{Key: record.KIDOf(public[:]), Party: gln}
	headline := func(f forger) record.Headline {
		f.Ledger = b.node.Client
		eyes := scanner.Scanner{Ledger: f, Trust: b.trust, Now: time.Now}
		return eyes.Verify(b.t.Context(), scanner.Ask{Code: b.code, Purpose: record.ForReceive,
			By: by}).Headline
	}
	if got := headline(forger{}); got != record.Blocked {
		b.t.Errorf("an honest node: %s", got)
	}
	for _, kind := range []string{"unit", "sscc", "lot", "product", "key"} {
		for name, forge := range map[string]func(map[string]record.Value, string){
			"nothing": func(m map[string]record.Value, key string) { delete(m, key) },
			"no sealed part": func(m map[string]record.Value, key string) {
				v := m[key]
				if len(v.Sealed) == 0 {
					delete(m, key)
					return
				}
				v.Sealed = nil
				m[key] = v
			},
		} {
			if got := headline(forger{kind: kind, forge: forge}); got != record.Unknown {
				b.t.Errorf("%s of %s is read out: %s", name, kind, got)
			}
		}
	}
}

// shown are the records in the bundle that a party is given.
func (b *boxed) shown(as string) (tokens []proof.Token) {
	b.t.Helper()
	var bundle proof.Bundle
	if err := bundle.UnmarshalText([]byte(b.asks(as, record.ForReceive, b.localURL).bundle)); err != nil {
		b.t.Fatal(err)
	}
	for _, token := range bundle.Proof {
		if token.Kind == proof.Record {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// lies: a gateway that drops sealed parts, or what they lead to, proves nothing by it.
func (b *boxed) lies() {
	for name, drop := range map[string]func(proof.Proof) proof.Proof{
		"the pack's": withhold("unit"), "the box's": withhold("sscc"), "the offer's": withhold("transfer"),
		"the box":         prune("sscc"),
		"the asker's key": prune("key"),
	} {
		for _, says := range []string{"", "GENUINE"} {
			url := b.liar(drop, says)
			for _, purpose := range []record.Purpose{record.ForReceive, record.ForDispense} {
				f := b.asks("medco", purpose, url)
				if f.basis == record.Proven || f.Headline == record.Genuine && f.basis != record.Reported {
					b.t.Errorf("without %s, said %q, for %s: %s", name, says, purpose, f.says())
				}
				if f.Headline != record.Unknown && f.why != hiddenFromDevice {
					b.t.Errorf("without %s, said %q, for %s: the reason is %q", name, says, purpose, f.why)
				}
			}
		}
	}
	if got := b.asks("medco", record.ForReceive, b.liar(slices.Clone[proof.Proof], "")).says(); got != "BLOCKED PROVEN Held" {
		b.t.Errorf("the truth by way of the liar: %s", got)
	}
}

func withhold(kind string) func(proof.Proof) proof.Proof {
	return func(p proof.Proof) proof.Proof {
		for i, t := range p {
			if t.Kind == proof.Record && record.KindOf(t.Key) == kind && len(t.Sealed) > 0 {
				p[i].Hash, p[i].Sealed, p[i].Withheld = sha256.Sum256(t.Sealed), nil, true
			}
		}
		return p
	}
}

// prune hides a whole record, in the one form that a proof has without it.
func prune(kind string) func(proof.Proof) proof.Proof {
	return func(p proof.Proof) proof.Proof {
		for i, t := range p {
			if t.Kind == proof.Record && record.KindOf(t.Key) == kind {
				p[i] = proof.Token{Kind: proof.Pruned, Hash: proof.LeafHash(t.Key, proof.ValueHash(t.Open, t.Sealed))}
			}
		}
		return p
	}
}

// liar passes on a device's questions under its own token, and twists the answers.
func (b *boxed) liar(twist func(proof.Proof) proof.Proof, says string) string {
	key, err := readKeyFile(b.keyFile("medco"))
	if err != nil {
		b.t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, err := bearer.Sign(key, b.localURL, time.Now())
		if err != nil {
			b.t.Error(err)
			return
		}
		req, _ := http.NewRequestWithContext(r.Context(), r.Method, b.localURL+r.URL.Path, r.Body)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			b.t.Error(err)
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		w.Write(b.twisted(body, twist, says))
	}))
	b.t.Cleanup(s.Close)
	return s.URL
}

func (b *boxed) twisted(body []byte, twist func(proof.Proof) proof.Proof, says string) []byte {
	var answer struct {
		Data struct {
			Verify map[string]any `json:"verify"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.Data.Verify == nil {
		b.t.Errorf("%v %s", err, body)
		return body
	}
	v := answer.Data.Verify
	var bundle proof.Bundle
	if err := bundle.UnmarshalText([]byte(v["bundle"].(string))); err != nil {
		b.t.Error(err)
		return body
	}
	bundle.Proof = twist(bundle.Proof)
	text, _ := bundle.MarshalText()
	v["bundle"] = string(text)
	if says != "" {
		v["verdict"], v["authenticity"], v["use"], v["reasons"] = says, says, "OK", []any{}
	}
	body, _ = json.Marshal(answer)
	return bytes.TrimSpace(body)
}
