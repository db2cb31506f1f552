package abci

import (
	"errors"
	"fmt"
	"path/filepath"

	cfg "github.com/cometbft/cometbft/config"
	sm "github.com/cometbft/cometbft/state"
)

// ErrInterrupted says that the process ended after the ledger had taken a snapshot and
// before CometBFT knew of it. CometBFT would wait for ever.
var ErrInterrupted = errors.New("interrupted at the end of a state sync")

// interrupted looks for that.
func (a *App) interrupted(c *cfg.Config) error {
	known, err := a.knownFrom()
	if err != nil || known == 1 {
		return err
	}
	db, err := cfg.DefaultDBProvider(&cfg.DBContext{ID: "state", Config: c})
	if err != nil {
		return err
	}
	state, err := sm.NewStore(db, sm.StoreOptions{}).Load()
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if state.LastBlockHeight == 0 {
		return fmt.Errorf("%w: delete %s, and nothing else, and start again", ErrInterrupted,
			filepath.Join(c.DBDir(), "ledger"))
	}
	return nil
}
