package system

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"pedigree/abci"
	"pedigree/proof"
	"pedigree/record"
)

// syncPatience is for a new node: it listens for snapshots before it takes one.
const syncPatience = 3 * time.Minute

// joined is a process of `pedigree node`.
type joined struct {
	t    testing.TB
	home string
	rpc  string
	cmd  *exec.Cmd
	done chan struct{}
	said *tail
}

// join starts a node from the genesis file of a chain, and waits until it has a state.
func join(t testing.TB, s *server, flags ...string) *joined {
	t.Helper()
	n := &joined{t: t, home: t.TempDir(), rpc: freeAddress(t), done: make(chan struct{}), said: new(tail)}
	args := append([]string{"node", "--home", n.home, "--rpc", n.rpc,
		"--genesis", filepath.Join(s.home, "node/config/genesis.json"),
		"--index-key", filepath.Join(s.home, "node/config/index_key")}, flags...)
	n.cmd = exec.Command(program, args...)
	n.cmd.Env, n.cmd.Stderr, n.cmd.Dir = environment(), n.said, n.home
	out := must(n.cmd.StdoutPipe())(t)
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.cmd.Process.Kill(); <-n.done })
	ready := make(chan string, 1)
	go func() {
		r := bufio.NewReader(out)
		line, _ := r.ReadString('\n')
		ready <- line
		io.Copy(io.Discard, r)
		n.cmd.Wait()
		close(n.done)
	}()
	select {
	case line := <-ready:
		var r struct{ Ready bool }
		if err := json.Unmarshal([]byte(line), &r); err != nil || !r.Ready {
			t.Fatalf("%q; it said:\n%s\n%s", line, n.said, n.nodeLog())
		}
	case <-time.After(syncPatience):
		t.Fatalf("no state in time; it said:\n%s\n%s", n.said, n.nodeLog())
	}
	return n
}

func (n *joined) nodeLog() string {
	b, _ := os.ReadFile(filepath.Join(n.home, "node/node.log"))
	return string(b[max(0, len(b)-4000):])
}

func (n *joined) client() *abci.Client { return must(abci.Dial("http://" + n.rpc))(n.t) }

// stop ends the node as Ctrl-C does.
func (n *joined) stop() {
	n.t.Helper()
	if err := n.cmd.Process.Signal(syscall.SIGINT); err != nil {
		n.t.Fatal(err)
	}
	select {
	case <-n.done:
		if code := n.cmd.ProcessState.ExitCode(); code != 0 {
			n.t.Fatalf("ended with status %d:\n%s", code, n.said)
		}
	case <-time.After(patience):
		n.t.Fatal("does not end")
	}
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	defer l.Close()
	return l.Addr().String()
}

// TestNodeJoins lets a node join a chain that has traded: from a snapshot, and the log
// from before it. It follows, its proofs are good for whoever trusts the first header,
// its log is the chain's, and the read model made of that log is the other's, row by row.
func TestNodeJoins(t *testing.T) {
	rpc, p2p := freeAddress(t), freeAddress(t)
	s := serve(t, "--rpc", rpc, "--p2p", p2p, "--snapshot-every", "10") // with the demo
	u := s.terminal()
	u.expect(3, "tx", "dispense", "--as", filepath.Join(s.home, "keys/corner.pem"), "--json",
		`{"gtin":"`+amoxal+`","serial":"NEVERWAS"}`) // refused, with an alert
	first := must(abci.Dial("http://" + rpc))(t)
	root := must(proof.ParseTrust(must(os.ReadFile(s.trust()))(t)))(t)
	status := must(first.Status(within(t)))(t)
	if status.SyncInfo.LatestBlockHeight < 12 {
		t.Fatalf("the demo ended at height %d, before a snapshot", status.SyncInfo.LatestBlockHeight)
	}
	n := join(t, s, "--peers", string(status.NodeInfo.ID())+"@"+p2p, "--full-log",
		"--state-sync-rpc", "http://"+rpc, "--trust-height", strconv.FormatUint(root.Height, 10),
		"--trust-hash", hex.EncodeToString(root.HeaderHash[:]))
	second := n.client()

	o := u.order(filepath.Join(s.home, "keys/authority.pem"), "set_param",
		`{"name":"deadlineHours","value":70}`)
	height := must(strconv.ParseUint(o.Height, 10, 64))(t)
	if err := second.WaitFor(within(t), height); err != nil {
		t.Fatal(err, n.nodeLog())
	}
	sameHeaders(t, first, second, height)
	tip := must(first.FactTip(within(t)))(t)
	eventually(t, "the whole log is there", func() bool {
		facts, err := second.Facts(within(t), 1, 1)
		return err == nil && len(facts) == 1
	})
	refused := sameAnswers(t, first, second, tip.Count)
	if refused == 0 {
		t.Error("no order was refused with an alert")
	}
	fetched := provenLog(t, second, proves(t, second, root, height))

	n.stop()
	s.caughtUp()
	s.stop()
	if !strings.Contains(n.said.String(), "from before the snapshot") {
		t.Errorf("the node replayed the chain; it said:\n%s", n.said)
	}
	u.expect(0, "audit", "--full", "--home", n.home).says(t,
		"facts 1 to "+strconv.FormatUint(tip.Count, 10), "with their signatures", ": whole")
	own := (&server{t: t, home: n.home}).facts()
	if !slices.EqualFunc(own, fetched, bytes.Equal) {
		t.Errorf("%d facts over the network, %d on the disk", len(fetched), len(own))
	}
	s.checkReaders(fetched)
}

