package proof_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pedigree/proof"
	"pedigree/record"
)

var updateBundles = flag.Bool("update-bundles", false, "write testdata/bundle.json anew")

const goldenBundles = "testdata/bundle.json"

// The golden file is for every verifier, in any language: whole bundles with what
// must come of them, and single bytes of the valid ones that must not be changed.
type (
	golden struct {
		Cases     []goldenCase     `json:"cases"`
		Mutations []goldenMutation `json:"mutations"`
	}
	goldenCase struct {
		Name      string        `json:"name"`
		Bundle    string        `json:"bundle"` // base64url
		Trust     string        `json:"trust"`  // the trust root file
		TrustName string        `json:"trustName"`
		Queries   []goldenQuery `json:"queries"`
		Names     []goldenName  `json:"names"`   // whose indexes the bundle has to prove, in order
		Outcome   string        `json:"outcome"` // "valid", or why not
		Valid     *goldenSays   `json:"valid,omitempty"`
	}
	goldenQuery struct {
		Key  string `json:"key,omitempty"`
		From string `json:"from,omitempty"`
		To   string `json:"to,omitempty"`
	}
	goldenName struct {
		Kind string `json:"kind"`
		Text string `json:"text"`
	}
	goldenSays struct {
		Height      string            `json:"height"`
		StateHeight string            `json:"stateHeight"`
		Time        string            `json:"time"` // unix seconds
		Root        string            `json:"root"`
		Present     map[string]string `json:"present"` // key: open part in hex
		Absent      []string          `json:"absent"`
	}
	goldenMutation struct {
		Case   string `json:"case"`
		Offset int    `json:"offset"` // in the decoded bundle
		Xor    byte   `json:"xor"`
	}
)

// outcome gives the word for the reason, in the golden file and for people.
func outcome(err error) string {
	for word, reason := range map[string]error{
		"malformed": proof.ErrMalformed, "wrong chain": proof.ErrWrongChain,
		"older than trust": proof.ErrOlderThanTrust, "untrusted": proof.ErrUntrusted,
		"commit": proof.ErrCommit, "wrong root": proof.ErrWrongRoot, "proof": proof.ErrProof,
		"query": proof.ErrQuery, "index": proof.ErrIndex,
	} {
		if errors.Is(err, reason) {
			return word
		}
	}
	if err != nil {
		return err.Error()
	}
	return "valid"
}

func TestGoldenBundles(t *testing.T) {
	if *updateBundles {
		writeGolden(t)
	}
	raw, err := os.ReadFile(goldenBundles)
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(raw, &g); err != nil {
		t.Fatal(err)
	}
	valid := map[string]shown{}
	for _, c := range g.Cases {
		s, got, err := c.verify(t)
		if outcome(err) != c.Outcome {
			t.Errorf("%s: %v, want %s", c.Name, err, c.Outcome)
		}
		if err == nil {
			valid[c.Name] = s
			c.compare(t, got)
		}
	}
	for _, m := range g.Mutations {
		s, ok := valid[m.Case]
		if !ok {
			t.Fatalf("mutation of %s, which is not valid", m.Case)
		}
		bad := s.bundle.Encode()
		bad[m.Offset] ^= m.Xor
		if s.accepts(bad) == nil {
			t.Errorf("%s: accepted with byte %d changed by %#x", m.Case, m.Offset, m.Xor)
		}
	}
	fmt.Printf("golden bundles: %d cases, %d mutations\n", len(g.Cases), len(g.Mutations))
}

func (c *goldenCase) verify(t *testing.T) (s shown, got *proof.Evidence, err error) {
	t.Helper()
	if s.trust, err = proof.ParseTrust([]byte(c.Trust)); err != nil {
		t.Fatalf("%s: %v", c.Name, err)
	}
	if s.trust.Name() != c.TrustName {
		t.Errorf("%s: trust root is named %s", c.Name, s.trust.Name())
	}
	for _, q := range c.Queries {
		s.queries = append(s.queries, proof.Query{Key: q.Key, From: q.From, To: q.To})
	}
	for _, n := range c.Names {
		s.names = append(s.names, record.Name{Kind: n.Kind, Text: n.Text})
	}
	s.bundle = new(proof.Bundle)
	if err = s.bundle.UnmarshalText([]byte(c.Bundle)); err != nil {
		return s, nil, err
	}
	got, err = s.evidence()
	return s, got, err
}

