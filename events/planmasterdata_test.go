package events_test

import (
	"strings"
	"testing"

	"pedigree/events"
)

// TestMasterDataIsCBVs: a lot number of somebody else's vocabulary is none, whatever prefix
// either has.
func TestMasterDataIsCBVs(t *testing.T) {
	const made = `"type":"ObjectEvent","action":"ADD","bizStep":"commissioning","epcList":[` + packA1 + `],`
	for _, c := range []struct{ event, want string }{
		{`"ilmd":{"cbvmda:lotNumber":"L1"}`, "add_serials A1;"},
		{`"@context":[{"m":"urn:epcglobal:cbv:mda:"}],"ilmd":{"m:lotNumber":"L1"}`, "add_serials A1;"},
		{`"@context":[{"cbvmda":"urn:epcglobal:cbv:mda"}],"ilmd":{"cbvmda:lotNumber":"L1"}`, "add_serials A1;"},
		{`"ilmd":{"urn:epcglobal:cbv:mda#lotNumber":"L1"}`, "add_serials A1;"},
		{`"@context":[{"cbvmda":"http://example.com/"}],"ilmd":{"cbvmda:lotNumber":"L1"}`, "left 1;"},
		{`"@context":[{"x":"urn:epcglobal:cbv:mda2:"}],"ilmd":{"x:lotNumber":"L1"}`, "left 1;"},
		{`"ilmd":{"x:lotNumber":"L1"}`, "left 1;"},
		{`"ilmd":{"x:lotNumber":"L2","cbvmda:lotNumber":"L1"}`, "add_serials A1;"},
		{`"ilmd":{"cbvmda:lotNumber":"L1","x:itemExpirationDate":"2030-01-31"}`, "add_serials A1;"},
	} {
		if got := orders(t, made+c.event); got != c.want {
			t.Errorf("%s: %s", c.event, got)
		}
	}
	for space, want := range map[string]string{
		`x:lotNumber xmlns:x="urn:epcglobal:cbv:mda"`:        "1 add_serials",
		`x:lotNumber xmlns:x="urn:epcglobal:cbv:mda#"`:       "1 add_serials",
		`cbvmda:lotNumber xmlns:cbvmda="http://example.com"`: "left 1",
		`x:lotNumber xmlns:x="cbvmda"`:                       "left 1",
		`cbvmda:lotNumber`:                                   "left 1", // nobody said what cbvmda is
		`lotNumber`:                                          "left 1",
	} {
		name, _, _ := strings.Cut(space, " ")
		p, err := events.PlanOf([]byte(`<d><EventList><ObjectEvent><action>ADD</action><bizStep>urn:epcglobal:cbv:bizstep:`+
			`commissioning</bizStep><epcList><epc>urn:epc:id:sgtin:952400.0000101.A1</epc></epcList><ilmd><`+space+`>L1</`+
			name+`></ilmd></ObjectEvent></EventList></d>`), everything)
		if err != nil {
			t.Fatal(err)
		}
		if got := told(t, p); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", space, got)
		}
	}
}
