package events

import (
	"slices"
	"strings"
)

// described is an element of a vocabulary, with those of its attributes that are read.
type described struct {
	id    string
	pairs [][2]string // term and value
}

// productTerms are the attributes that a registration is made of.
var productTerms = strings.Fields("regulatedProductName strengthDescription dosageFormType netContentDescription " +
	"additionalTradeItemIdentification additionalTradeItemIdentificationTypeCode")

func (d *described) add(name, value string) {
	if term := masterDataTerm(name); slices.Contains(productTerms, term) {
		d.pairs = append(d.pairs, [2]string{term, value})
	}
}

// masterData gives the elements of the vocabularies, in their order.
func (c *collection) masterData() (out []described) {
	if c.root != nil {
		if list := find(c.root, "VocabularyList"); list != nil {
			out = list.elements(nil)
		}
		return out
	}
	v := c.json
	for _, step := range []string{"epcisHeader", "epcisMasterData", "vocabularyList"} {
		if v = v.member(step); v == nil {
			return nil
		}
	}
	for i := range v.items {
		elements := v.items[i].member("vocabularyElementList")
		if elements == nil {
			continue
		}
		for j := range elements.items {
			out = append(out, elements.items[j].described())
		}
	}
	return out
}

func (v *value) described() described {
	e := described{id: v.member("id").text}
	if list := v.member("attributes"); list != nil {
		for i := range list.items {
			a := &list.items[i]
			if value := a.member("attribute"); value != nil {
				e.add(a.member("id").text, value.text)
			}
		}
	}
	return e
}

func (n *node) elements(out []described) []described {
	for i := range n.kids {
		k := &n.kids[i]
		if k.name != "VocabularyElement" {
			out = k.elements(out)
			continue
		}
		e := described{id: k.say("id")}
		for j := range k.kids {
			if a := &k.kids[j]; a.name == "attribute" {
				e.add(a.say("id"), strings.TrimSpace(a.text))
			}
		}
		out = append(out, e)
	}
	return out
}
