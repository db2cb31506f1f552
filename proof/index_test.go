package proof_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/oasisprotocol/curve25519-voi/primitives/ed25519/extra/ecvrf"

	"pedigree/proof"
	"pedigree/record"
)

var updateIndex = flag.Bool("update-index", false, "write testdata/index.json anew")

// indexVectors is for verifiers in any language. All bytes are hex.
type indexVectors struct {
	RFC9381 []struct { // appendix B.4, examples 19 to 21
		SK    string `json:"sk"`
		PK    string `json:"pk"`
		Alpha string `json:"alpha"`
		Pi    string `json:"pi"`
		Beta  string `json:"beta"`
	} `json:"rfc9381"`
	Names []nameVector `json:"names"`
}

type nameVector struct {
	PK    string `json:"pk"`
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Pi    string `json:"pi"`
	Index string `json:"index"` // 27 characters
}

// mutants is how many changed proofs Go and TypeScript each have to refuse.
const mutants = 10_000

func indexKey(b byte) *proof.IndexKey { return proof.NewIndexKey([32]byte{b, 1, 2, 3}) }

// makeIndexVectors keeps the RFC's and makes the rest anew, the same each time.
func makeIndexVectors(v *indexVectors) {
	v.Names = nil
	for n := range 20 {
		k, name := indexKey(byte(n%3)), record.Name{Kind: "unit", Text: fmt.Sprintf("09506000000013|%08d", n*7919)}
		if n%4 == 3 {
			name = record.Name{Kind: "lot", Text: fmt.Sprintf("09506000000013|L%d\"%%&'", n)}
		}
		public := k.Public()
		v.Names = append(v.Names, nameVector{hex.EncodeToString(public[:]), name.Kind, name.Text,
			hex.EncodeToString(k.Prove(name)), k.Index(name).String()})
	}
}

// mutate changes the proof of one of the names, by the bytes of a digest: web/test/vrf.test.ts
// makes the same ones.
func mutate(names []nameVector, n int) (of nameVector, pi []byte) {
	d := sha256.Sum256(fmt.Appendf(nil, "mutant %d", n))
	of = names[int(d[0])%len(names)]
	pi = unhex(of.Pi)
	at := int(d[1]) % len(pi)
	switch n % 4 {
	case 0: // one bit
		pi[at] ^= 1 << (d[2] % 8)
	case 1: // some bytes
		for i, change := range d[8 : 9+d[2]%16] {
			if at+i < len(pi) {
				pi[at+i] ^= change | 1
			}
		}
	case 2: // the same number modulo the order
		copy(pi[48:], plusOrder(pi[48:], 1+int(d[2]%15)))
	case 3: // a part of another proof
		other := unhex(names[(int(d[0])+1+int(d[1])%(len(names)-1))%len(names)].Pi)
		part := [][2]int{{0, 32}, {32, 48}, {48, 80}, {0, 48}, {32, 80}, {0, 80}}[d[2]%6]
		copy(pi[part[0]:part[1]], other[part[0]:])
	}
	return of, pi
}