func (c *goldenCase) compare(t *testing.T, got *proof.Evidence) {
	t.Helper()
	says := sayings(got)
	if says.Height != c.Valid.Height || says.StateHeight != c.Valid.StateHeight ||
		says.Time != c.Valid.Time || says.Root != c.Valid.Root ||
		!maps.Equal(says.Present, c.Valid.Present) || !slices.Equal(says.Absent, c.Valid.Absent) {
		t.Errorf("%s: %+v, want %+v", c.Name, says, c.Valid)
	}
}

func sayings(e *proof.Evidence) *goldenSays {
	says := &goldenSays{Height: fmt.Sprint(e.Height), StateHeight: fmt.Sprint(e.StateHeight),
		Time: fmt.Sprint(e.Time), Root: e.Root.String(), Present: map[string]string{}}
	for _, key := range []string{lotKey, unitKey, absentKey} {
		switch entry, state := e.Result.Get(key); state {
		case proof.Present:
			says.Present[key] = fmt.Sprintf("%x", entry.Open)
		case proof.Absent:
			says.Absent = append(says.Absent, key)
		}
	}
	return says
}

// writeGolden makes the file from the fixtures. Keys come from names and Ed25519
// has no randomness, so the same code writes the same bytes.
func writeGolden(t *testing.T) {
	var g golden
	add := func(name string, s shown) {
		got, err := s.evidence()
		text, _ := s.bundle.MarshalText()
		c := goldenCase{Name: name, Bundle: string(text), Trust: string(s.trust.Encode()),
			TrustName: s.trust.Name(), Outcome: outcome(err)}
		for _, q := range s.queries {
			c.Queries = append(c.Queries, goldenQuery{q.Key, q.From, q.To})
		}
		for _, n := range s.names {
			c.Names = append(c.Names, goldenName{n.Kind, n.Text})
		}
		if err == nil {
			c.Valid = sayings(got)
			g.Mutations = append(g.Mutations, mutationsOf(name, len(s.bundle.Encode()))...)
		}
		g.Cases = append(g.Cases, c)
	}
	genesis := single(t, 7, "nacc", 1)
	genesis.trust = proof.Trust{ChainID: "pedigree-1", ValidatorsHash: genesis.trust.ValidatorsHash,
		IndexKey: genesis.trust.IndexKey}
	add("1 validator", single(t, 1, "", 0))
	add("4 validators", single(t, 4, "ccnc", 1))
	add("7 validators, trust root at genesis", genesis)
	add("a checkpoint", show(t, "", 0, newCommittee("pedigree-1", "a", equalPowers(4)...),
		newCommittee("pedigree-1", "b", 7, 8, 9)))
	add("two checkpoints", relay(t))
	unsound := unsoundVotes()
	for _, name := range slices.Sorted(maps.Keys(unsound)) {
		add(name+" is counted", counted(t, unsound[name]))
	}
	table := refusals()
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if name == "a token of no kind" {
			continue // no bundle can say that
		}
		s := relay(t).again(t)
		table[name].change(&s)
		if s.trust.ChainID != "" && len(s.bundle.Encode()) < 10000 {
			add(name, s)
		}
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(g); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(goldenBundles), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(goldenBundles, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// mutationsOf spreads changes over a bundle: each 13th byte, each bit in turn.
func mutationsOf(name string, size int) (out []goldenMutation) {
	for i := 0; i < size; i += 13 {
		out = append(out, goldenMutation{name, i, 1 << (i % 8)})
	}
	return out
}

// counted makes a bundle that counts the vote of a validator with this key, which
// CometBFT would count.
func counted(t *testing.T, forge forgery) shown {
	c := newCommittee("pedigree-1", "a", equalPowers(4)...)
	s := show(t, "", 0, c).again(t)
	b := s.bundle
	at := proof.Time{Seconds: b.Header.Time.Seconds}
	key, _ := forge(c.keys[1], nil)
	b.Validators[1].PublicKey = key.Bytes()
	s.trust.ValidatorsHash = proof.ValidatorsHash(b.Validators)
	b.Header.ValidatorsHash = s.trust.ValidatorsHash[:]
	b.Header.NextValidatorsHash = s.trust.ValidatorsHash[:]
	hash := b.Header.Hash()
	b.BlockID.Hash = hash[:]
	msg := proof.SignBytes(b.ChainID, b.Header.Height, 0, b.BlockID, at)
	for i := range b.Signatures {
		signed, err := c.keys[i].Sign(msg)
		if err != nil {
			t.Fatal(err)
		}
		b.Signatures[i] = &proof.Signature{Seconds: at.Seconds, Signature: signed}
	}
	_, b.Signatures[1].Signature = forge(c.keys[1], msg)
	if !key.VerifySignature(msg, b.Signatures[1].Signature) {
		t.Fatal("CometBFT would not count it")
	}
	return s
}
