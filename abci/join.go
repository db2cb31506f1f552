package abci

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	cmt "github.com/cometbft/cometbft/types"
)

// JoinHome makes the home directory of a further node of a chain, from the chain's
// genesis file and a copy of its index key, which another operator hands over. The node
// gets keys of its own and no voting power: that is for the authorities to give
// (set_validator). An existing home is left as it is, and is refused if it is of another
// genesis.
func JoinHome(home, genesisFile, indexKeyFile string) error {
	text, err := os.ReadFile(genesisFile)
	if err != nil {
		return err
	}
	doc, err := cmt.GenesisDocFromJSON(text)
	if err != nil {
		return fmt.Errorf("%s: %w", genesisFile, err)
	}
	c := NodeOptions{Home: home}.comet()
	kept, err := os.ReadFile(c.GenesisFile())
	if err == nil && !bytes.Equal(kept, text) {
		return fmt.Errorf("%s is the home of another genesis than %s", home, genesisFile)
	}
	if err == nil || !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if _, err := makeKeys(c); err != nil {
		return err
	}
	if err := copyIndexKey(home, indexKeyFile, doc); err != nil {
		return err
	}
	return saveAtomic(c.GenesisFile(), func(name string) error {
		return os.WriteFile(name, text, 0o600)
	})
}
