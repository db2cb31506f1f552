package events

import (
	"crypto/sha256"
	"strings"
)

// Subjects are built of CBV terms, digits and one hex digit: no text that a device sent
// ever gets into one.

// SubjectRoot starts every subject of the stream.
const SubjectRoot = "epcis"

// subject is epcis.<bizStep>.<gtin or sscc or _>.<shard>. The shard, a hex digit, is the
// same for all events of one lot, so that 16 readers can share the work and each sees
// whole lots in order.
func subject(e *Event) string {
	object := e.GTIN
	if object == "" {
		object = e.SSCC
	}
	if object == "" {
		object = "_"
	}
	h := sha256.Sum256([]byte(object + "|" + e.Lot))
	shard := string("0123456789abcdef"[h[0]>>4])
	return strings.Join([]string{SubjectRoot, stepToken(e), object, shard}, ".")
}

// stepToken is the bizStep, or the name of our own type: pedigree_party.
func stepToken(e *Event) string {
	switch e.Type {
	case PartyEvent:
		return "pedigree_party"
	case MasterDataEvent:
		return "pedigree_master_data"
	case AlertEvent:
		return "pedigree_alert"
	case RecallEvent:
		return "pedigree_recall"
	case NetworkEvent:
		return "pedigree_network"
	}
	return e.BizStep
}
