package events

import (
	"pedigree/gs1"
	"pedigree/record"
)

// product is what master data says of a trade item.
type product struct {
	record.RegisterProduct
	twice string // what it says in two ways; "" if nothing
}

// products reads the trade items of a document's master data, as far as they say what a
// product's registration has to say (CBV 2.0, 9.2).
func products(c *collection) map[gs1.GTIN]product {
	said, twice := make(map[gs1.GTIN]map[string]string), make(map[gs1.GTIN]string)
	for _, e := range c.masterData() {
		i, err := itemOf(e.id)
		if err != nil || i.GTIN.IsZero() || i != (record.Item{GTIN: i.GTIN}) {
			continue
		}
		if said[i.GTIN] == nil {
			said[i.GTIN] = make(map[string]string)
		}
		for _, pair := range e.pairs {
			term, value := pair[0], pair[1]
			before, known := said[i.GTIN][term]
			if said[i.GTIN][term] = value; known && before != value {
				twice[i.GTIN] = term
			}
		}
	}
	out := make(map[gs1.GTIN]product)
	for gtin, said := range said {
		p := product{registration(gtin, said), twice[gtin]}
		if p.Name != "" && p.Strength != "" && p.Form != "" && p.Pack != "" {
			out[gtin] = p
		}
	}
	return out
}

func registration(gtin gs1.GTIN, said map[string]string) record.RegisterProduct {
	p := record.RegisterProduct{GTIN: gtin, Name: said["regulatedProductName"],
		Strength: said["strengthDescription"], Form: said["dosageFormType"],
		Pack: said["netContentDescription"]}
	code := said["additionalTradeItemIdentification"]
	scheme := said["additionalTradeItemIdentificationTypeCode"]
	if scheme == "US_FDA_NDC" {
		scheme = "NDC"
	}
	if code != "" && scheme != "" {
		p.Codes = []record.NationalCode{{Scheme: scheme, Code: code}}
	}
	return p
}
