// Package gs1 is the vocabulary of the GS1 system as a pack of medicine carries it: the
// keys (GTIN, GLN, SSCC), the attributes (serial number, lot, dates), the element strings
// and GS1 Digital Link URIs that print them, and the faults of a scanner that garble them.
//
// Parse is the only door in: a value that exists obeys the GS1 General Specifications, and
// the zero value of every type means "absent". The package reads no clock, keeps no state
// and gives the same answer on every machine; where the standard needs today's date (the
// century of a two-digit year) the caller passes it.
//
// The table of Application Identifiers is generated from the GS1 Barcode Syntax Dictionary
// (aitable.go names the release).
package gs1
