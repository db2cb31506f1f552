package abci

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	cmt "github.com/cometbft/cometbft/types"

	"pedigree/abci/store"
	"pedigree/proof"
	"pedigree/record"
)

// ErrCheckpoints refuses checkpoints that do not lead from genesis to this node.
var ErrCheckpoints = errors.New("checkpoints refused")

// stationRow is a row of the answer to a query for checkpoints.
type stationRow struct {
	_      struct{} `cbor:",toarray"`
	Height uint64
	Kept   []byte // a station, where this node's CometBFT does not have the header
}

// checkpoint notes the header whose next validators are others than its own.
func (l *blockLog) checkpoint(height uint64) { l.put(numbered(rowCheckpoint, height), nil) }

// knownRow says from which height on a node with a snapshot notes checkpoints itself.
// The block of the snapshot may have named the one after it.
func knownRow(snapshot uint64) store.AuxRow {
	return store.AuxRow{Key: []byte{rowKnown}, Value: binary.BigEndian.AppendUint64(nil, snapshot+2)}
}

// knownFrom is that height; 1 where all are known.
func (a *App) knownFrom() (uint64, error) {
	b, ok, err := a.store.Aux([]byte{rowKnown})
	if err != nil || !ok {
		return 1, err
	}
	if len(b) != 8 {
		return 0, errors.New("row of the first checkpoint known is damaged")
	}
	return binary.BigEndian.Uint64(b), nil
}

func (a *App) queryCheckpoints(data []byte) (uint64, []byte, error) {
	var q factsQuery
	if err := record.Unmarshal(data, &q); err != nil || q.Limit == 0 || q.Limit > maxCheckpoints {
		return 0, nil, errQuery
	}
	known, err := a.knownFrom()
	if err == nil && q.From < known {
		err = fmt.Errorf("this node began from a snapshot and has not yet fetched where validators "+
			"changed before height %d", known)
	}
	if err != nil {
		return 0, nil, err
	}
	rows := []stationRow{}
	err = a.store.AuxRange(numbered(rowCheckpoint, q.From), []byte{rowCheckpoint + 1},
		func(k, v []byte) bool {
			rows = append(rows, stationRow{Height: binary.BigEndian.Uint64(k[1:]),
				Kept: append([]byte(nil), v...)})
			return uint64(len(rows)) < q.Limit
		})
	return a.store.Height(), record.MustMarshal(rows), err
}

// FetchCheckpoints fetches the headers where the validators changed before this node's
// snapshot, and keeps them once they lead, each signed by the set before it, from the
// genesis file to the header that this node has itself. ErrCheckpoints refuses others.
func (n *Node) FetchCheckpoints(ctx context.Context, from *Client) error {
	known, err := n.App.knownFrom()
	if err != nil || known == 1 {
		return err
	}
	signers, err := genesisSet(n.genesis)
	if err != nil {
		return err
	}
	list, err := from.stations(ctx, 1, known)
	if err != nil {
		return err
	}
	if err := n.leads(ctx, known, signers, list); err != nil {
		return err
	}
	rows := []store.AuxRow{{Key: []byte{rowKnown}, Delete: true}}
	for _, s := range list { // who signed is what was checked, not what was told
		kept := station{Signers: signers, Checkpoint: s.Checkpoint}
		rows = append(rows, store.AuxRow{Key: numbered(rowCheckpoint, s.Checkpoint.Header.Height),
			Value: record.MustMarshal(kept)})
		signers = s.Checkpoint.NextValidators
	}
	return n.App.store.Put(rows)
}

// leads wants a bundle to prove with the checkpoints, for whoever trusts genesis alone.
func (n *Node) leads(ctx context.Context, known uint64, genesis []proof.Validator,
	list []*station) error {
	queries := []proof.Query{{Key: record.KeyLogHead}}
	b, err := n.Client.Since(known).Bundle(ctx, queries, nil, known)
	if err != nil {
		return err
	}
	b.Validators = genesis
	fetched := make([]proof.Checkpoint, len(list))
	for i, s := range list {
		fetched[i] = s.Checkpoint
	}
	b.Checkpoints = append(fetched, b.Checkpoints...)
	trust := proof.Trust{ChainID: n.genesis.ChainID, ValidatorsHash: proof.ValidatorsHash(genesis)}
	if _, err := b.Verify(trust, proof.Indexes{}, queries); err != nil {
		return fmt.Errorf("%w: %w", ErrCheckpoints, err)
	}
	return nil
}

// genesisSet is the set that signs the first block.
func genesisSet(doc *cmt.GenesisDoc) ([]proof.Validator, error) {
	list := make([]*cmt.Validator, len(doc.Validators))
	for i, v := range doc.Validators {
		list[i] = cmt.NewValidator(v.PubKey, v.Power)
	}
	return validatorsOf(cmt.NewValidatorSet(list).Validators)
}
