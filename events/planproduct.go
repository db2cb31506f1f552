package events

import (
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// products reads the trade items of a document's master data, as far as they say what a
// product's registration has to say (CBV 2.0, 9.2).
func products(c *collection) map[gs1.GTIN]record.RegisterProduct {
	out := make(map[gs1.GTIN]record.RegisterProduct)
	for id, said := range c.masterData() {
		i, err := itemOf(id)
		if err != nil || i.GTIN.IsZero() || i != (record.Item{GTIN: i.GTIN}) {
			continue
		}
		p := record.RegisterProduct{GTIN: i.GTIN, Name: said["regulatedProductName"],
			Strength: said["strengthDescription"], Form: said["dosageFormType"],
			Pack: said["netContentDescription"]}
		if p.Name == "" || p.Strength == "" || p.Form == "" || p.Pack == "" {
			continue
		}
		if code := said["additionalTradeItemIdentification"]; code != "" {
			scheme := said["additionalTradeItemIdentificationTypeCode"]
			if scheme == "US_FDA_NDC" {
				scheme = "NDC"
			}
			if scheme != "" {
				p.Codes = []record.NationalCode{{Scheme: scheme, Code: code}}
			}
		}
		out[i.GTIN] = p
	}
	return out
}

// masterData gives the attributes of each vocabulary element by the element's id; the
// attributes' names without their namespace.
func (c *collection) masterData() map[string]map[string]string {
	out := make(map[string]map[string]string)
	if c.root != nil {
		if list := find(c.root, "VocabularyList"); list != nil {
			list.attributes(out)
		}
		return out
	}
	v := c.json
	for _, step := range []string{"epcisHeader", "epcisMasterData", "vocabularyList"} {
		if v = v.member(step); v == nil {
			return out
		}
	}
	for i := range v.items {
		elements := v.items[i].member("vocabularyElementList")
		if elements == nil {
			continue
		}
		for j := range elements.items {
			e := &elements.items[j]
			attributes := e.member("attributes")
			if attributes == nil {
				continue
			}
			said := make(map[string]string)
			for k := range attributes.items {
				a := &attributes.items[k]
				if value := a.member("attribute"); value != nil {
					said[bareName(a.member("id").text)] = value.text
				}
			}
			out[e.member("id").text] = said
		}
	}
	return out
}

func (n *node) attributes(out map[string]map[string]string) {
	for i := range n.kids {
		k := &n.kids[i]
		if k.name != "VocabularyElement" {
			k.attributes(out)
			continue
		}
		said := make(map[string]string)
		for j := range k.kids {
			if a := &k.kids[j]; a.name == "attribute" {
				said[bareName(a.say("id"))] = strings.TrimSpace(a.text)
			}
		}
		out[k.say("id")] = said
	}
}

func bareName(s string) string { return s[strings.LastIndexAny(s, "#:/")+1:] }