// plusOrder adds a multiple of the group's order to a little-endian number.
func plusOrder(s []byte, times int) []byte {
	order := unhex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
	out := append([]byte(nil), s...)
	for range times {
		carry := 0
		for i := range out {
			carry += int(out[i]) + int(order[i])
			out[i], carry = byte(carry), carry>>8
		}
	}
	return out
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func readIndexVectors(t *testing.T) (v indexVectors) {
	t.Helper()
	const file = "testdata/index.json"
	raw, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	if err == nil && *updateIndex {
		makeIndexVectors(&v)
		if raw, err = json.MarshalIndent(v, "", " "); err == nil {
			err = os.WriteFile(file, append(raw, '\n'), 0o644)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVRFOfRFC9381(t *testing.T) {
	v := readIndexVectors(t)
	if len(v.RFC9381) != 3 {
		t.Fatalf("%d vectors", len(v.RFC9381))
	}
	for i, c := range v.RFC9381 {
		k := proof.NewIndexKey([32]byte(unhex(c.SK)))
		public := k.Public()
		if hex.EncodeToString(public[:]) != c.PK {
			t.Errorf("%d: public key %x", i, public)
		}
		ok, beta := ecvrf.Verify(public[:], unhex(c.Pi), unhex(c.Alpha))
		if !ok || hex.EncodeToString(beta) != c.Beta {
			t.Errorf("%d: %v, beta %x", i, ok, beta)
		}
		if pi := ecvrf.Prove(append(unhex(c.SK), unhex(c.PK)...), unhex(c.Alpha)); hex.EncodeToString(pi) != c.Pi {
			t.Errorf("%d: pi %x", i, pi)
		}
	}
}

func TestIndexIsThatOfItsProof(t *testing.T) {
	v := readIndexVectors(t)
	for i, c := range v.Names {
		name, public := record.Name{Kind: c.Kind, Text: c.Text}, proof.IndexPublic(unhex(c.PK))
		k := indexKey(byte(i % 3))
		if got, ok := public.Verify(name, k.Prove(name)); !ok || got != k.Index(name) || got.String() != c.Index {
			t.Errorf("%s: %v %s, computed %s, want %s", c.Text, ok, got, k.Index(name), c.Index)
		}
		if !bytes.Equal(k.Prove(name), unhex(c.Pi)) {
			t.Errorf("%s: another proof", c.Text)
		}
		other := name
		other.Text += "x"
		if _, ok := public.Verify(other, unhex(c.Pi)); ok {
			t.Errorf("%s: good for another text", c.Text)
		}
		other = record.Name{Kind: map[string]string{"unit": "lot", "lot": "unit"}[c.Kind], Text: c.Text}
		if _, ok := public.Verify(other, unhex(c.Pi)); ok {
			t.Errorf("%s: good for another kind", c.Text)
		}
		if _, ok := indexKey(9).Public().Verify(name, unhex(c.Pi)); ok {
			t.Errorf("%s: good for another key", c.Text)
		}
		for _, cut := range [][]byte{nil, unhex(c.Pi)[:79], append(unhex(c.Pi), 0)} {
			if _, ok := public.Verify(name, cut); ok {
				t.Errorf("%s: %d bytes are a proof", c.Text, len(cut))
			}
		}
	}
}

// A key of small order would make every point a proof.
func TestIndexKeyOfSmallOrderProvesNothing(t *testing.T) {
	name := record.Name{Kind: "unit", Text: "x"}
	for _, y := range []string{
		"0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0000000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	} {
		if _, ok := proof.IndexPublic(unhex(y)).Verify(name, make([]byte, 80)); ok {
			t.Errorf("%s proves", y)
		}
		if _, ok := proof.IndexPublic(unhex(y)).Verify(name, indexKey(0).Prove(name)); ok {
			t.Errorf("%s proves", y)
		}
	}
}

// The page judges the same proofs (web/test/vrf.test.ts).
func TestMutatedIndexProofsAreRefused(t *testing.T) {
	v := readIndexVectors(t)
	for n := range mutants {
		c, pi := mutate(v.Names, n)
		_, ok := proof.IndexPublic(unhex(c.PK)).Verify(record.Name{Kind: c.Kind, Text: c.Text}, pi)
		if same := hex.EncodeToString(pi) == c.Pi; ok || same {
			t.Errorf("mutant %d: accepted %v, unchanged %v", n, ok, same)
		}
	}
	fmt.Printf("index proofs: %d mutants, none accepted\n", mutants)
}

func BenchmarkIndex(b *testing.B) {
	k, name := indexKey(0), record.Name{Kind: "unit", Text: "09506000000013|12345678"}
	pi, public := k.Prove(name), indexKey(0).Public()
	b.Run("index", func(b *testing.B) {
		for b.Loop() {
			k.Index(name)
		}
	})
	b.Run("prove", func(b *testing.B) {
		for b.Loop() {
			k.Prove(name)
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			public.Verify(name, pi)
		}
	})
}