// provenLog fetches the log of a node backwards from a head that is proven, as somebody
// does who has no node.
func provenLog(t testing.TB, c *abci.Client, head record.Log) (facts [][]byte) {
	t.Helper()
	for head.Count > 0 {
		p := must(c.LogBefore(within(t), head.Count+1))(t)
		before, err := p.Verify(head)
		if err != nil {
			t.Fatal(err)
		}
		facts, head = append(p.Facts, facts...), before
	}
	return facts
}

// sameHeaders wants the header after a height to be the same on both: so are state and
// all blocks.
func sameHeaders(t testing.TB, first, second *abci.Client, height uint64) {
	t.Helper()
	for _, c := range []*abci.Client{first, second} {
		if err := c.WaitFor(within(t), height+1); err != nil {
			t.Fatal(err)
		}
	}
	x, y := must(first.SignedHeader(within(t), height+1))(t), must(second.SignedHeader(within(t), height+1))(t)
	if x.Header.Hash() != y.Header.Hash() || !bytes.Equal(x.Header.AppHash, y.Header.AppHash) {
		t.Errorf("header %d is %+v and %+v", height+1, x.Header, y.Header)
	}
}

// sameAnswers compares what both say of each order that left facts, and counts those
// that were refused.
func sameAnswers(t testing.TB, first, second *abci.Client, facts uint64) (refused int) {
	t.Helper()
	all := must(second.Facts(within(t), 1, int(facts)))(t)
	for _, b := range all {
		f := must(record.DecodeFact(b))(t)
		if f.N != 0 || f.Index == record.GenesisIndex {
			continue
		}
		want, got := must(first.Answer(within(t), f.TxID))(t), must(second.Answer(within(t), f.TxID))(t)
		if want == nil || got == nil {
			t.Fatalf("order of fact %s: %+v and %+v", f.ID(), want, got)
		}
		if want.Code != record.OK {
			refused++
			want.Text, got.Text = "", "" // words for a person, which no hash covers
		}
		if *want != *got {
			t.Errorf("order of fact %s: %+v and %+v", f.ID(), want, got)
		}
	}
	return refused
}

// proves wants a bundle of the node that is good for whoever has the chain's trust root,
// and gives the head of the log that it proves.
func proves(t testing.TB, c *abci.Client, root proof.Trust, height uint64) record.Log {
	t.Helper()
	queries := []proof.Query{{Key: record.KeyLogHead}, {Key: "party|4000002000004"}}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	b := must(c.Bundle(ctx, queries, nil, height))(t)
	e, err := b.Verify(root, proof.Indexes{}, queries)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []proof.State{proof.Present, proof.Absent} {
		if _, got := e.Result.Get(queries[i].Key); got != want {
			t.Errorf("%s is %v, want %v", queries[i].Key, got, want)
		}
	}
	entry, _ := e.Result.Get(record.KeyLogHead)
	head := must(record.DecodeLog(record.Value{Open: entry.Open}))(t)
	return record.Log{Count: head.Count, Head: head.Head}
}
