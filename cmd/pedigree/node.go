package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"pedigree/abci"
)

func nodeCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "node",
		Short: "Run a further node of a chain",
		Long: "Runs a node of a chain that exists, in a home of its own: it follows the blocks, and votes\n" +
			"once the authorities have given its key power. It replays the chain from the first block;\n" +
			"with --state-sync-rpc it takes the state of a recent height from its peers instead, checked\n" +
			"against one header that you trust, and then fetches what is missing from before. When it\n" +
			"has a state, one line of JSON is printed to standard output.\n\n" +
			"Whoever reaches --rpc or --p2p can read everything that the ledger holds, sealed parts\n" +
			"too: open them to the other operators only.",
		Example: "  pedigree node --home /srv/second --genesis genesis.json --index-key key --peers 4f0e…@192.0.2.1:26656\n" +
			"  pedigree node --home /srv/second --genesis genesis.json --index-key key --peers 4f0e…@192.0.2.1:26656 \\\n" +
			"      --state-sync-rpc http://192.0.2.1:26657,http://192.0.2.2:26657 \\\n" +
			"      --trust-height 120000 --trust-hash 9B3C… --full-log",
		Args: exactly(0), RunE: runNode,
	}
	f := c.Flags()
	f.String("home", defaultHome(), "where everything is kept (PEDIGREE_HOME)")
	f.String("genesis", "", "the chain's genesis file; needed for a new home")
	f.String("index-key", "", "a copy of the chain's index key (HOME/node/config/index_key of another\n"+
		"operator), which nobody else may read; needed for a new home")
	f.StringSlice("peers", nil, "nodes to keep a connection to, ID@HOST:PORT")
	f.StringSlice("state-sync-rpc", nil, "RPC of nodes to begin from, best of several operators")
	f.Uint64("trust-height", 0, "height of a header that you trust, for --state-sync-rpc")
	f.String("trust-hash", "", "hash of that header, 64 hex digits")
	f.Bool("full-log", false, "fetch the fact log from before the snapshot too")
	networkFlags(c)
	return c
}

// networkFlags are those of every command that runs a node.
func networkFlags(c *cobra.Command) {
	f := c.Flags()
	f.String("rpc", "", "address of CometBFT's own RPC, for other operators and inspection (none)")
	f.String("p2p", "", "address for other nodes (a port of loopback)")
	f.Uint64("snapshot-every", 1000, "offer the state to new nodes at multiples of this height")
}

func networkOptions(c *cobra.Command) (o abci.NodeOptions) {
	f := c.Flags()
	rpc, _ := f.GetString("rpc")
	p2p, _ := f.GetString("p2p")
	o.RPC, o.P2P = tcpAddress(rpc), tcpAddress(p2p)
	o.SnapshotEvery, _ = f.GetUint64("snapshot-every")
	return o
}

// tcpAddress is an address as CometBFT spells it.
func tcpAddress(s string) string {
	if s == "" || strings.Contains(s, "://") {
		return s
	}
	return "tcp://" + s
}

// following is the line that says that the node has a state.
type following struct {
	Ready  bool   `json:"ready"`
	ID     string `json:"id"` // under which --peers of others name it
	Height uint64 `json:"height,string"`
	Home   string `json:"home"`
}

func runNode(c *cobra.Command, _ []string) error {
	f := c.Flags()
	o, err := nodeFlags(c)
	if err != nil {
		return err
	}
	home, _ := f.GetString("home")
	if home, err = filepath.Abs(home); err != nil {
		return err
	}
	o.Home = filepath.Join(home, "node")
	if genesis, _ := f.GetString("genesis"); genesis != "" {
		key, _ := f.GetString("index-key")
		if err := abci.JoinHome(o.Home, genesis, key); err != nil {
			return err
		}
	}
	n, err := abci.StartNode(o)
	if err != nil {
		return err
	}
	defer n.Stop()
	fmt.Fprintln(c.ErrOrStderr(), "Waiting for a state; see node.log in", o.Home)
	ctx, cancel := endsWith(c.Context(), n.Done())
	defer cancel()
	if err := n.Client.WaitFor(ctx, 1); err != nil {
		return nodeEnd(c.Context(), err)
	}
	height, err := n.Client.StateHeight(ctx)
	if err != nil {
		return nodeEnd(c.Context(), err)
	}
	if err := json.NewEncoder(c.OutOrStdout()).Encode(following{Ready: true, ID: n.ID(),
		Height: height, Home: home}); err != nil {
		return err
	}
	if o.StateSync != nil {
		fullLog, _ := f.GetBool("full-log")
		b := backfill{node: n, servers: o.StateSync.Servers, fullLog: fullLog, said: c.ErrOrStderr()}
		if err := b.run(ctx); err != nil {
			return nodeEnd(c.Context(), err)
		}
	}
	<-ctx.Done()
	return nodeEnd(c.Context(), ctx.Err())
}

func nodeFlags(c *cobra.Command) (o abci.NodeOptions, err error) {
	f := c.Flags()
	o = networkOptions(c)
	o.Peers, _ = f.GetStringSlice("peers")
	servers, _ := f.GetStringSlice("state-sync-rpc")
	height, _ := f.GetUint64("trust-height")
	hash, _ := f.GetString("trust-hash")
	b, err := hex.DecodeString(hash)
	switch {
	case len(o.Peers) == 0:
		return o, usageError{errors.New("--peers names at least one other node")}
	case len(servers) == 0:
		return o, nil
	case height == 0 || err != nil || len(b) != 32:
		return o, usageError{errors.New("--state-sync-rpc takes --trust-height and --trust-hash: " +
			"a header that somebody you trust has told you")}
	}
	o.StateSync = &abci.StateSync{Servers: servers, Height: height, Hash: hash}
	return o, nil
}

// endsWith gives a context that also ends when the node stops by itself.
func endsWith(ctx context.Context, done <-chan struct{}) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-done:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// nodeEnd is nil when somebody ended the command.
func nodeEnd(asked context.Context, err error) error {
	if asked.Err() != nil {
		return nil
	}
	return fmt.Errorf("the node stopped; see node.log in its home: %w", err)
}
