package abci

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	cfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	cmt "github.com/cometbft/cometbft/types"

	"pedigree/abci/ledger"
	"pedigree/record"
)

// Chain parameters that every chain of ours starts with (docs/operations.md).
const (
	maxBlockBytes   = 4 << 20
	mempoolBytes    = 64 << 20
	mempoolOrders   = 25_000
	idleBlocks      = 10 * time.Second // how often a block proves that nothing happened
	commitPause     = 100 * time.Millisecond
	evidenceBlocks  = 100_000
	evidenceAge     = 48 * time.Hour
	evidenceMaxSize = 64 << 10
)

// InitHome makes the home directory of the first validator of a new chain, with the
// chain's index key. It leaves an existing one as it is.
func InitHome(home, chainID string, genesis ledger.Genesis, now time.Time) error {
	c := NodeOptions{Home: home}.comet()
	if _, err := os.Stat(c.GenesisFile()); err == nil {
		return nil
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	pv, err := makeKeys(c)
	if err != nil {
		return err
	}
	public, err := pv.GetPubKey()
	if err != nil {
		return err
	}
	key, err := makeIndexKey(home)
	if err != nil {
		return err
	}
	genesis.IndexKey = record.PublicKey(key.Public())
	state, err := json.Marshal(genesis)
	if err != nil {
		return err
	}
	doc := cmt.GenesisDoc{ChainID: chainID, GenesisTime: now.UTC(), InitialHeight: 1,
		ConsensusParams: consensusParams(), AppState: state,
		Validators: []cmt.GenesisValidator{{PubKey: public, Power: 10, Name: "first"}}}
	if err := doc.ValidateAndComplete(); err != nil {
		return fmt.Errorf("genesis: %w", err)
	}
	return saveAtomic(c.GenesisFile(), doc.SaveAs)
}

// makeKeys makes the node's directories, its key for votes and its key for peers.
func makeKeys(c *cfg.Config) (*privval.FilePV, error) {
	for _, dir := range []string{"config", "data"} {
		if err := os.MkdirAll(filepath.Join(c.RootDir, dir), 0o700); err != nil {
			return nil, err
		}
	}
	pv := privval.LoadOrGenFilePV(c.PrivValidatorKeyFile(), c.PrivValidatorStateFile())
	_, err := p2p.LoadOrGenNodeKey(c.NodeKeyFile())
	return pv, err
}

func consensusParams() *cmt.ConsensusParams {
	p := cmt.DefaultConsensusParams()
	p.Block.MaxBytes = maxBlockBytes
	p.Evidence.MaxAgeNumBlocks, p.Evidence.MaxAgeDuration = evidenceBlocks, evidenceAge
	p.Evidence.MaxBytes = evidenceMaxSize
	p.Validator.PubKeyTypes = []string{ed25519.KeyType}
	p.Version.App = AppVersion
	return p
}

// saveAtomic writes a file that is there whole or not at all.
func saveAtomic(name string, save func(string) error) error {
	half := name + ".new"
	if err := save(half); err != nil {
		return err
	}
	return os.Rename(half, name)
}
