package record

import (
	"encoding/base64"

	"pedigree/gs1"
)

// Index is the name of a pack or lot in the keys of the state: it tells nothing about
// what is printed, and only who holds the chain's index key can compute it. Anybody can
// check one with its proof (proof.IndexPublic; docs/decisions/0017).
type Index [20]byte

// String gives the 27 characters that stand in keys.
func (i Index) String() string { return base64.RawURLEncoding.EncodeToString(i[:]) }

// Name is what an index is of: a kind, "unit" or "lot", and the text that identifies the
// thing within it.
type Name struct{ Kind, Text string }

// UnitName names one serialised pack (SGTIN).
func UnitName(g gs1.GTIN, s gs1.Serial) Name { return Name{"unit", g.String() + "|" + s.String()} }

// LotName names a lot of a product.
func LotName(g gs1.GTIN, l gs1.Lot) Name { return Name{"lot", g.String() + "|" + l.String()} }

// Input is what the index is computed of. A kind has no zero byte, so that no two names
// have the same.
func (n Name) Input() []byte { return []byte(n.Kind + "\x00" + n.Text) }

// Key is the key of the record with this index.
func (n Name) Key(i Index) string { return n.Kind + "|" + i.String() }

// Indexer gives the index of a name: the same each time, for the index key of a chain.
type Indexer func(Name) Index

// UnitKey is the key of one serialised pack.
func (f Indexer) UnitKey(g gs1.GTIN, s gs1.Serial) string { return UnitKey(f(UnitName(g, s))) }

// LotKey is the key of a lot of a product.
func (f Indexer) LotKey(g gs1.GTIN, l gs1.Lot) string { return LotKey(f(LotName(g, l))) }

// HoldingKey is the key of what a site has of a lot.
func (f Indexer) HoldingKey(g gs1.GTIN, l gs1.Lot, site gs1.GLN) string {
	return HoldingKey(f.LotKey(g, l), site)
}
