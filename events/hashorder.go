package events

import "strings"

// member is a row of the order in which an event's members are hashed.
type member struct {
	name string
	kids []member
}

func leaves(names string) (out []member) {
	for _, name := range strings.Fields(names) {
		out = append(out, member{name: name})
	}
	return out
}

var epcs = leaves("epc")

var quantities = []member{{"quantityElement", leaves("epcClass quantity uom")}}

// eventOrder is that of CBV 2.0, 8.9.2, as the reference implementation has it. What it
// lacks (business transactions, sources, destinations, ilmd) is said sorted, at the end.
var eventOrder = []member{
	{"eventTime", nil},
	{"eventTimeZoneOffset", nil},
	{"certificationInfo", nil},
	{"parentID", nil},
	{"epcList", epcs},
	{"inputEPCList", epcs},
	{"childEPCs", epcs},
	{"quantityList", quantities},
	{"childQuantityList", quantities},
	{"inputQuantityList", quantities},
	{"outputEPCList", epcs},
	{"outputQuantityList", quantities},
	{"action", nil},
	{"transformationID", nil},
	{"bizStep", nil},
	{"disposition", nil},
	{"persistentDisposition", leaves("set unset")},
	{"readPoint", leaves("id")},
	{"bizLocation", leaves("id")},
	{"sensorElementList", []member{{"sensorElement", []member{
		{"sensorMetadata", leaves("time startTime endTime deviceID deviceMetadata rawData" +
			" dataProcessingMethod bizRules")},
		{"sensorReport", leaves("type exception deviceID deviceMetadata rawData" +
			" dataProcessingMethod time microorganism chemicalSubstance value component" +
			" stringValue booleanValue hexBinaryValue uriValue minValue maxValue meanValue" +
			" sDev percRank percValue uom coordinateReferenceSystem")},
	}}}},
}
