package abci

import (
	"net"
	"slices"
	"strings"
	"time"

	cfg "github.com/cometbft/cometbft/config"

	"pedigree/record"
)

// NodeOptions say how a node runs. The zero value needs only Home.
type NodeOptions struct {
	Home       string   // made by InitHome or JoinHome
	RPC        string   // address of CometBFT's own RPC; empty = none
	P2P        string   // address for other nodes; empty = a port of loopback
	Peers      []string // other nodes to keep a connection to, ID@HOST:PORT
	CacheBytes int64    // of the store; 0 = its default

	// SnapshotEvery is between which heights a node offers its state to new ones;
	// 0 = 1000. It changes no block: nodes that offer the same heights share the load.
	SnapshotEvery uint64
	StateSync     *StateSync // begin with the state of a recent height; nil = with the first block
}

// StateSync says which header a new node trusts and whom it asks for the headers
// after it. A node that has a state pays no attention to it.
type StateSync struct {
	Servers []string // CometBFT RPC of other nodes, http://HOST:PORT; one is checked by the others
	Height  uint64   // of the trusted header
	Hash    string   // of the trusted header, 64 hex digits
}

// discovery is how long a new node listens for snapshots before it takes the best, and
// between two times if there was none: the least that CometBFT allows.
const discovery = 5 * time.Second

// comet is CometBFT's configuration.
func (o NodeOptions) comet() *cfg.Config {
	c := cfg.DefaultConfig()
	c.SetRoot(o.Home)
	c.Moniker = "pedigree"
	c.RPC.ListenAddress = o.RPC // in process nothing needs it
	c.RPC.GRPCListenAddress, c.RPC.Unsafe, c.RPC.PprofListenAddress = "", false, ""
	c.P2P.ListenAddress = "tcp://127.0.0.1:0"
	if o.P2P != "" {
		c.P2P.ListenAddress = o.P2P
	}
	c.P2P.AllowDuplicateIP = loopback(c.P2P.ListenAddress)
	c.P2P.PersistentPeers = strings.Join(o.Peers, ",")
	c.P2P.AddrBookStrict, c.P2P.PexReactor = false, false
	c.Mempool.MaxTxBytes, c.Mempool.MaxTxsBytes = record.MaxTxBytes, mempoolBytes
	c.Mempool.Size, c.Mempool.CacheSize = mempoolOrders, 2*mempoolOrders
	c.TxIndex.Indexer = "null"
	c.Consensus.TimeoutCommit = commitPause
	c.Consensus.CreateEmptyBlocks = true
	c.Consensus.CreateEmptyBlocksInterval = idleBlocks
	if s := o.StateSync; s != nil {
		c.StateSync.Enable = true
		c.StateSync.RPCServers = slices.Clone(s.Servers)
		if len(s.Servers) == 1 { // CometBFT wants a second one, even if it is the same
			c.StateSync.RPCServers = append(c.StateSync.RPCServers, s.Servers[0])
		}
		c.StateSync.DiscoveryTime = discovery
		c.StateSync.TrustHeight, c.StateSync.TrustHash = int64(s.Height), s.Hash
	}
	return c
}

// loopback tells whether an address is on this machine alone, where all nodes have the
// same one.
func loopback(address string) bool {
	_, hostPort, _ := strings.Cut(address, "://")
	host, _, err := net.SplitHostPort(hostPort)
	return err == nil && net.ParseIP(host).IsLoopback()
}
