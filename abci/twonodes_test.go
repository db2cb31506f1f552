package abci_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pedigree/abci"
	"pedigree/proof"
	"pedigree/record"
)

const syncTime = 3 * time.Minute

// freePort gives an address of loopback that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// first is a chain of one validator that others can join.
type first struct {
	*abci.Node
	home, rpc, p2p string
	authority      *device
	changed        uint64 // the height that changed the validator's power
}

func startFirst(ctx context.Context, t *testing.T) *first {
	t.Helper()
	f := &first{home: t.TempDir(), rpc: freePort(t), p2p: freePort(t), authority: newDevice("authority")}
	initHome(t, f.home, f.authority)
	n := start(t, abci.NodeOptions{Home: f.home, RPC: "tcp://" + f.rpc, P2P: "tcp://" + f.p2p,
		SnapshotEvery: 10})
	f.Node = n
	f.changed = submit(t, n, f.authority.sign(t, "set_validator",
		record.SetValidator{Public: validatorOf(t, f.home), Power: 11}), record.OK).Height
	f.party(t, 1)
	if err := blocks(ctx, t, n, f.authority, 13); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *first) party(t *testing.T, n int) []byte {
	t.Helper()
	tx := f.authority.sign(t, "authorize", record.Authorize{GLN: partyGLN(t, n), Name: "New",
		Country: "DE", Licences: []record.Licence{{Role: record.Wholesaler}}})
	submit(t, f.Node, tx, record.OK)
	return tx
}

// joining says how a further node joins: it knows the genesis file and, to begin from a
// snapshot, one header.
func (f *first) joining(t *testing.T) abci.NodeOptions {
	t.Helper()
	home := t.TempDir()
	if err := abci.JoinHome(home, filepath.Join(f.home, "config", "genesis.json"), abci.IndexKeyFile(f.home)); err != nil {
		t.Fatal(err)
	}
	trust := trustAt(t, f.Node, 3)
	return abci.NodeOptions{Home: home, Peers: []string{f.ID() + "@" + f.p2p},
		StateSync: &abci.StateSync{Servers: []string{"http://" + f.rpc}, Height: trust.Height,
			Hash: hex.EncodeToString(trust.HeaderHash[:])}}
}

func start(t *testing.T, o abci.NodeOptions) *abci.Node {
	t.Helper()
	n, err := abci.StartNode(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Stop() })
	return n
}

// TestStateSyncOfNodes starts a second real node on a running chain from nothing but
// the genesis file and one header: it takes the snapshot, follows, answers and proves,
// and says what it cannot until it has fetched it.
func TestStateSyncOfNodes(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), syncTime)
	defer cancel()
	one := startFirst(ctx, t)
	options := one.joining(t)
	two := start(t, options)
	replaying := one.joining(t)
	replaying.StateSync = nil
	three := start(t, replaying)
	if err := two.App.Wait(ctx, 10); err != nil {
		t.Fatal(err)
	}
	submit(t, one.Node, one.authority.sign(t, "set_param",
		record.SetParam{Name: "deadlineHours", Value: 99}), record.OK)
	if err := blocks(ctx, t, one.Node, one.authority, 24); err != nil {
		t.Fatal(err)
	}
	if err := two.App.Wait(ctx, 24); err != nil {
		t.Fatal(err)
	}
	if _, err := two.Client.Facts(ctx, 1, 1); err == nil {
		t.Fatal("the second node has the whole log: it replayed the chain, and this tests nothing")
	}
	sameHeader(ctx, t, one.Node, two, 24)
	checkOrders(t, one, two)
	checkCheckpoints(ctx, t, one, two)
	if err := two.Stop(); err != nil {
		t.Fatal(err)
	}
	two = start(t, options)
	height := submit(t, one.Node, one.authority.sign(t, "set_param",
		record.SetParam{Name: "deadlineHours", Value: 98}), record.OK).Height
	if err := two.App.Wait(ctx, height+1); err != nil {
		t.Fatal("after a restart:", err)
	}
	sameHeader(ctx, t, one.Node, two, height+1)
	checkLog(ctx, t, one.Node, two)
	checkReplayed(ctx, t, one, three, height)
}

// checkReplayed wants a node that executed all blocks to lack nothing.
func checkReplayed(ctx context.Context, t *testing.T, one *first, three *abci.Node, height uint64) {
	t.Helper()
	if err := three.App.Wait(ctx, height+1); err != nil {
		t.Fatal(err)
	}
	sameHeader(ctx, t, one.Node, three, height+1)
	if err := three.FillLog(ctx, nil, nil); err != nil {
		t.Error("a whole log is filled:", err)
	}
	if err := three.FetchCheckpoints(ctx, nil); err != nil {
		t.Error("checkpoints that are known are fetched:", err)
	}
}

