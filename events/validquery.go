package events

import (
	"errors"
	"fmt"
	"strings"
)

// A query of EPCIS 2.0 (8.2.7) is an object of parameters; it has no type of its own.

// queryParameters are those of a fixed name.
var queryParameters = map[string]check{
	"@context":  contextValue,
	"eventType": listOf(textValue),
	"orderBy":   textValue, "orderDirection": shaped("direction: ASC or DESC", "ASC|DESC"),
	"eventCountLimit": countValue, "maxEventCount": countValue, "perPage": countValue,
	"nextPageToken": textValue,
	"EQ_action":     listOf(actionValue), "EQ_bizStep": listOf(bizSteps.check),
	"EQ_disposition": listOf(dispositions.check), "EXISTS_errorDeclaration": booleanValue,
	"EQ_errorReason": listOf(errorReasons.check),
}

func isQuery(v *value) bool {
	for _, name := range v.names {
		if name == "eventType" || name == "orderDirection" || strings.Contains(name, "_") {
			return true
		}
	}
	return false
}

func checkQuery(v *value) error {
	for i, name := range v.names {
		judge, known := queryParameters[name]
		if !known {
			var err error
			if judge, err = parameter(name); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		if err := judge(&v.items[i]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if v.member("eventCountLimit") != nil && v.member("maxEventCount") != nil {
		return errors.New("eventCountLimit and maxEventCount exclude each other")
	}
	return nil
}

// parameter gives the check of a parameter whose name says what it compares.
func parameter(name string) (check, error) {
	verb, what, ok := strings.Cut(name, "_")
	if !ok || what == "" {
		return nil, errors.New("no parameter of a query")
	}
	switch verb {
	case "GE", "GT", "LE", "LT":
		if strings.HasSuffix(strings.ToLower(what), "time") {
			return timeValue, nil
		}
		return bound, nil
	case "EQ", "MATCH", "WD", "HASATTR", "EQATTR":
		return listOf(scalar), nil
	case "EXISTS":
		return func(*value) error { return nil }, nil
	}
	return nil, errors.New("no parameter of a query")
}

func countValue(v *value) error {
	if v.kind != number || !allDigits(v.text) {
		return errors.New("not a count")
	}
	return nil
}

func bound(v *value) error {
	if v.kind != number && timeValue(v) != nil {
		return errors.New("neither a number nor a time with a zone")
	}
	return nil
}

func scalar(v *value) error {
	if v.kind != text && v.kind != number && v.kind != boolean {
		return errors.New("not a text, number or boolean")
	}
	return nil
}
