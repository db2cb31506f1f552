package graphql_test

import (
	"sync"
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
	var once sync.Once
	var w *world
	f.Fuzz(func(t *testing.T, query string) {
		once.Do(func() { w = newWorld(t) })
		if !w.handler.Executable(query) {
			t.Errorf("admitted, but not read by the executor: %q", query)
		}
	})
}