// sameHeader compares headers, and so state and all blocks before it.
func sameHeader(ctx context.Context, t *testing.T, one, two *abci.Node, height uint64) {
	t.Helper()
	x, err := one.Client.SignedHeader(ctx, height)
	if err != nil {
		t.Fatal(err)
	}
	y, err := two.Client.SignedHeader(ctx, height)
	if err != nil || x.Header.Hash() != y.Header.Hash() || !bytes.Equal(x.Header.AppHash, y.Header.AppHash) {
		t.Errorf("header %d: %+v and %+v: %v", height, x.Header, y.Header, err)
	}
}

// checkOrders gives an order to each node: both commit it. An order from before the
// snapshot is not done again by sending it to the new one.
func checkOrders(t *testing.T, one *first, two *abci.Node) {
	t.Helper()
	tx := one.party(t, 2)
	if o := submit(t, two, tx, record.OK); o.Stage != abci.Committed {
		t.Errorf("an order of the first node, on the second: %+v", o)
	}
	tx = one.authority.sign(t, "authorize", record.Authorize{GLN: partyGLN(t, 3), Name: "New",
		Country: "DE", Licences: []record.Licence{{Role: record.Wholesaler}}})
	if x, y := submit(t, two, tx, record.OK), submit(t, one.Node, tx, record.OK); x != y {
		t.Errorf("an order of the second node is %+v there, %+v on the first", x, y)
	}
}

// checkCheckpoints wants proofs of the second node to be good for somebody who trusts
// the first header: not before it knows where the validators changed, and only with
// what really leads there.
func checkCheckpoints(ctx context.Context, t *testing.T, one *first, two *abci.Node) {
	t.Helper()
	queries := []proof.Query{{Key: "party|" + partyGLN(t, 1).String()}, {Key: "party|4000002000004"}}
	if _, err := two.Client.Bundle(ctx, queries, nil, 12); err == nil ||
		!strings.Contains(err.Error(), "has not yet fetched") {
		t.Errorf("a bundle that leads from where the node knows nothing: %v", err)
	}
	for name, tell := range map[string]func([]byte) []byte{
		"none": func([]byte) []byte { return record.MustMarshal([]any{}) },
		"another height": func([]byte) []byte {
			return record.MustMarshal([]any{[]any{one.changed + 2, []byte{}}})
		},
	} {
		liar := abci.NewClient(lie{RPC: one.RPC(), path: "/checkpoints", tell: tell}, nil)
		if err := two.FetchCheckpoints(ctx, liar); !errors.Is(err, abci.ErrCheckpoints) {
			t.Errorf("%s: %v", name, err)
		}
	}
	server, err := abci.Dial("http://" + one.rpc)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing left to do
		if err := two.FetchCheckpoints(ctx, server); err != nil {
			t.Fatal(err)
		}
	}
	b, err := two.Client.Bundle(ctx, queries, nil, 12)
	if err != nil {
		t.Fatal(err)
	}
	e, err := b.Verify(trustAt(t, one.Node, 1), proof.Indexes{}, queries)
	if err != nil || len(b.Checkpoints) != 1 || b.Checkpoints[0].Header.Height != one.changed+1 {
		t.Fatalf("%d checkpoints: %v", len(b.Checkpoints), err)
	}
	if _, state := e.Result.Get(queries[0].Key); state != proof.Present {
		t.Errorf("a party from before the snapshot is %v", state)
	}
	if _, state := e.Result.Get(queries[1].Key); state != proof.Absent {
		t.Errorf("a party that never was is %v", state)
	}
}

// checkLog fills the log of the second node from the first.
func checkLog(ctx context.Context, t *testing.T, one, two *abci.Node) {
	t.Helper()
	if err := two.FillLog(ctx, one.Client, nil); err != nil {
		t.Fatal(err)
	}
	want, err := one.Client.Facts(ctx, 1, 1000)
	if err != nil {
		t.Fatal(err)
	}
	got, err := two.Client.Facts(ctx, 1, len(want))
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d facts, want %d: %v", len(got), len(want), err)
	}
	for i := range want {
		if !bytes.Equal(got[i], want[i]) {
			t.Fatalf("fact %d differs", i+1)
		}
	}
}
