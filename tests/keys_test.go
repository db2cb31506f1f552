package tests

import (
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"

	"github.com/oasisprotocol/curve25519-voi/curve"

	"pedigree/abci/ledger"
	"pedigree/abci/store"
	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
)

// aKey is 32 bytes that somebody gives as a public key.
type aKey struct {
	public record.PublicKey
	sound  bool
	why    string
}

// manyKeys are all points of small order, other spellings of points, spellings of no
// point, and keys that are fine.
func manyKeys(t testing.TB) (keys []aKey) {
	add := func(b []byte, sound bool, why string) {
		keys = append(keys, aKey{record.PublicKey(b), sound, why})
	}
	spell := func(p *curve.EdwardsPoint) []byte {
		return curve.NewCompressedEdwardsY().SetEdwardsPoint(p)[:]
	}
	for n, p := range curve.EIGHT_TORSION {
		add(spell(p), false, fmt.Sprintf("small order, %d times the generator", n))
	}
	for _, top := range []byte{0x7f, 0xff} {
		for low := 0xed; low <= 0xff; low++ {
			b := []byte(strings.Repeat("\xff", 32))
			b[0], b[31] = byte(low), top
			add(b, false, "y not reduced")
		}
	}
	for _, y := range []byte{1, 0xec} { // x = 0 has no sign
		b := []byte(strings.Repeat(map[byte]string{1: "\x00", 0xec: "\xff"}[y], 32))
		b[0], b[31] = y, map[byte]byte{1: 0x80, 0xec: 0xff}[y]
		add(b, false, "a sign without x")
	}
	for seed := byte(0); len(keys) < 70; seed++ {
		a := newActor(fmt.Sprintf("key %d", seed), gs1.GLN{}, gs1.GLN{})
		good := a.public()
		add(good[:], true, "a key")
		if good[0] ^= 1; notOnCurve(good) {
			add(good[:], false, "no point of the curve")
		}
	}
	return keys
}

func notOnCurve(b [32]byte) bool {
	y := curve.CompressedEdwardsY(b)
	_, err := curve.NewEdwardsPoint().SetCompressedY(&y)
	return err != nil
}

// Which keys are sound is decided in six places by four implementations. They are
// asked about the same keys; the page reads them from the file (web/test/keys.test.ts).
func TestKeysAreJudgedAlike(t *testing.T) {
	var file strings.Builder
	for _, k := range manyKeys(t) {
		fmt.Fprintf(&file, "%x %t %s\n", k.public, k.sound, k.why)
		for who, accepts := range judgesOfKeys(t, k.public) {
			if accepts != k.sound {
				t.Errorf("%x (%s): %s says %t", k.public, k.why, who, accepts)
			}
		}
	}
	golden(t, "testdata/keys.golden", file.String())
}

func judgesOfKeys(t *testing.T, public record.PublicKey) map[string]bool {
	desk := newActor("desk", glnOf(t, 1), glnOf(t, 1))
	addKey := record.AddKey{Public: public, Site: desk.gln, Label: "x"}
	weak := genesisOf(desk)
	weak.Authorities[0].Keys = append(weak.Authorities[0].Keys,
		ledger.GenesisKey{Public: public, Label: "x"})
	_, _, keyErr := ledger.Begin(weak, scenarioChain, 1, 1, firstValidator())
	_, _, validatorErr := ledger.Begin(genesisOf(desk), scenarioChain, 1, 1,
		record.SetValidator{Public: public, Power: 1})
	tx, err := desk.sign(1, "add_key", record.MustMarshal(addKey))
	if err != nil {
		t.Fatal(err)
	}
	o := newOracle(genesisOf(desk))
	o.world.Begin(1, 1)
	// The verifier of bundles leaves it to the signature whether there is a point.
	forged := append(append([]byte{1}, make([]byte, 31)...), make([]byte, 32)...)
	onCurve := !notOnCurve(public) || ed25519.Verify(public[:], nil, forged)
	return map[string]bool{
		"add_key":            checks("add_key", addKey),
		"set_validator":      checks("set_validator", record.SetValidator{Public: public, Power: 1}),
		"genesis, key":       keyErr == nil,
		"genesis, validator": validatorErr == nil,
		"the model":          o.world.Deliver(tx).Code == record.OK,
		"the verifier":       proof.SoundPoint(public[:]) && onCurve,
	}
}

// checks says whether the ledger takes the form of an order.
func checks(command string, body any) bool {
	c := ledger.New(command)
	if err := record.Unmarshal(record.MustMarshal(body), c.Body()); err != nil {
		return false
	}
	return c.Check() == nil
}

// Were a key of small order in the state, whoever knows nothing could order for its
// party: R = identity and S = 0 fit every message, for the rules of ZIP-215.
func TestNobodySignsForAWeakKey(t *testing.T) {
	desk := newActor("desk", glnOf(t, 1), glnOf(t, 1))
	for n, p := range curve.EIGHT_TORSION {
		public := record.PublicKey(*curve.NewCompressedEdwardsY().SetEdwardsPoint(p))
		kid := record.KIDOf(public[:])
		for name, c := range map[string]chain{
			"bare": newBare(t, genesisOf(desk), 1),
			"abci": newOverABCI(t, genesisOf(desk), 1, store.Options{}),
		} {
			c.write(2, ledger.Change{Key: record.KeyKey(kid), Value: record.DeviceKey{Public: public,
				Party: desk.gln, Site: desk.gln, Label: "weak"}.Encode()})
			order := record.Order{ChainID: scenarioChain, Sequence: 1, Until: 100, Command: "add_key",
				Body: record.MustMarshal(record.AddKey{Public: newActor("thief", gs1.GLN{}, gs1.GLN{}).public(),
					Site: desk.gln, Label: "thief"})}
			got := c.block(3, forge(t, order, public))
			if got[0].Code != record.BadSignature {
				t.Errorf("%s: order of key %d of small order: %s %s", name, n, got[0].Code, got[0].Text)
			}
		}
	}
}

// forge signs an order with R = identity and S = 0.
func forge(t testing.TB, o record.Order, public record.PublicKey) []byte {
	key := append(make(ed25519.PrivateKey, 32), public[:]...)
	tx, err := record.Sign(o, key)
	if err != nil {
		t.Fatal(err)
	}
	signature := tx[len(tx)-ed25519.SignatureSize:]
	clear(signature)
	signature[0] = 1
	return tx
}
