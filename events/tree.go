package events

import "strings"

// node is one element of an event, the same whether it was written in JSON-LD or in
// XML. Names of extensions are {namespace}local.
type node struct {
	name, text string
	kids       []node
}

// collection is what an EPCIS document says: its events, in their order, and which of
// their extensions it wants left out of the hash (CBV 2.0 allows a repository to mark
// what it added itself).
type collection struct {
	events  []node
	ignored map[string]bool
	root    *node // of an XML document
	json    *value
	values  int // of JSON, or elements and attributes
}

// kid gives the first child of a name, or nil.
func (n *node) kid(name string) *node {
	for i := range n.kids {
		if n.kids[i].name == name {
			return &n.kids[i]
		}
	}
	return nil
}

// say gives the text of a child, "" when there is none.
func (n *node) say(name string) string {
	if k := n.kid(name); k != nil {
		return k.text
	}
	return ""
}

// texts gives the texts of all children of the child of a name.
func (n *node) texts(name string) (out []string) {
	if k := n.kid(name); k != nil {
		for _, e := range k.kids {
			out = append(out, e.text)
		}
	}
	return out
}

// local gives the name without its namespace.
func local(name string) string {
	return name[strings.LastIndexByte(name, '}')+1:]
}

// IsXML tells the two syntaxes apart by the first character that says something.
func IsXML(b []byte) bool {
	s := strings.TrimLeft(string(b[:min(len(b), 1024)]), "\ufeff \t\r\n")
	return strings.HasPrefix(s, "<")
}

// collect reads a document: EPCIS 2.0 JSON-LD, or EPCIS 1.2 or 2.0 XML.
func collect(document []byte) (collection, error) {
	c, err := collectSyntax(document)
	if err == nil && len(c.events) > maxEvents {
		err = errEvents
	}
	return c, err
}

func collectSyntax(document []byte) (collection, error) {
	if IsXML(document) {
		return collectXML(document)
	}
	v, n, err := parseJSON(document)
	if err != nil {
		return collection{}, err
	}
	c, err := collectJSON(&v)
	c.values = n
	return c, err
}
