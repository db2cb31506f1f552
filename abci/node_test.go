package abci_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"testing"
	"time"

	"pedigree/abci"
	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
)

const chainID = "pedigree-test"

// device signs orders the way a till does: one sequence after another.
type device struct {
	key  ed25519.PrivateKey
	next uint64
}

func newDevice(seed string) *device {
	s := sha256.Sum256([]byte(seed))
	return &device{key: ed25519.NewKeyFromSeed(s[:])}
}

func (d *device) public() (p record.PublicKey) {
	copy(p[:], d.key.Public().(ed25519.PublicKey))
	return p
}

func (d *device) sign(t *testing.T, command string, body any) []byte {
	t.Helper()
	d.next++
	tx, err := record.Sign(record.Order{ChainID: chainID, Sequence: d.next,
		Until: uint64(time.Now().Unix()) + 3600, Command: command, Body: record.MustMarshal(body)}, d.key)
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func gln(t *testing.T, s string) gs1.GLN {
	t.Helper()
	g, err := gs1.ParseGLN(s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func initHome(t *testing.T, home string, authority *device) {
	t.Helper()
	genesis := ledger.Genesis{Approvals: 1, Authorities: []ledger.GenesisAuthority{{
		GLN: gln(t, "4012345000009"), Name: "Authority", Country: "DE",
		Keys: []ledger.GenesisKey{{Public: authority.public(), Label: "desk"}}}}}
	if err := abci.InitHome(home, chainID, genesis, time.Now()); err != nil {
		t.Fatal(err)
	}
}

func startChain(t *testing.T, home string, authority *device) *abci.Node {
	t.Helper()
	initHome(t, home, authority)
	n, err := abci.StartNode(abci.NodeOptions{Home: home})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func submit(t *testing.T, n *abci.Node, tx []byte, want record.Code) abci.Outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	o, err := n.Client.Submit(ctx, tx, false)
	if err != nil {
		t.Fatal(err)
	}
	if o.Code != want {
		t.Fatalf("got %s (%s), want %s", o.Code, o.Text, want)
	}
	return o
}

// A real validator commits an order, refuses a second one with the same bytes by
// giving the first answer again, proves the record and its absence, and finds
// everything again after a restart.
func TestNodeCommitsProvesAndRestarts(t *testing.T) {
	home := t.TempDir()
	authority := newDevice("authority")
	n := startChain(t, home, authority)
	tx := authority.sign(t, "authorize", record.Authorize{GLN: gln(t, "4000001000005"), Name: "Acme",
		Country: "DE", Licences: []record.Licence{{Role: record.Manufacturer}}})
	first := submit(t, n, tx, record.OK)
	if first.Stage != abci.Committed || first.Facts != 1 {
		t.Fatalf("outcome %+v", first)
	}
	if again := submit(t, n, tx, record.OK); again != first {
		t.Errorf("the same bytes got %+v, first %+v", again, first)
	}
	submit(t, n, authority.sign(t, "authorize", record.Authorize{GLN: gln(t, "4000001000005"),
		Name: "Acme", Country: "DE"}), record.AlreadyExists)

	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	trust, err := n.Client.Trust(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	check := func(n *abci.Node) {
		t.Helper()
		queries := []proof.Query{{Key: "party|4000001000005"}, {Key: "party|4000002000004"}}
		b, err := n.Client.Bundle(ctx, queries, nil, first.Height)
		if err != nil {
			t.Fatal(err)
		}
		read, err := proof.DecodeBundle(b.Encode())
		if err != nil {
			t.Fatal(err)
		}
		e, err := read.Verify(trust, proof.Indexes{}, queries)
		if err != nil {
			t.Fatal(err)
		}
		if _, state := e.Result.Get(queries[0].Key); state != proof.Present {
			t.Errorf("Acme is %v, want present", state)
		}
		if _, state := e.Result.Get(queries[1].Key); state != proof.Absent {
			t.Errorf("an unknown party is %v, want absent", state)
		}
	}
	check(n)
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	n, err = abci.StartNode(abci.NodeOptions{Home: home})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Stop()
	check(n)
	if again := submit(t, n, tx, record.OK); again != first {
		t.Errorf("after a restart the same bytes got %+v, first %+v", again, first)
	}
}
