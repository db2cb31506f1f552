package gs1

// Element is one Application Identifier with its value, as an element string holds it.
type Element struct {
	AI    string // two to four digits
	Value string // neither escaped nor separated
}
