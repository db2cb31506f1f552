package events

import "maps"

// sensorOrigin is what says where a reading comes from (EPCIS 2.0, 7.3.11).
var sensorOrigin = map[string]check{
	"time": timeValue, "deviceID": uriValue, "deviceMetadata": uriValue, "rawData": uriValue,
	"dataProcessingMethod": uriValue, "bizRules": uriValue,
}

var sensorElement = &form{
	members: map[string]check{"sensorMetadata": sensorForm(map[string]check{
		"startTime": timeValue, "endTime": timeValue}), "sensorReport": someOf(sensorReport)},
	required: []string{"sensorReport"},
}

var sensorReport = sensorForm(map[string]check{
	"type": measurements.check, "exception": sensorAlerts.check, "microorganism": uriValue,
	"chemicalSubstance": uriValue, "coordinateReferenceSystem": uriValue, "value": numberValue,
	"component": components.check, "stringValue": textValue, "booleanValue": booleanValue,
	"hexBinaryValue": hexValue, "uriValue": uriValue, "minValue": numberValue,
	"maxValue": numberValue, "meanValue": numberValue, "sDev": numberValue,
	"percRank": numberValue, "percValue": numberValue, "uom": textValue,
}, "type")

func sensorForm(own map[string]check, required ...string) check {
	members := maps.Clone(sensorOrigin)
	maps.Copy(members, own)
	return (&form{members: members, required: required}).check
}
