package events

import (
	"errors"
	"fmt"
)

// Validate says whether JSON is a valid EPCIS 2.0 document, query document, bare event
// or query, and if not, where and why. It is stricter than GS1's JSON schema in two
// things that the standard demands: a term of CBV has to be one, and an extension has to
// name its namespace, in ilmd too (EPCIS 2.0, 7.3.7 and 9.1).
func Validate(document []byte) error {
	v, _, err := parseJSON(document)
	if err != nil {
		return err
	}
	return validate(&v)
}

func validate(v *value) error {
	if v.kind != object {
		return errors.New("document: not an object")
	}
	kind := v.member("type")
	switch {
	case kind == nil && isQuery(v):
		return checkQuery(v)
	case kind == nil || kind.kind != text:
		return errors.New("type: missing")
	case kind.text == "EPCISDocument":
		return documentForm.check(v)
	case kind.text == "EPCISQueryDocument":
		return queryDocumentForm.check(v)
	case v.member("@context") == nil:
		return errors.New("@context: missing")
	}
	return checkEvent(v)
}

// check judges one value; what it returns says what is wrong.
type check func(v *value) error

// form says which members an object may have, and which it must.
type form struct {
	members  map[string]check
	required []string
	closed   bool // no extensions either
}

func (f *form) check(v *value) error {
	if v.kind != object {
		return errors.New("not an object")
	}
	for _, name := range f.required {
		if v.member(name) == nil {
			return fmt.Errorf("%s: missing", name)
		}
	}
	for i, name := range v.names {
		judge, known := f.members[name]
		switch {
		case known:
			if err := judge(&v.items[i]); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		case f.closed:
			return fmt.Errorf("%s: not a member here", name)
		case !isURI(name):
			return fmt.Errorf("%s: neither a member of EPCIS nor a name with a namespace", name)
		}
	}
	return nil
}

var documentForm = &form{
	members: map[string]check{
		"@context": contextValue, "id": uriValue, "type": textValue, "schemaVersion": versionValue,
		"creationDate": timeValue, "instanceIdentifier": textValue, "sender": textValue,
		"receiver": textValue, "epcisHeader": header, "epcisBody": documentBody.check,
	},
	required: []string{"@context", "schemaVersion", "creationDate", "epcisBody"},
}

var documentBody = &form{
	members:  map[string]check{"eventList": listOf(checkEvent)},
	required: []string{"eventList"},
}

var queryDocumentForm = &form{
	members: map[string]check{
		"@context": contextValue, "id": uriValue, "type": textValue, "schemaVersion": versionValue,
		"creationDate": timeValue, "epcisBody": queryBody.check,
	},
	required: []string{"@context", "epcisBody"},
}

var queryBody = &form{
	members:  map[string]check{"queryResults": queryResults.check},
	required: []string{"queryResults"},
}

var queryResults = &form{
	members: map[string]check{
		"queryName": textValue, "subscriptionID": textValue, "resultsBody": resultsBody.check,
	},
	required: []string{"queryName", "resultsBody"},
}

var resultsBody = &form{
	members: map[string]check{
		"eventList": listOf(checkEvent), "vocabularyList": listOf(masterData.check),
	},
	required: []string{"eventList"},
}

// header is epcisHeader; master data in it is checked, extensions need a namespace.
func header(v *value) error {
	return (&form{members: map[string]check{
		"epcisMasterData": (&form{members: map[string]check{
			"vocabularyList": listOf(masterData.check)}}).check}}).check(v)
}

var masterData = &form{
	members: map[string]check{
		"type": uriValue,
		"vocabularyElementList": listOf((&form{
			members: map[string]check{"id": uriValue, "attributes": listOf(attribute.check),
				"children": listOf(uriValue)},
			required: []string{"id"},
		}).check),
	},
	required: []string{"type"},
}

var attribute = &form{
	members: map[string]check{"id": uriValue, "attribute": func(v *value) error {
		if v.kind != text && v.kind != number && v.kind != object {
			return errors.New("not a text, number or object")
		}
		return nil
	}},
	required: []string{"id"},
}
