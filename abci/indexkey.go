package abci

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	cmt "github.com/cometbft/cometbft/types"

	"pedigree/abci/ledger"
	"pedigree/proof"
)

// ErrIndexKey says that the index key in a node's home is missing or another chain's.
var ErrIndexKey = errors.New("index key")

// IndexKeyFile is where a node keeps the secret half of the chain's index key: 64 hex
// digits, for its operator's eyes alone.
func IndexKeyFile(home string) string { return filepath.Join(home, "config", "index_key") }

// ReadIndexKey reads an index key from a file that nobody else may read.
func ReadIndexKey(file string) (*proof.IndexKey, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %s is not there; get it from an operator of the chain", ErrIndexKey, file)
	case err != nil:
		return nil, err
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("%w: others may read %s; chmod 600 it", ErrIndexKey, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	seed, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(seed) != 32 {
		return nil, fmt.Errorf("%w: %s does not hold 64 hex digits", ErrIndexKey, file)
	}
	return proof.NewIndexKey([32]byte(seed)), nil
}

// makeIndexKey makes a chain's index key in the home of its first node, unless there is one.
func makeIndexKey(home string) (*proof.IndexKey, error) {
	file := IndexKeyFile(home)
	if _, err := os.Stat(file); err == nil {
		return ReadIndexKey(file)
	}
	var seed [32]byte
	if _, err := rand.Read(seed[:]); err != nil {
		return nil, err
	}
	return proof.NewIndexKey(seed), saveIndexKey(file, seed)
}

func saveIndexKey(file string, seed [32]byte) error {
	return saveAtomic(file, func(name string) error {
		return os.WriteFile(name, fmt.Appendf(nil, "%x\n", seed), 0o600)
	})
}

// copyIndexKey puts the chain's index key into the home of a further node.
func copyIndexKey(home, from string, genesis *cmt.GenesisDoc) error {
	key, err := ReadIndexKey(from)
	if err == nil {
		err = isIndexKeyOf(key, genesis)
	}
	if err != nil {
		return err
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return saveAtomic(IndexKeyFile(home), func(name string) error { return os.WriteFile(name, text, 0o600) })
}

func isIndexKeyOf(key *proof.IndexKey, doc *cmt.GenesisDoc) error {
	g, err := ledger.ParseGenesis(doc.AppState)
	if err != nil {
		return err
	}
	return NewIndexes(key).isOf(g)
}

// isOf refuses a key that is not the one which the genesis names.
func (x *Indexes) isOf(g ledger.Genesis) error {
	if public := x.key.Public(); public != proof.IndexPublic(g.IndexKey) {
		return fmt.Errorf("%w: the key in this home is %x, the genesis names %x", ErrIndexKey,
			public[:], g.IndexKey[:])
	}
	return nil
}
