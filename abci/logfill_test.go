package abci_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	abcitypes "github.com/cometbft/cometbft/abci/types"
	cmtbytes "github.com/cometbft/cometbft/libs/bytes"
	ctypes "github.com/cometbft/cometbft/rpc/core/types"

	"pedigree/abci"
	"pedigree/record"
)

// appOnly is the part of a node that answers for the application.
type appOnly struct {
	abci.RPC
	app *abci.App
}

func (a appOnly) ABCIQuery(ctx context.Context, path string, data cmtbytes.HexBytes) (
	*ctypes.ResultABCIQuery, error) {
	r, err := a.app.Query(ctx, &abcitypes.RequestQuery{Path: path, Data: data})
	return &ctypes.ResultABCIQuery{Response: *r}, err
}

// chainWithLog has two orders in each of seven blocks, and one that is refused.
func chainWithLog(t *testing.T) *direct {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	d.Snapshots(5, chainID)
	for n := range 7 {
		i := 2*n + 1
		codes := d.block(d.party(authority, uint64(2*i), i), d.party(authority, uint64(2*i+1), i+1),
			d.party(authority, uint64(2*i+2), i+1))
		if !slices.Equal(codes, []record.Code{record.OK, record.OK, record.AlreadyExists}) {
			t.Fatal(codes)
		}
	}
	return d
}

// restored is a node that took the snapshot of height 5, and no block since.
func (d *direct) restored() *direct {
	d.t.Helper()
	to := &direct{t: d.t, fs: vfs.NewMem(), now: d.now}
	to.open()
	d.t.Cleanup(func() { to.store.Close() })
	to.Snapshots(5, chainID)
	d.restore(to.App)
	return to
}

// restore gives the snapshot to an application.
func (d *direct) restore(to *abci.App) {
	d.t.Helper()
	list, err := d.ListSnapshots(ctx, nil)
	if err != nil || len(list.Snapshots) != 1 {
		d.t.Fatal(list, err)
	}
	s := list.Snapshots[0]
	if r, err := to.OfferSnapshot(ctx, &abcitypes.RequestOfferSnapshot{Snapshot: s,
		AppHash: s.Hash}); err != nil || r.Result != abcitypes.ResponseOfferSnapshot_ACCEPT {
		d.t.Fatal(r, err)
	}
	for n := range s.Chunks {
		c, err := d.LoadSnapshotChunk(ctx, &abcitypes.RequestLoadSnapshotChunk{Height: s.Height,
			Format: s.Format, Chunk: n})
		if err != nil {
			d.t.Fatal(err)
		}
		if r, err := to.ApplySnapshotChunk(ctx, &abcitypes.RequestApplySnapshotChunk{Index: n,
			Chunk: c.Chunk}); err != nil || r.Result != abcitypes.ResponseApplySnapshotChunk_ACCEPT {
			d.t.Fatal(r, err)
		}
	}
}

