package graphql_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"pedigree/graphql"
	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// judged answers from records in memory with the ledger's own judgement. The
// gateway's real verifier asks a running chain for proofs: tests/ has the two
// together.
type judged struct {
	records map[string]record.Value
	down    error
	asked   []graphql.Ask
}

// encoded makes a bundle of which nothing but its bytes matters.
func encoded(b string) func(context.Context) ([]byte, error) {
	return func(context.Context) ([]byte, error) { return []byte(b), nil }
}

func (j *judged) Verify(_ context.Context, ask graphql.Ask) (graphql.Answer, error) {
	j.asked = append(j.asked, ask)
	if j.down != nil {
		return graphql.Answer{}, j.down
	}
	a := graphql.Answer{Basis: record.Proven, Height: 5, Time: startTime, Bundle: encoded("bundle")}
	var err error
	if a.Label, err = gs1.ParseLabel(ask.Code, 2026); err != nil {
		a.Verdict = record.Faulty("Malformed", "the code cannot be read")
		return a, nil
	}
	a.Verdict = record.Judge(record.Question{Label: a.Label, Purpose: ask.Purpose},
		record.StateRecords{Get: func(k string) (record.Value, bool) {
			v, ok := j.records[k]
			return v, ok
		}, Indexer: indexOf}, startTime)
	if a.Lot != nil && a.Lot.Sealed != nil {
		a.LotNumber = a.Lot.Sealed.Number.String()
	}
	return a, nil
}

// records of the trade's LOT1, its sealed parts included: none of them may leak.
func records() map[string]record.Value {
	g := gtin(1)
	lot := record.Lot{Expiry: 30000, Maker: partyNo(0), Serialised: true, Closed: true,
		Sealed: &record.LotSealed{Product: g, Number: lotNo(1), Ordinal: 1, Owner: partyNo(1), Holder: siteNo(1),
			Registered: 7654321, Untouched: 7654321}}
	unit := record.Unit{Lot: indexOf(record.LotName(g, lotNo(1))), Status: record.Supplied, Since: 20000,
		Sealed: &record.UnitSealed{Owner: partyNo(2), Holder: siteNo(2)}}
	product := record.Product{Name: "Amoxil", Strength: "500 mg", Form: "capsule",
		Pack: "20 capsules"}
	return map[string]record.Value{
		record.ProductKey(g):            product.Encode(),
		indexOf.LotKey(g, lotNo(1)):     lot.Encode(),
		indexOf.UnitKey(g, serialNo(1)): unit.Encode(),
		record.LotNumberKey(g, 1): record.LotNumber{Sealed: &record.LotNumberSealed{
			Number: lotNo(1)}}.Encode(),
	}
}

// orders stands for the chain that takes orders: it answers as it was told to.
// The real one is a running node: tests/ has the two together.
type orders struct {
	outcome graphql.Outcome
	err     error
	waits   []string
	sent    [][]byte
}

func (o *orders) Submit(_ context.Context, tx []byte, wait string) (graphql.Outcome, error) {
	o.sent, o.waits = append(o.sent, tx), append(o.waits, wait)
	return o.outcome, o.err
}

func (o *orders) Network(context.Context) (graphql.NetworkStatus, error) {
	return graphql.NetworkStatus{ChainID: "test", Height: 9, Time: startTime, AppHash: []byte{0xab},
		Validators: []graphql.Validator{{Address: "00", Power: 10}},
		Readers:    []graphql.Reader{{Name: "relay", Height: 8, Lag: 2}}}, o.err
}

type world struct {
	t       testing.TB
	model   *readmodel.Model
	told    *telling
	judge   *judged
	orders  *orders
	handler *graphql.Handler
	server  *httptest.Server
	log     *bytes.Buffer
}

func newWorld(t testing.TB, change ...func(*graphql.Config)) *world {
	t.Helper()
	w := &world{t: t, told: trade(), judge: &judged{records: records()}, orders: &orders{},
		log: &bytes.Buffer{}}
	var err error
	if w.model, err = readmodel.Open(filepath.Join(t.TempDir(), "m")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.model.Close() })
	if err := w.model.Apply(t.Context(), w.told.entries); err != nil {
		t.Fatal(err)
	}
	c := graphql.Config{Model: w.model, Verifier: w.judge, Ledger: w.orders, Open: true,
		Log: slog.New(slog.NewTextHandler(w.log, nil))}
	for _, f := range change {
		f(&c)
	}
	h, err := graphql.New(c)
	if err != nil {
		t.Fatal(err)
	}
	w.handler = h
	w.server = httptest.NewServer(h)
	t.Cleanup(w.server.Close)
	return w
}

// reply is an answer as a client reads it.
type reply struct {
	status int
	header http.Header
	text   string
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]string
	}
	Extensions struct {
		AsOf struct{ Height, Time, Lag string }
	}
}

func (r *reply) code() string {
	if len(r.Errors) == 0 {
		return ""
	}
	return r.Errors[0].Extensions["code"]
}

func (w *world) ask(query string, variables ...any) *reply {
	w.t.Helper()
	vars := map[string]any{}
	for i := 0; i+1 < len(variables); i += 2 {
		vars[variables[i].(string)] = variables[i+1]
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": vars})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.send(body, nil)
}

func (w *world) send(body []byte, header map[string]string) *reply {
	w.t.Helper()
	r := must(http.NewRequest(http.MethodPost, w.server.URL+"/graphql", bytes.NewReader(body)))
	r.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		r.Header.Set(k, v)
	}
	return w.do(r)
}

func (w *world) do(r *http.Request) *reply {
	w.t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	answer := &reply{status: resp.StatusCode, header: resp.Header, text: string(b)}
	if err := json.Unmarshal(b, answer); err != nil {
		w.t.Fatalf("%d %s: %v", resp.StatusCode, b, err)
	}
	return answer
}

// at walks data by keys and list indexes.
func at(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

func (w *world) expect(r *reply, want any, path ...any) {
	w.t.Helper()
	if got := at(r.Data, path...); fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Errorf("%v is %v, want %v in %s", path, got, want, r.text)
	}
}

var errDown = errors.New("dial tcp 10.0.0.7:26657: connection refused")
