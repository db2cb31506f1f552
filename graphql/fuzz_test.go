package graphql_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
)

// Whatever the gate lets through, the executor can read; and nothing that is sent
// ends the process.
func FuzzGate(f *testing.F) {
	f.Add(`{__typename}`)
	f.Add(`query($c:String!){verify(code:$c,purpose:PATIENT){verdict}}`)
	f.Add(`{...A} fragment A on Query{
		events(first:1,filter:{gtin:null,lot:"\u001d\"\\é"}){edges{cursor}}}`)
	f.Add(`query{...A ...B} fragment A on Query{...B} fragment B on Query{...A}`)
	f.Add(`"""d""" query Q($a:EventFilter={lot:null}){
		events(first:2,filter:$a)@skip(if:false){edges{cursor}}}`)
	f.Add(`subscription{events(fromHeight:"""block "quoted" string"""){id}}`)
	w := newWorld(f)
	f.Fuzz(func(t *testing.T, query string) {
		if !w.handler.Executable(query) {
			t.Errorf("admitted, but not read by the executor: %q", query)
		}
	})
}

// Any body gets an answer or a refusal with a code, and never a fault of ours.
func FuzzRequest(f *testing.F) {
	f.Add([]byte(`{"query":"{__typename}","variables":null,"operationName":null}`))
	f.Add([]byte(`{"query":"query($f:EventFilter){events(first:3,filter:$f){edges{node{id}}}}",` +
		`"variables":{"f":{"gtin":"` + gtin(1).String() + `","lot":"LOT1","fromHeight":"2"}}}`))
	f.Add([]byte(`{"query":"query($c:String!,$p:Purpose){verify(code:$c,purpose:$p){verdict ` +
		`trail{step} lot{lot}}}","variables":{"c":"` + packCode(1) + `","p":"DISPENSE"}}`))
	f.Add([]byte(`{"query":"mutation($t:String!){submit(tx:$t){status}}","variables":{"t":"AAAA"}}`))
	f.Add([]byte(`[{"query":"{__typename}"}]`))
	w := newWorld(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		r := httptest.NewRequest("POST", "/graphql", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		w.handler.ServeHTTP(answer, r)
		var said reply
		if err := json.Unmarshal(answer.Body.Bytes(), &said); err != nil {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
		for _, e := range said.Errors {
			if code := e.Extensions["code"]; code == "" || code == "Internal" {
				t.Fatalf("%q gets %s", body, answer.Body)
			}
		}
		if len(said.Errors) == 0 && said.Data == nil {
			t.Fatalf("%q gets neither data nor errors: %s", body, answer.Body)
		}
	})
}
