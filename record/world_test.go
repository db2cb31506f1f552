package record_test

import (
	"crypto/ed25519"
	"crypto/sha256"

	"pedigree/gs1"
	"pedigree/record"
)

// The small world of the vectors: GS1's demonstration prefix 952, one maker, one
// wholesaler, one pharmacy, one authority. Every number is fixed for ever.

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func gln(s string) gs1.GLN       { return must(gs1.ParseGLN(s)) }
func gtin(s string) gs1.GTIN     { return must(gs1.ParseGTIN(s)) }
func lotNo(s string) gs1.Lot     { return must(gs1.ParseLot(s)) }
func serial(s string) gs1.Serial { return must(gs1.ParseSerial(s)) }
func sscc(s string) gs1.SSCC     { return must(gs1.ParseSSCC(s)) }
func day(s string) record.Day    { return record.DayFrom(must(gs1.ParseDate(s))) }
func to[T any](v T) *T           { return &v }

func acme() gs1.GLN       { return gln("9521100000017") }
func acmeSite() gs1.GLN   { return gln("9521100001014") }
func medco() gs1.GLN      { return gln("9521200000016") }
func medcoSite() gs1.GLN  { return gln("9521200001013") }
func corner() gs1.GLN     { return gln("9521300000015") }
func cornerSite() gs1.GLN { return gln("9521300001012") }
func authority() gs1.GLN  { return gln("9521000000018") }

func pills() gs1.GTIN   { return gtin("09521100001007") } // serialised lots
func syrup() gs1.GTIN   { return gtin("09521100001106") } // lots by quantity
func pallet() gs1.SSCC  { return sscc("395211000000000124") }
func carton() gs1.SSCC  { return sscc("395211000000000131") }
func palletKey() string { return record.ContainerKey(pallet(), 0) }

const newYear = 1_798_761_600 // 2027-01-01 00:00:00 UTC, the time of most vectors

// seed 00 01 02 … 1f, as third parties can type it.
func deviceKey() ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	for i := range seed {
		seed[i] = byte(i)
	}
	return ed25519.NewKeyFromSeed(seed)
}

func devicePublic() (p [32]byte) {
	copy(p[:], deviceKey().Public().(ed25519.PublicKey))
	return p
}

// hashOf gives a hash that a reader can make again: SHA-256 of a word.
func hashOf(word string) record.Hash { return sha256.Sum256([]byte(word)) }

func salt(word string) (s record.Salt) {
	h := hashOf(word)
	copy(s[:], h[:])
	return s
}

func historyOf(key string, facts ...string) record.History {
	h := record.NewHistory(key)
	for _, f := range facts {
		h = h.Add(hashOf(f))
	}
	return h
}

func idOf(kind string) record.ID { return record.NewID(kind, hashOf("tx"), 0) }
