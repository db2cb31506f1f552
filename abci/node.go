package abci

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"

	abcitypes "github.com/cometbft/cometbft/abci/types"
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

	genesis *cmt.GenesisDoc
	comet   *node.Node
	store   *store.Store
	log     *os.File
}

// StartNode opens the store at HOME/data/ledger and starts CometBFT on it, which
// replays the blocks that the store does not have yet.
func StartNode(o NodeOptions) (_ *Node, err error) {
	c := o.comet()
	n := &Node{}
	defer func() {
		if err != nil {
			n.release()
		}
	}()
	if n.genesis, err = cmt.GenesisDocFromFile(c.GenesisFile()); err != nil {
		return nil, err
	}
	if n.log, err = os.OpenFile(filepath.Join(o.Home, "node.log"),
		os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return nil, err
	}
	every := cmp.Or(o.SnapshotEvery, snapshotEvery)
	if n.store, err = store.Open(filepath.Join(o.Home, "data", "ledger"),
		store.Options{CacheBytes: o.CacheBytes, PagesAt: every}); err != nil {
		return nil, fmt.Errorf("ledger store: %w", err)
	}
	key, err := ReadIndexKey(IndexKeyFile(o.Home))
	if err == nil {
		err = isIndexKeyOf(key, n.genesis)
	}
	if err != nil {
		return nil, err
	}
	if n.App, err = New(n.store, key); err != nil {
		return nil, err
	}
	if err := n.App.interrupted(c); err != nil {
		return nil, err
	}
	n.App.sync.every = every
	if n.App.chain() == "" { // no block yet; a node that takes a snapshot sees no InitChain
		n.App.setChain(n.genesis.ChainID)
	}
	if n.comet, err = StartComet(o, n.App, n.log); err != nil {
		return nil, err
	}
	n.Client = NewClient(n.RPC(), n.App.Wait)
	n.Client.app = n.App
	return n, nil
}

// StartComet starts CometBFT in a home directory with an application in this process.
func StartComet(o NodeOptions, app abcitypes.Application, out io.Writer) (*node.Node, error) {
	c := o.comet()
	nodeKey, err := p2p.LoadNodeKey(c.NodeKeyFile())
	if err != nil {
		return nil, err
	}
	logger := log.NewFilter(log.NewTMLogger(log.NewSyncWriter(out)), log.AllowInfo())
	n, err := node.NewNode(c, privval.LoadFilePV(c.PrivValidatorKeyFile(),
		c.PrivValidatorStateFile()), nodeKey, proxy.NewConnSyncLocalClientCreator(app),
		node.DefaultGenesisDocProviderFunc(c), cfg.DefaultDBProvider,
		node.DefaultMetricsProvider(c.Instrumentation), logger)
	if err == nil {
		err = n.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	return n, nil
}

// ID is the name under which other nodes reach this one, before the @ of its address.
func (n *Node) ID() string { return string(n.comet.NodeInfo().ID()) }

// RPC is CometBFT's own, without the network.
func (n *Node) RPC() RPC { return local.New(n.comet) }

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
