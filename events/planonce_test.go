package events_test

import (
	"strings"
	"testing"

	"pedigree/events"
)

// TestXMLThatSaysThingsTwice: only one of them would be read, so none is.
func TestXMLThatSaysThingsTwice(t *testing.T) {
	const event = `<action>OBSERVE</action><bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep><epcList><epc>` +
		`urn:epc:id:sgtin:952400.0000101.A1</epc></epcList>`
	plan := func(inner string) (*events.Plan, error) {
		return events.PlanOf([]byte(`<d><EventList><ObjectEvent/><ObjectEvent>`+inner+`</ObjectEvent></EventList></d>`), everything)
	}
	for _, name := range strings.Fields("action bizStep parentID epcList childEPCs quantityList childQuantityList ilmd " +
		"sourceList destinationList bizTransactionList readPoint bizLocation errorDeclaration eventID") {
		one := `<` + name + `/>`
		if _, err := plan(one); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, two := range []string{one + one, one + `<extension>` + one + `</extension>`,
			`<baseExtension>` + one + `</baseExtension>` + event + one} {
			if p, err := plan(two); err == nil || err.Error() != "event 2: "+name+" stands twice" {
				t.Errorf("%s: %+v %v", two, p, err)
			}
		}
	}
	for inner, want := range map[string]string{
		`<quantityList><quantityElement><quantity>5</quantity><quantity>500</quantity></quantityElement></quantityList>`: "quantity",
		`<quantityList><quantityElement><epcClass/><epcClass/></quantityElement></quantityList>`:                         "epcClass",
		`<childQuantityList><quantityElement><uom/><uom/></quantityElement></childQuantityList>`:                         "uom",
		`<readPoint><id>a</id><id>b</id></readPoint>`:                                                                    "id",
		`<bizLocation><id>a</id><id>a</id></bizLocation>`:                                                                "id",
		`<sourceList><source type="a" type="b">c</source></sourceList>`:                                                  "attribute type",
		`<epcList><epc/><epc/></epcList><x/><x/>`:                                                                        "",
		`<quantityList><quantityElement/><quantityElement/></quantityList>`:                                              "",
	} {
		if _, err := plan(inner); want != "" && (err == nil || !strings.HasSuffix(err.Error(), ": "+want+" stands twice")) ||
			want == "" && err != nil {
			t.Errorf("%s: %v", inner, err)
		}
	}
}
