package record

import "pedigree/gs1"

// Repackage makes packs of a lot of one's own out of other packs. What is in them
// is counted in what both have in common (tablets, vials): inputs times InputSize =
// outputs times OutputSize + Lost.
type Repackage struct {
	Inputs     []Item       `cbor:"1,keyasint" json:"inputs"`
	GTIN       gs1.GTIN     `cbor:"2,keyasint" json:"gtin"`
	Lot        gs1.Lot      `cbor:"3,keyasint" json:"lot"`
	Serials    []gs1.Serial `cbor:"4,keyasint" json:"serials"`
	InputSize  uint64       `cbor:"5,keyasint" json:"inputSize"`
	OutputSize uint64       `cbor:"6,keyasint" json:"outputSize"`
	Lost       uint64       `cbor:"7,keyasint,omitempty" json:"lost,omitempty"`
}

// Repacked says which packs became which.
type Repacked struct {
	Inputs     []Goods      `cbor:"1,keyasint" json:"inputs"`
	GTIN       gs1.GTIN     `cbor:"2,keyasint" json:"gtin"`
	Lot        gs1.Lot      `cbor:"3,keyasint" json:"lot"`
	Serials    []gs1.Serial `cbor:"4,keyasint" json:"serials"`
	Expiry     Day          `cbor:"5,keyasint" json:"expiry"`
	InputSize  uint64       `cbor:"6,keyasint" json:"inputSize"`
	OutputSize uint64       `cbor:"7,keyasint" json:"outputSize"`
	Lost       uint64       `cbor:"8,keyasint,omitempty" json:"lost,omitempty"`
}

func newTroubleFields(command string) any {
	switch command {
	case "acknowledge_recall":
		return new(RecallAcknowledged)
	case "report_exception":
		return new(ExceptionReported)
	case "resolve_exception":
		return new(ExceptionResolved)
	case "open_case":
		return new(CaseOpened)
	case "add_finding":
		return new(AddFinding)
	case "close_case":
		return new(CaseClosed)
	case "repackage":
		return new(Repacked)
	case "correct":
		return new(Corrected)
	}
	return ProposableBody(command)
}
