package abci

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	"github.com/cometbft/cometbft/proxy"
	"github.com/cometbft/cometbft/rpc/client/local"

	cfg "github.com/cometbft/cometbft/config"
	cmt "github.com/cometbft/cometbft/types"

	"pedigree/abci/store"
)

// Node is a CometBFT node with our application, in this process.
type Node struct {
	App    *App
	Client *Client

	comet *node.Node
	store *store.Store
	log   *os.File
}

// NodeOptions say how a node runs. The zero value needs only Home.
type NodeOptions struct {
	Home       string // made by InitHome
	RPC        string // address of CometBFT's own RPC, loopback only; empty = none
	CacheBytes int64  // of the store; 0 = its default
}

// StartNode opens the store at HOME/data/ledger and starts CometBFT on it, which
// replays the blocks that the store does not have yet.
func StartNode(o NodeOptions) (_ *Node, err error) {
	c := nodeConfig(o.Home, o.RPC)
	n := &Node{}
	defer func() {
		if err != nil {
			n.release()
		}
	}()
	if n.log, err = os.OpenFile(filepath.Join(o.Home, "node.log"),
		os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return nil, err
	}
	if n.store, err = store.Open(filepath.Join(o.Home, "data", "ledger"),
		store.Options{CacheBytes: o.CacheBytes}); err != nil {
		return nil, fmt.Errorf("ledger store: %w", err)
	}
	if n.App, err = New(n.store); err != nil {
		return nil, err
	}
	if n.App.chain() == "" { // no block yet; a node that takes a snapshot sees no InitChain
		doc, err := cmt.GenesisDocFromFile(c.GenesisFile())
		if err != nil {
			return nil, err
		}
		n.App.setChain(doc.ChainID)
	}
	nodeKey, err := p2p.LoadNodeKey(c.NodeKeyFile())
	if err != nil {
		return nil, err
	}
	logger := log.NewFilter(log.NewTMLogger(log.NewSyncWriter(n.log)), log.AllowInfo())
	n.comet, err = node.NewNode(c, privval.LoadFilePV(c.PrivValidatorKeyFile(),
		c.PrivValidatorStateFile()), nodeKey, proxy.NewConnSyncLocalClientCreator(n.App),
		node.DefaultGenesisDocProviderFunc(c), cfg.DefaultDBProvider,
		node.DefaultMetricsProvider(c.Instrumentation), logger)
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	if err := n.comet.Start(); err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	n.Client = NewClient(local.New(n.comet), n.App.Wait)
	return n, nil
}

// Done is closed when the node has stopped by itself.
func (n *Node) Done() <-chan struct{} { return n.comet.Quit() }

// Stop ends the node and releases its files.
func (n *Node) Stop() error {
	err := n.comet.Stop()
	n.comet.Wait()
	return firstError(err, n.release())
}

func (n *Node) release() (err error) {
	if n.store != nil {
		err = n.store.Close()
	}
	if n.log != nil {
		err = firstError(err, n.log.Close())
	}
	return err
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
