package events

import (
	"errors"
	"maps"
)

// checkEvent judges an event by its type (EPCIS 2.0, 7.4).
func checkEvent(v *value) error {
	kind := v.member("type")
	if v.kind != object || kind == nil || kind.kind != text {
		return errors.New("type: missing")
	}
	f, known := eventForms[kind.text]
	if !known {
		if !isURI(kind.text) {
			return errors.New("type: neither an event of EPCIS nor a name with a namespace")
		}
		return extendedEvent.check(v)
	}
	if err := f.check(v); err != nil {
		return err
	}
	return objectsOf[kind.text](v)
}

// every event has these, those of others' types too.
var everyEvent = map[string]check{
	"@context": contextValue, "type": textValue, "eventTime": timeValue, "recordTime": timeValue,
	"eventTimeZoneOffset": offsetValue, "eventID": uriValue,
	"certificationInfo": func(v *value) error {
		if v.kind == list {
			return listOf(uriValue)(v)
		}
		return uriValue(v)
	},
	"errorDeclaration": errorDeclaration.check,
}

var errorDeclaration = &form{
	members: map[string]check{"declarationTime": timeValue, "reason": errorReasons.check,
		"correctiveEventIDs": listOf(uriValue)},
	required: []string{"declarationTime"},
}

// standardEvent is what the five events of the standard share.
var standardEvent = map[string]check{
	"bizStep": bizSteps.check, "disposition": dispositions.check,
	"persistentDisposition": persistentDisposition,
	"readPoint":             location.check, "bizLocation": location.check,
	"bizTransactionList": listOf((&form{
		members:  map[string]check{"type": bizTransactionTypes.check, "bizTransaction": uriValue},
		required: []string{"bizTransaction"}, closed: true}).check),
	"sourceList":        listOf(end("source").check),
	"destinationList":   listOf(end("destination").check),
	"sensorElementList": listOf(sensorElement.check),
}

var extendedEvent = &form{members: everyEvent, required: []string{"eventTime",
	"eventTimeZoneOffset"}}

func end(name string) *form {
	return &form{members: map[string]check{"type": sourceDestTypes.check, name: uriValue},
		required: []string{"type", name}, closed: true}
}

var location = &form{members: map[string]check{"id": uriValue}, required: []string{"id"}}

func persistentDisposition(v *value) error {
	some := distinct(someOf(dispositions.check))
	f := &form{members: map[string]check{"set": some, "unset": some}, closed: true}
	if err := f.check(v); err != nil {
		return err
	}
	if len(v.names) == 0 {
		return errors.New("neither set nor unset")
	}
	return nil
}

// eventForm adds what is particular to a type to what events share. Extended events
// were not told apart by type, so their other members are not judged.
func eventForm(own map[string]check, required ...string) *form {
	members := maps.Clone(everyEvent)
	maps.Copy(members, standardEvent)
	maps.Copy(members, own)
	return &form{members: members,
		required: append([]string{"eventTime", "eventTimeZoneOffset"}, required...)}
}

var (
	epcsValue       = listOf(uriValue)
	quantitiesValue = listOf((&form{
		members:  map[string]check{"epcClass": uriValue, "quantity": numberValue, "uom": uomValue},
		required: []string{"epcClass"}, closed: true}).check)
	ilmdValue = (&form{}).check
)

var eventForms = map[string]*form{
	"ObjectEvent": eventForm(map[string]check{"action": actionValue,
		"epcList": distinct(epcsValue), "quantityList": quantitiesValue, "ilmd": ilmdValue}, "action"),
	"AggregationEvent": eventForm(parts, "action"),
	"AssociationEvent": eventForm(parts, "action", "parentID"),
	"TransactionEvent": eventForm(map[string]check{"action": actionValue, "parentID": uriValue,
		"epcList": epcsValue, "quantityList": quantitiesValue}, "action", "bizTransactionList"),
	"TransformationEvent": eventForm(map[string]check{"inputEPCList": distinct(epcsValue),
		"outputEPCList": distinct(epcsValue), "inputQuantityList": quantitiesValue,
		"outputQuantityList": quantitiesValue, "transformationID": uriValue, "ilmd": ilmdValue}),
}

var parts = map[string]check{"action": actionValue, "parentID": uriValue,
	"childEPCs": epcsValue, "childQuantityList": quantitiesValue}

// objectsOf says which objects each type has to name.
var objectsOf = map[string]check{
	"ObjectEvent":         objectsOfObjectEvent,
	"AggregationEvent":    objectsOfParts,
	"AssociationEvent":    objectsOfParts,
	"TransactionEvent":    objectsOfTransaction,
	"TransformationEvent": objectsOfTransformation,
}

func some(v *value, name string) bool {
	m := v.member(name)
	return m != nil && len(m.items) > 0
}

func does(v *value, action string) bool {
	a := v.member("action")
	return a != nil && a.text == action
}

var errNoObjects = errors.New("it names no objects")

func objectsOfObjectEvent(v *value) error {
	if v.member("ilmd") != nil && !does(v, "ADD") {
		return errors.New("ilmd: only where objects come into being (action ADD)")
	}
	if v.member("epcList") != nil || some(v, "quantityList") ||
		some(v, "sensorElementList") && v.member("readPoint") != nil {
		return nil
	}
	return errNoObjects
}

func objectsOfParts(v *value) error {
	if some(v, "childEPCs") || some(v, "childQuantityList") || does(v, "DELETE") {
		return nil
	}
	return errNoObjects
}

func objectsOfTransaction(v *value) error {
	if !some(v, "bizTransactionList") {
		return errors.New("bizTransactionList: empty")
	}
	if v.member("epcList") != nil || some(v, "quantityList") || does(v, "DELETE") {
		return nil
	}
	return errNoObjects
}

func objectsOfTransformation(v *value) error {
	in := some(v, "inputEPCList") || some(v, "inputQuantityList")
	out := some(v, "outputEPCList") || some(v, "outputQuantityList")
	if in && out || (in || out) && v.member("transformationID") != nil {
		return nil
	}
	return errors.New("it names no inputs or no outputs, and no transformation that has them")
}