// rows are those beside the tree, but for those about orders that left no fact, and
// what only a node with a snapshot has.
func (d *direct) rows() (rows []string) {
	d.t.Helper()
	refused := map[string]bool{}
	err := d.store.AuxRange([]byte{'t'}, []byte{'t' + 1}, func(k, v []byte) bool {
		var a abci.Answer
		if err := record.Unmarshal(v, &a); err != nil {
			d.t.Fatal(err)
		}
		if a.Facts == 0 {
			refused[string(k)] = true
			refused[fmt.Sprintf("s%s%s", be(8, a.Height), be(4, uint64(a.Index)))] = true
		}
		return true
	})
	if err == nil {
		err = d.store.AuxRange(nil, nil, func(k, v []byte) bool {
			if k[0] != 'k' && !refused[string(k)] {
				rows = append(rows, fmt.Sprintf("%q: %x", k, v))
			}
			return true
		})
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return rows
}

func be(size int, n uint64) string {
	b := make([]byte, size)
	for i := range b {
		b[size-1-i] = byte(n >> (8 * i))
	}
	return string(b)
}

// follow executes the blocks after the snapshot as CometBFT would.
func (d *direct) follow() {
	authority := newDevice("authority")
	for n := 5; n < 7; n++ {
		i := 2*n + 1
		d.block(d.party(authority, uint64(2*i), i), d.party(authority, uint64(2*i+1), i+1),
			d.party(authority, uint64(2*i+2), i+1))
	}
}

func fill(to *direct, from abci.RPC) error {
	n := &abci.Node{App: to.App}
	return n.FillLog(ctx, abci.NewClient(from, nil), nil)
}

// TestFillLog fetches the log from before a snapshot, in pieces of a block, over a
// restart in between: the node then has the rows of one that executed all blocks, byte
// for byte, and gives the same pieces to the next.
func TestFillLog(t *testing.T) {
	for name, when := range map[string]func(d *direct){
		"before its first block": func(*direct) {}, "later": (*direct).follow,
	} {
		t.Run(name, func(t *testing.T) {
			from := chainWithLog(t)
			from.PieceBytes(1)
			to := from.restored()
			when(to)
			before, err := abci.Audit(to.store, true, nil)
			if err != nil || before.Missing == 0 || before.Histories != 0 {
				t.Fatalf("audited %+v: %v", before, err)
			}
			n := 0
			broken := lie{RPC: appOnly{app: from.App}, path: "/log", tell: func(b []byte) []byte {
				if n++; n > 2 {
					return nil
				}
				return b
			}}
			if err := fill(to, broken); err == nil {
				t.Fatal("a log that breaks off is whole")
			}
			to.restart()
			some, err := abci.Audit(to.store, true, nil)
			if err != nil || some.Missing >= before.Missing || some.Missing == 0 {
				t.Fatalf("audited %+v, before %+v: %v", some, before, err)
			}
			if err := fill(to, appOnly{app: from.App}); err != nil {
				t.Fatal(err)
			}
			whole, err := abci.Audit(to.store, true, nil)
			if err != nil || whole.Missing != 0 || whole.First != 1 {
				t.Fatalf("audited %+v: %v", whole, err)
			}
			if to.store.Height() == 5 {
				to.follow()
			}
			if got, want := to.rows(), from.rows(); !slices.Equal(got, want) {
				t.Errorf("rows\n%s\nwant\n%s", got, want)
			}
			third := from.restored()
			if err := fill(third, appOnly{app: to.App}); err != nil {
				t.Errorf("from a node that was filled itself: %v", err)
			}
		})
	}
}

// TestPiecesRefused spoils a piece in each way: it is refused and nothing of it kept,
// and the true one may come afterwards.
func TestPiecesRefused(t *testing.T) {
	from := chainWithLog(t)
	to := from.restored()
	empty := to.rows()
	other := from.party(newDevice("authority"), 99, 99)
	for name, spoil := range map[string]func(p *abci.LogPiece){
		"a fact of another time": func(p *abci.LogPiece) {
			f, err := record.DecodeFact(p.Facts[3])
			if err != nil {
				t.Fatal(err)
			}
			f.Time++
			p.Facts[3] = f.Encode()
		},
		"no facts":              func(p *abci.LogPiece) { p.Facts, p.Orders = nil, nil },
		"the first dropped":     func(p *abci.LogPiece) { p.Facts, p.First = p.Facts[1:], p.First+1 },
		"the last dropped":      func(p *abci.LogPiece) { p.Facts = p.Facts[:len(p.Facts)-1] },
		"one dropped":           func(p *abci.LogPiece) { p.Facts = slices.Delete(p.Facts, 4, 5) },
		"one doubled":           func(p *abci.LogPiece) { p.Facts = slices.Insert(p.Facts, 4, p.Facts[4]) },
		"two swapped":           func(p *abci.LogPiece) { swap(p.Facts, 4, 5) },
		"two swapped, and both": func(p *abci.LogPiece) { swap(p.Facts, 4, 5); swap(p.Orders, 2, 3) },
		"a fact cut":            func(p *abci.LogPiece) { p.Facts[3] = p.Facts[3][:20] },
		"two facts in one": func(p *abci.LogPiece) {
			p.Facts[0] = slices.Concat(p.Facts[0], p.Facts[1])
			p.Facts = slices.Delete(p.Facts, 1, 2)
		},
		"another order": func(p *abci.LogPiece) { p.Orders[1] = other },
		"an order with a byte changed": func(p *abci.LogPiece) {
			p.Orders[1] = bytes.Clone(p.Orders[1])
			p.Orders[1][len(p.Orders[1])-1] ^= 1
		},
		"orders swapped":    func(p *abci.LogPiece) { swap(p.Orders, 0, 1) },
		"an order missing":  func(p *abci.LogPiece) { p.Orders = p.Orders[1:] },
		"an order too many": func(p *abci.LogPiece) { p.Orders = append(p.Orders, other) },
		"another head":      func(p *abci.LogPiece) { p.Head[0] ^= 1 },
		"another place":     func(p *abci.LogPiece) { p.First++ },
		"before the log":    func(p *abci.LogPiece) { p.First = 0 },
		"without its genesis": func(p *abci.LogPiece) { // true, but for a head that is not told
			p.Facts, p.First = p.Facts[2:], p.First+2
		},
	} {
		spoiled := lie{RPC: appOnly{app: from.App}, path: "/log", tell: func(b []byte) []byte {
			var p abci.LogPiece
			if err := record.Unmarshal(b, &p); err != nil || len(p.Facts) < 10 {
				t.Fatal(err)
			}
			spoil(&p)
			return record.MustMarshal(&p)
		}}
		if err := fill(to, spoiled); !errors.Is(err, abci.ErrPiece) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, tell := range map[string]func([]byte) []byte{
		"cut short": func(b []byte) []byte { return b[:len(b)/2] },
		"empty":     func([]byte) []byte { return nil },
		"longer":    func(b []byte) []byte { return append(b, 0) },
	} {
		if err := fill(to, lie{RPC: appOnly{app: from.App}, path: "/log", tell: tell}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if got := to.rows(); !slices.Equal(got, empty) {
		t.Errorf("something was kept: %s", got)
	}
	if err := fill(to, appOnly{app: from.App}); err != nil {
		t.Errorf("the true one: %v", err)
	}
}

func swap(list [][]byte, i, k int) { list[i], list[k] = list[k], list[i] }

// TestPiecesThatAreNotThere asks a node for what it does not have.
func TestPiecesThatAreNotThere(t *testing.T) {
	d := chainWithLog(t)
	n, err := d.FactCount()
	if err != nil {
		t.Fatal(err)
	}
	for _, before := range []uint64{0, 1, n + 2, 1 << 63} {
		c := abci.NewClient(appOnly{app: d.App}, nil)
		if p, err := c.LogBefore(ctx, before); err == nil {
			t.Errorf("before %d: %d facts", before, len(p.Facts))
		}
	}
	late := abci.NewClient(appOnly{app: d.restored().App}, nil)
	if p, err := late.LogBefore(ctx, 5); err == nil {
		t.Errorf("from a node without them: %d facts", len(p.Facts))
	}
}
