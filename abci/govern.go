package abci

import (
	"errors"
	"fmt"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	cryptoproto "github.com/cometbft/cometbft/proto/tendermint/crypto"
	tmproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"pedigree/abci/ledger"
	"pedigree/record"
)

// AppVersion is the newest version of the rules that this program knows. Which one
// counts at a height is for the authorities to schedule.
const AppVersion = 1

// ErrUpgrade says that the next block takes rules which this program does not have.
// It stops before that block; a newer program goes on from there.
var ErrUpgrade = errors.New("this program is too old for the next block")

// knowsRules stops a block whose rules this program does not have, before anything
// of it is executed.
func (a *App) knowsRules(b *ledger.Block) error {
	version, err := b.Rules(b.Height)
	if err != nil || version <= AppVersion {
		return err
	}
	return fmt.Errorf("%w: from height %d on version %d of the rules counts, this program knows %d; "+
		"start the newer program", ErrUpgrade, b.Height, version, AppVersion)
}

// govern tells CometBFT what the block decided about the network: validators,
// which sign two blocks later, and the version that the next header names.
func (a *App) govern(b *ledger.Block, log *blockLog, res *abcitypes.ResponseFinalizeBlock) error {
	changed, err := b.Validators()
	if err != nil {
		return err
	}
	for _, v := range changed {
		res.ValidatorUpdates = append(res.ValidatorUpdates, abcitypes.ValidatorUpdate{
			PubKey: cryptoproto.PublicKey{Sum: &cryptoproto.PublicKey_Ed25519{
				Ed25519: append([]byte(nil), v.Public[:]...)}},
			Power: int64(v.Power)})
	}
	if len(changed) > 0 {
		log.checkpoint(b.Height + 1)
	}
	now, err := b.Rules(b.Height)
	if err != nil {
		return err
	}
	next, err := b.Rules(b.Height + 1)
	if err != nil || next == now {
		return err
	}
	res.ConsensusParamUpdates = &tmproto.ConsensusParams{Version: &tmproto.VersionParams{App: next}}
	return nil
}

func genesisValidators(updates []abcitypes.ValidatorUpdate) ([]record.SetValidator, error) {
	set := make([]record.SetValidator, len(updates))
	for i, u := range updates {
		key := u.PubKey.GetEd25519()
		if len(key) != len(set[i].Public) || u.Power <= 0 {
			return nil, fmt.Errorf("genesis: validator %d has no Ed25519 key, or no power", i)
		}
		copy(set[i].Public[:], key)
		set[i].Power = uint64(u.Power)
	}
	return set, nil
}
