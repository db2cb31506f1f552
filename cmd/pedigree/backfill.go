package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"pedigree/abci"
)

// backfill fetches what a node lacks from before its snapshot, from one server after
// another until it has it. None is trusted: a server that gives anything else is told
// of, and the next one asked.
type backfill struct {
	node    *abci.Node
	servers []string
	fullLog bool
	said    io.Writer
}

// backfillPause is how long to wait when no server gave it.
const backfillPause = 10 * time.Second

// run returns when everything is there; its error is that of ctx.
func (b backfill) run(ctx context.Context) error {
	for {
		for _, url := range b.servers {
			err := b.from(ctx, url)
			if err == nil || ctx.Err() != nil {
				return ctx.Err()
			}
			fmt.Fprintf(b.said, "%s: %v\n", url, err)
		}
		select {
		case <-time.After(backfillPause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (b backfill) from(ctx context.Context, url string) error {
	server, err := abci.Dial(url)
	if err != nil {
		return err
	}
	if err := b.node.FetchCheckpoints(ctx, server); err != nil {
		return fmt.Errorf("where validators changed before the snapshot: %w", err)
	}
	if !b.fullLog {
		return nil
	}
	told := false
	return b.node.FillLog(ctx, server, func(missing uint64) {
		if !told {
			fmt.Fprintf(b.said, "fetching %d facts from before the snapshot\n", missing)
		}
		told = true
	})
}
