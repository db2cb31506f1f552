// Package load drives a real validator with signed orders of many devices, from the
// first byte of the order to COMMITTED, and a validator with an application that does
// nothing with the same bytes: what the rules, the store and the proofs cost beyond
// consensus is the ratio of both.
package load

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/cometbft/cometbft/node"
	rpc "github.com/cometbft/cometbft/rpc/client"
	"github.com/cometbft/cometbft/rpc/client/local"

	"pedigree/abci"
	"pedigree/record"
)

// Options of a run.
type Options struct {
	Dir      string // an empty directory for both nodes
	Devices  int
	Orders   int // all together; each dispenses one pack
	Progress func(phase string, done, total int)
}

// Report is what a run found.
type Report struct {
	Devices    int     `json:"devices"`
	Orders     int     `json:"orders"`
	Bytes      int     `json:"bytesPerOrder"`
	GoMaxProcs int     `json:"goMaxProcs"`
	Sign       float64 `json:"signCPUMicros"` // of a device, not counted below
	Ledger     Cost    `json:"ledger"`
	Nothing    Cost    `json:"noop"`
	Ratio      float64 `json:"ratio"` // CPU of ledger to no-op
}

// Cost of one committed order, of the whole process: sending it included.
type Cost struct {
	CPU       float64 `json:"cpuMicros"`
	PerSecond float64 `json:"ordersPerSecond"`
	Blocks    int64   `json:"blocks"`
}

// Run measures both.
func Run(ctx context.Context, o Options) (r Report, err error) {
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	r = Report{Devices: o.Devices, Orders: o.Orders, GoMaxProcs: runtime.GOMAXPROCS(0)}
	orders, err := r.ledger(ctx, o)
	if err != nil {
		return r, fmt.Errorf("ledger: %w", err)
	}
	if err := r.noop(ctx, o, orders); err != nil {
		return r, fmt.Errorf("no-op: %w", err)
	}
	r.Ratio = r.Ledger.CPU / r.Nothing.CPU
	return r, nil
}

func (r *Report) ledger(ctx context.Context, o Options) (orders [][]byte, err error) {
	home := filepath.Join(o.Dir, "ledger")
	t, err := newTrade(home, o.Devices)
	if err != nil {
		return nil, err
	}
	n, err := abci.StartNode(abci.NodeOptions{Home: home})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, n.Stop()) }()
	if err = t.prepare(ctx, n.Client, o); err != nil {
		return nil, err
	}
	begun := processCPU()
	if orders, err = t.dispense(o.Orders); err != nil {
		return nil, err
	}
	r.Sign = micros(processCPU()-begun, o.Orders)
	for _, tx := range orders {
		r.Bytes += len(tx)
	}
	r.Bytes /= len(orders)
	before, err := n.Client.StateHeight(ctx)
	if err != nil {
		return nil, err
	}
	r.Ledger, err = measure(ctx, "ledger", o, orders, n.RPC(), func() (int, error) {
		facts, err := n.Client.FactTip(ctx)
		return int(facts.Count - t.facts), err
	})
	if err != nil {
		return nil, err
	}
	after, err := n.Client.StateHeight(ctx)
	if err != nil {
		return nil, err
	}
	r.Ledger.Blocks = int64(after - before)
	return orders, allDone(ctx, n.Client, orders)
}

// allDone wants every order to have been executed.
func allDone(ctx context.Context, c *abci.Client, orders [][]byte) error {
	for _, b := range orders {
		tx, err := record.DecodeTx(b)
		if err != nil {
			return err
		}
		a, err := c.Answer(ctx, tx.ID)
		if err != nil {
			return err
		}
		if a == nil || a.Code != record.OK {
			return fmt.Errorf("order %s was not executed: %+v", tx.ID, a)
		}
	}
	return nil
}

func (r *Report) noop(ctx context.Context, o Options, orders [][]byte) (err error) {
	home := filepath.Join(o.Dir, "noop")
	if _, err = newTrade(home, 0); err != nil {
		return err
	}
	out, err := os.Create(filepath.Join(home, "node.log"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	app := &noop{}
	n, err := abci.StartComet(abci.NodeOptions{Home: home}, app, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop(n)) }()
	r.Nothing, err = measure(ctx, "no-op", o, orders, local.New(n), func() (int, error) {
		return int(app.done.Load()), nil
	})
	r.Nothing.Blocks = app.blocks.Load()
	return err
}

func stop(n *node.Node) error {
	err := n.Stop()
	n.Wait()
	return err
}

// measure sends all orders as fast as the mempool takes them and waits until all are
// committed.
func measure(ctx context.Context, phase string, o Options, orders [][]byte, to rpc.ABCIClient,
	committed func() (int, error)) (c Cost, err error) {
	runtime.GC()
	begun, cpu := time.Now(), processCPU()
	sent := make(chan error, 1)
	go func() { sent <- sendAll(ctx, orders, to) }()
	for done := 0; done < len(orders); {
		if done, err = committed(); err != nil {
			return c, err
		}
		o.Progress(phase+": committed", done, len(orders))
		select {
		case err := <-sent:
			if err != nil {
				return c, err
			}
			sent = nil
		case <-ctx.Done():
			return c, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	c.CPU = micros(processCPU()-cpu, len(orders))
	c.PerSecond = float64(len(orders)) / time.Since(begun).Seconds()
	return c, nil
}

// sendAll sends the orders one after the other. A full mempool is waited for.
func sendAll(ctx context.Context, orders [][]byte, to rpc.ABCIClient) error {
	for i := 0; i < len(orders); {
		r, err := to.BroadcastTxSync(ctx, orders[i])
		switch {
		case err == nil && r.Code == 0:
			i++
			continue
		case err == nil && record.Code(r.Code) != record.RateLimited:
			return fmt.Errorf("order %d: %s: %s", i, record.Code(r.Code), r.Log)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond): // the mempool is full: blocks empty it
		}
	}
	return nil
}

func processCPU() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func micros(d time.Duration, n int) float64 { return float64(d.Nanoseconds()) / 1e3 / float64(n) }
