package events

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"pedigree/gs1"
	"pedigree/record"
)

// document is one event as JSON-LD. The order of the fields is the order of the bytes.
// Members with a colon are extensions: gs1ushc by GS1 US, pedigree by us.
type document struct {
	Context     []any  `json:"@context"`
	Type        string `json:"type"`
	EventID     string `json:"eventID"`
	EventTime   string `json:"eventTime"`
	Offset      string `json:"eventTimeZoneOffset"`
	RecordTime  string `json:"recordTime"`
	Action      string `json:"action,omitempty"`
	BizStep     string `json:"bizStep,omitempty"`
	Disposition string `json:"disposition,omitempty"`

	Error           *didNotOccur `json:"errorDeclaration,omitempty"`
	ParentID        string       `json:"parentID,omitempty"`
	ChildEPCs       []string     `json:"childEPCs,omitempty"`
	ChildQuantities []quantity   `json:"childQuantityList,omitempty"`

	Persistent *persistent `json:"persistentDisposition,omitempty"`
	EPCs       []string    `json:"epcList,omitzero"`
	Quantities []quantity  `json:"quantityList,omitempty"`

	InputEPCs       []string   `json:"inputEPCList,omitempty"` // of a transformation
	InputQuantities []quantity `json:"inputQuantityList,omitempty"`
	OutputEPCs      []string   `json:"outputEPCList,omitempty"`

	ReadPoint    *place           `json:"readPoint,omitempty"`
	BizLocation  *place           `json:"bizLocation,omitempty"`
	Transactions []bizTransaction `json:"bizTransactionList,omitempty"`
	Sources      []source         `json:"sourceList,omitempty"`
	Destinations []destination    `json:"destinationList,omitempty"`
	ILMD         *ilmd            `json:"ilmd,omitempty"`
	Statement    *statement       `json:"gs1ushc:dscsaTransactionStatement,omitempty"`

	Command string `json:"pedigree:command"`
	Party   string `json:"pedigree:party,omitempty"` // whose device ordered it
	Site    string `json:"pedigree:site,omitempty"`
	Detail  any    `json:"pedigree:detail,omitempty"` // what EPCIS has no member for
	FactID  string `json:"pedigree:factID"`
	TxID    string `json:"pedigree:txID"`
	Fact    string `json:"pedigree:fact"` // base64url of the fact's CBOR
}

type quantity struct {
	Class    string  `json:"epcClass"`
	Quantity *uint64 `json:"quantity,omitempty"`
}

type place struct {
	ID string `json:"id"`
}

type persistent struct {
	Set   []string `json:"set,omitempty"`
	Unset []string `json:"unset,omitempty"`
}

type bizTransaction struct {
	Type string `json:"type,omitempty"`
	ID   string `json:"bizTransaction"`
}

type source struct {
	Type   string `json:"type"`
	Source string `json:"source"`
}

type destination struct {
	Type        string `json:"type"`
	Destination string `json:"destination"`
}

// ilmd is instance and lot master data (EPCIS 2.0, 7.3.7).
type ilmd struct {
	Lot    string `json:"cbvmda:lotNumber"`
	Expiry string `json:"cbvmda:itemExpirationDate,omitempty"`
}

// context says what the members mean. A detail is a JSON literal: its names are those
// of docs/commands.md, not terms of a vocabulary.
func context() []any {
	return []any{
		"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
		struct {
			CBVMDA   string `json:"cbvmda"`
			GS1USHC  string `json:"gs1ushc"`
			Pedigree string `json:"pedigree"`
			Detail   any    `json:"pedigree:detail"`
		}{
			"urn:epcglobal:cbv:mda:", "http://epcis.gs1us.org/hc/ns#", vocabulary,
			struct {
				ID   string `json:"@id"`
				Type string `json:"@type"`
			}{vocabulary + "detail", "@json"},
		},
	}
}

// newDocument fills in what every event has. The ledger knows one moment, its block's,
// so that is both when the event happened and when it was recorded.
func newDocument(f *record.Fact, encoded []byte) *document {
	at := time.Unix(int64(f.Time), 0).UTC().Format("2006-01-02T15:04:05Z")
	return &document{
		Context:    context(),
		EventTime:  at,
		Offset:     "+00:00",
		RecordTime: at,
		Command:    f.Command,
		Party:      glnLinkOrNone(f.Party),
		Site:       glnLinkOrNone(f.Site),
		FactID:     f.ID(),
		TxID:       f.TxID.String(),
		Fact:       base64.RawURLEncoding.EncodeToString(encoded),
	}
}

func glnLinkOrNone(g *gs1.GLN) string {
	if g == nil {
		return ""
	}
	return glnLink(*g)
}

func placeOf(g *gs1.GLN) *place {
	if g == nil {
		return nil
	}
	return &place{glnLink(*g)}
}

// bytes writes the event and, before that, names it by its own hash.
func (d *document) bytes() ([]byte, error) {
	unnamed, err := d.encode()
	if err != nil {
		return nil, err
	}
	ids, err := Hashes(unnamed)
	if err != nil {
		return nil, fmt.Errorf("event of fact %s: %w", d.FactID, err)
	}
	d.EventID = ids[0]
	return d.encode()
}

func (d *document) encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(d); err != nil {
		return nil, fmt.Errorf("event of fact %s: %w", d.FactID, err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// FactBytes takes the fact out of an event that Render made: the CBOR that the ledger
// logged.
func FactBytes(event []byte) ([]byte, error) {
	_, fact, err := Open(event)
	return fact, err
}

// Open takes eventID and fact out of an event that Render made, as it claims them.
func Open(event []byte) (id string, fact []byte, err error) {
	var d struct {
		ID   string `json:"eventID"`
		Fact string `json:"pedigree:fact"`
	}
	if err := json.Unmarshal(event, &d); err != nil {
		return "", nil, fmt.Errorf("event: %w", err)
	}
	fact, err = base64.RawURLEncoding.Strict().DecodeString(d.Fact)
	if err != nil || len(fact) == 0 {
		return "", nil, fmt.Errorf("event: no fact in it")
	}
	return d.ID, fact, nil
}
