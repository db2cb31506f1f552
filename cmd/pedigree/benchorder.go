package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"pedigree/abci"
	"pedigree/gs1"
	"pedigree/record"
)

// peakClients send orders at once, each its next one when the last is COMMITTED.
const peakClients = 200

// order times how long after COMMITTED orders show in the read model: first as many as
// the node takes, which is the peak, then half as many a second.
func (r *readReport) order(ctx context.Context, p *process, n int) error {
	txs, err := lotOrders(ctx, p, 2*n)
	if err != nil {
		return err
	}
	begin := time.Now()
	queue := make(chan []byte, n)
	for _, tx := range txs[:n] {
		queue <- tx
	}
	close(queue)
	if _, err := together(peakClients, func(int) (took time.Duration, err error) {
		for tx := range queue {
			if took, err = p.toProjected(ctx, tx); err != nil {
				break
			}
		}
		return took, err
	}); err != nil {
		return err
	}
	r.Projected.Peak = float64(n) / time.Since(begin).Seconds()
	pause := time.Duration(2 * float64(time.Second) / r.Projected.Peak)
	begin = time.Now()
	took, err := together(n, func(i int) (time.Duration, error) {
		select {
		case <-time.After(time.Until(begin.Add(time.Duration(i) * pause))):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
		return p.toProjected(ctx, txs[n+i])
	})
	if err != nil {
		return err
	}
	r.Projected.Orders, r.Projected.PerSecond = n, float64(n)/time.Since(begin).Seconds()
	r.Projected.P50, r.Projected.P99 = micros(quantile(took, 50))/1e3, micros(quantile(took, 99))/1e3
	return nil
}

// together runs a function so many times at once, and gives what each run says it took.
func together(n int, act func(i int) (time.Duration, error)) ([]time.Duration, error) {
	var wait sync.WaitGroup
	took, errs := make([]time.Duration, n), make([]error, n)
	for i := range n {
		wait.Go(func() { took[i], errs[i] = act(i) })
	}
	wait.Wait()
	return took, errors.Join(errs...)
}

// lotOrders signs the registration of lots.
func lotOrders(ctx context.Context, p *process, n int) (txs [][]byte, err error) {
	d, err := openDevice(ctx, p.localURL, p.keyFile("acme"))
	if err != nil {
		return nil, err
	}
	gtin, err := gs1.ParseGTIN("09504000100018")
	if err != nil {
		return nil, err
	}
	for i := range n {
		lot, err := gs1.ParseLot(fmt.Sprintf("BENCH%d", i))
		if err != nil {
			return nil, err
		}
		tx, err := d.sign("register_lot", record.MustMarshal(record.RegisterLot{GTIN: gtin, Lot: lot,
			Expiry: record.DayOf(time.Now().Unix()) + 400, Planned: 10}))
		if err != nil {
			return nil, err
		}
		txs = append(txs, tx)
	}
	return txs, nil
}

// toProjected sends an order and gives the time from COMMITTED to PROJECTED.
func (p *process) toProjected(ctx context.Context, tx []byte) (time.Duration, error) {
	s, err := p.node.Client.Submit(ctx, tx, false)
	if err != nil {
		return 0, err
	}
	if s.Stage != abci.Committed {
		return 0, fmt.Errorf("register_lot: %s %s", s.Stage, s.Text)
	}
	at := time.Now()
	err = p.model.WaitFact(ctx, s.First+s.Facts-1)
	return time.Since(at), err
}
