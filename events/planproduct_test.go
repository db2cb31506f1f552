package events_test

import (
	"strings"
	"testing"

	"pedigree/events"
)

// TestProductsOfMasterData: a product is registered as the master data describes it, in one way.
func TestProductsOfMasterData(t *testing.T) {
	const (
		mda  = "urn:epcglobal:cbv:mda#"
		urn  = "urn:epc:idpat:sgtin:952400.0000101.*"
		link = "https://id.gs1.org/01/09524000001016"
		made = `{"type":"ObjectEvent","action":"ADD","bizStep":"commissioning","eventTime":"2026-01-01T00:00:00Z",` +
			`"eventTimeZoneOffset":"+00:00","ilmd":{"cbvmda:lotNumber":"L1"},"epcList":[` + packA1 + `]}`
		madeXML = `<ObjectEvent><action>ADD</action><bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep><epcList>` +
			`<epc>urn:epc:id:sgtin:952400.0000101.A1</epc></epcList><ilmd><m:lotNumber xmlns:m="urn:epcglobal:cbv:mda">L1` +
			`</m:lotNumber></ilmd></ObjectEvent>`
		registered = `0 register_product {"gtin":"09524000001016","name":"N","strength":"S","form":"F","pack":"P"`
		two        = "left 0 register_product: the master data of 09524000001016 has two values of "
	)
	second := strings.NewReplacer("A1", "B2", "L1", "L2") // lot of the same product
	whole := []string{"regulatedProductName", "N", "strengthDescription", "S", "dosageFormType", "F",
		"netContentDescription", "P"}
	with := func(pairs ...string) []string { return append(whole[:8:8], pairs...) }
	for name, c := range map[string]struct {
		space string
		said  map[string][]string // by the element's id
		want  string
	}{
		"all":                  {mda, map[string][]string{urn: whole}, registered + "}"},
		"all, short":           {"cbvmda:", map[string][]string{urn: whole}, registered + "}"},
		"somebody else's":      {"http://example.org/mda#", map[string][]string{urn: whole}, ""},
		"no name":              {mda, map[string][]string{urn: whole[2:]}, ""},
		"no pack":              {mda, map[string][]string{urn: whole[:6]}, ""},
		"no strength":          {mda, map[string][]string{urn: append(whole[:2:2], whole[4:]...)}, ""},
		"no form":              {mda, map[string][]string{urn: append(whole[:4:4], whole[6:]...)}, ""},
		"not all, and two":     {mda, map[string][]string{urn: append([]string{"strengthDescription", "X"}, whole[2:]...)}, ""},
		"a code":               {mda, map[string][]string{urn: with("additionalTradeItemIdentification", "1", "additionalTradeItemIdentificationTypeCode", "US_FDA_NDC")}, registered + `,"codes":[{"scheme":"NDC","code":"1"}]}`},
		"two codes":            {mda, map[string][]string{urn: with("additionalTradeItemIdentification", "1", "additionalTradeItemIdentification", "2")}, two + "additionalTradeItemIdentification\n"},
		"twice the same":       {mda, map[string][]string{urn: with(whole...), link: whole}, registered + "}"},
		"two names":            {mda, map[string][]string{urn: with("regulatedProductName", "M")}, two + "regulatedProductName\n"},
		"two names, two ids":   {mda, map[string][]string{urn: whole, link: {"regulatedProductName", "M"}}, two + "regulatedProductName\n"},
		"something else twice": {mda, map[string][]string{urn: with("descriptionShort", "A", "descriptionShort", "B")}, registered + "}"},
		"another product":      {mda, map[string][]string{"urn:epc:idpat:sgtin:952400.1000101.*": whole}, ""},
		"a lot of it":          {mda, map[string][]string{link + "/10/L1": whole}, ""},
	} {
		var json, xml string
		for id, pairs := range c.said {
			var list, elements string
			for i := 0; i < len(pairs); i += 2 {
				list += `,{"id":"` + c.space + pairs[i] + `","attribute":"` + pairs[i+1] + `"}`
				elements += `<attribute id="` + c.space + pairs[i] + `"> ` + pairs[i+1] + ` </attribute>`
			}
			json += `,{"id":"` + id + `","attributes":[` + list[1:] + `]}`
			xml += `<VocabularyElement id="` + id + `">` + elements + `</VocabularyElement>`
		}
		document := strings.Replace(planHead, `"epcisBody"`, `"epcisHeader":{"epcisMasterData":{"vocabularyList":`+
			`[{"type":"urn:epcglobal:epcis:vtype:EPCClass","vocabularyElementList":[`+json[1:]+`]}]}},"epcisBody"`, 1) + made + "," + second.Replace(made) + "]}}"
		for _, text := range []string{document, `<d><VocabularyList><v>` + xml + `</v></VocabularyList><EventList>` +
			madeXML + second.Replace(madeXML) + `</EventList></d>`} {
			p, err := events.PlanOf([]byte(text), everything)
			if err != nil {
				t.Fatal(err)
			}
			got := told(t, p)
			if !strings.Contains(got, c.want) || strings.Count(got, "register_product") != min(len(c.want), 1) {
				t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
			}
		}
	}
}
