package record

import (
	"fmt"
	"strings"

	"pedigree/gs1"
)

// State keys (formats.md, Keys). "|" lies outside GS1's character set 82, so no
// identifier can reach into another field. Packs and lots appear only by their index:
// a proof that names a neighbour tells nobody what is printed on it (index.go).

// Fixed keys.
const (
	KeyFirst   = "!"        // sentinel before every key
	KeyLast    = "~"        // sentinel after every key
	KeyLogHead = "log|head" // where the fact log stands

	ParamIndexKey = "indexKey" // the public half of the key that indexes are made with
)

// PartyKey is the key of a party's or site's record.
func PartyKey(g gs1.GLN) string { return "party|" + g.String() }

// KeyKey is the key of a device key's record.
func KeyKey(k KID) string { return "key|" + k.String() }

// PrefixKey is the key of a granted GS1 company prefix.
func PrefixKey(digits string) string { return "prefix|" + digits }

// ProductKey is the key of a trade item.
func ProductKey(g gs1.GTIN) string { return "product|" + g.String() }

// LotKey is the key of a lot.
func LotKey(lot Index) string { return "lot|" + lot.String() }

// Ends of a range that can be proven whole: a mark stands at each, so that no proof of the
// range shows whose record comes before or after it.
const (
	RangeFirst = "!"
	RangeLast  = "~"
)

// LotNumberPrefix starts the number of each lot of a product.
func LotNumberPrefix(g gs1.GTIN) string { return "lotno|" + g.String() + "|" }

// LotNumberKey leads from a lot's ordinal within its product to its number. An
// ordinal has at most ten digits.
func LotNumberKey(g gs1.GTIN, ordinal uint64) string {
	return fmt.Sprintf("%s%010d", LotNumberPrefix(g), ordinal)
}

// UnitKey is the key of one serialised pack.
func UnitKey(unit Index) string { return "unit|" + unit.String() }

// HoldingKey is the key of what a site has of the lot with a key.
func HoldingKey(lotKey string, site gs1.GLN) string { return HoldingPrefix(lotKey) + site.String() }

// HoldingPrefix starts every holding of the lot with a key; what follows is the site.
func HoldingPrefix(lotKey string) string {
	return "holding" + strings.TrimPrefix(lotKey, "lot") + "|"
}

// ContainerKey is the key of a logistic unit's generation: an SSCC may be used
// again a year after it left, so each use has its own record. Generations are 0 to
// 99; the key has two digits for them.
func ContainerKey(s gs1.SSCC, generation uint8) string {
	return fmt.Sprintf("sscc|%s|%02d", s, generation)
}

// TransferKey is the key of an offer of goods from site to site.
func TransferKey(id ID) string { return "transfer|" + string(id) }

// RecallKey is the key of a recall.
func RecallKey(id ID) string { return "recall|" + string(id) }

// CaseKey is the key of a suspect-product case.
func CaseKey(id ID) string { return "case|" + string(id) }

// ExceptionKey is the key of an exception that partners settle.
func ExceptionKey(id ID) string { return "exception|" + string(id) }

// AlertKey is the key of an alert.
func AlertKey(id ID) string { return "alert|" + string(id) }

// GovKey is the key of a proposal that authorities approve.
func GovKey(id ID) string { return "gov|" + string(id) }

// GrantKey is the key of a standing permission.
func GrantKey(id ID) string { return "grant|" + string(id) }

// ValidatorKey is the key of a consensus validator by its 20-byte address.
func ValidatorKey(address [20]byte) string { return fmt.Sprintf("validator|%x", address) }

// ParamKey is the key of a ledger parameter.
func ParamKey(name string) string { return "param|" + name }

// UpgradeKey is the key of a scheduled change of the application version.
func UpgradeKey(height uint64) string { return fmt.Sprintf("upgrade|%010d", height) }

// KindOf gives the part of a key before its first bar: "unit", "lot", ….
func KindOf(key string) string {
	kind, _, _ := strings.Cut(key, "|")
	return kind
}
