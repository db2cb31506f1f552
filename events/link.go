package events

import (
	"net/url"

	"pedigree/gs1"
	"pedigree/record"
)

// Identifiers are GS1 Digital Link URIs on GS1's own domain, the canonical form of
// CBV 2.0, 8.2: they need no company prefix length, as EPC URNs do.

const linkStem = "https://id.gs1.org/"

func glnLink(g gs1.GLN) string   { return linkStem + "414/" + g.String() }
func gtinLink(g gs1.GTIN) string { return linkStem + "01/" + g.String() }
func ssccLink(s gs1.SSCC) string { return linkStem + "00/" + s.String() }

// QueryEscape keeps exactly the unreserved characters of RFC 3986; set 82 has no space.
func lotLink(g gs1.GTIN, l gs1.Lot) string {
	return gtinLink(g) + "/10/" + url.QueryEscape(l.String())
}

func packLink(g gs1.GTIN, s gs1.Serial) string {
	return gtinLink(g) + "/21/" + url.QueryEscape(s.String())
}

// vocabulary is the namespace of our own terms; it names, and leads nowhere.
const vocabulary = "urn:pedigree:vocabulary:1:"

func transferURN(id record.ID) string {
	return "urn:pedigree:transfer:" + url.QueryEscape(string(id))
}

// referenceURN names a paper by its salted hash: the partners know what it hashes.
func referenceURN(h record.Hash) string { return "urn:pedigree:reference:sha-256:" + h.String() }
