// Package events says in the words of the trade what the ledger logged: every fact
// becomes one EPCIS 2.0 event (ISO/IEC 19987, JSON-LD) with the terms of CBV 2.0, or,
// where EPCIS has no such event (who is licensed, which key is whose, an alert), one of
// our own vocabulary (docs/events.md), and a plain sentence for people.
//
// An event carries the fact it was made from, byte for byte, so that whoever reads the
// event needs no other source. Rendering is a pure function: same fact, same bytes.
// Facts never change; their rendering may improve without a new chain.
package events
