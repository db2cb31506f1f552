package record

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"pedigree/gs1"
)

// State keys (formats.md, Keys). "|" lies outside GS1's character set 82, so no
// identifier can reach into another field. Serials and lot numbers appear only
// hashed: a proof that names a neighbour tells nobody what is printed on it.

// Fixed keys.
const (
	KeyFirst   = "!"        // sentinel before every key
	KeyLast    = "~"        // sentinel after every key
	KeyLogHead = "log|head" // where the fact log stands
)

// PartyKey is the key of a party's or site's record.
func PartyKey(g gs1.GLN) string { return "party|" + g.String() }

// KeyKey is the key of a device key's record.
func KeyKey(k KID) string { return "key|" + k.String() }

// PrefixKey is the key of a granted GS1 company prefix.
func PrefixKey(digits string) string { return "prefix|" + digits }

// ProductKey is the key of a trade item.
func ProductKey(g gs1.GTIN) string { return "product|" + g.String() }

// LotKey is the key of a lot of a product.
func LotKey(g gs1.GTIN, l gs1.Lot) string { return "lot|" + g.String() + "|" + lotHash(g, l) }

// LotNumberKey leads from a lot's ordinal within its product to its number. An
// ordinal has at most ten digits.
func LotNumberKey(g gs1.GTIN, ordinal uint64) string {
	return fmt.Sprintf("lotno|%s|%010d", g, ordinal)
}

// UnitKey is the key of one serialised pack (SGTIN).
func UnitKey(g gs1.GTIN, s gs1.Serial) string {
	return "unit|" + g.String() + "|" + hash27("unit/1|"+g.String()+"|"+s.String())
}

// HoldingKey is the key of what a site has of a lot.
func HoldingKey(g gs1.GTIN, l gs1.Lot, site gs1.GLN) string {
	return HoldingPrefix(g, l) + site.String()
}

// HoldingPrefix starts every holding of a lot; with RangeEnd it bounds the
// range whose proof shows that no holder is missing.
func HoldingPrefix(g gs1.GTIN, l gs1.Lot) string {
	return "holding|" + g.String() + "|" + lotHash(g, l) + "|"
}

// RangeEnd is the first key after all keys that start with the prefix.
func RangeEnd(prefix string) string {
	last := len(prefix) - 1
	return prefix[:last] + string(prefix[last]+1)
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

func lotHash(g gs1.GTIN, l gs1.Lot) string {
	return hash27("lot/1|" + g.String() + "|" + l.String())
}

func hash27(s string) string {
	h := sha256.Sum256([]byte(s))
	return base64.RawURLEncoding.EncodeToString(h[:20])
}
