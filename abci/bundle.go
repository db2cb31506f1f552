package abci

import (
	"bytes"
	"context"
	"fmt"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmt "github.com/cometbft/cometbft/types"

	"pedigree/proof"
	"pedigree/record"
)

func unavailable(err error) error { return fmt.Errorf("%w: %v", ErrUnavailable, err) }

// Bundle proves keys in the newest state that a header carries, and waits until
// that state includes minHeight. The sealed parts of the keys in reveal are shown.
func (c *Client) Bundle(ctx context.Context, queries []proof.Query, reveal []string,
	minHeight uint64) (*proof.Bundle, error) {
	b, err := c.carrier(ctx, minHeight)
	if err != nil {
		return nil, err
	}
	b.Proof, err = c.Prove(ctx, b.Header.Height-1, queries, reveal)
	return b, err
}

// Newest gives a bundle without records whose header carries the newest state, and one
// that includes minHeight. Records are to be proven in the state before the header.
func (c *Client) Newest(ctx context.Context, minHeight uint64) (*proof.Bundle, error) {
	height, _, err := c.tip(ctx)
	if err != nil {
		return nil, err
	}
	return c.carrier(ctx, max(height, minHeight))
}

// carrier finds the newest header that carries a state as of minHeight. A header
// carries the state before its own block, so what a block changed is waited for:
// the next block follows at once. An idle block changed nothing; its own header
// carries the state after it too, and nobody waits for the next one.
func (c *Client) carrier(ctx context.Context, minHeight uint64) (*proof.Bundle, error) {
	for least := max(minHeight, 1); ; least++ {
		if err := c.wait(ctx, least); err != nil {
			return nil, unavailable(err)
		}
		height, root, err := c.tip(ctx)
		if err != nil {
			return nil, err
		}
		b, err := c.led(ctx, height)
		if err != nil {
			return nil, err
		}
		if height > minHeight || bytes.Equal(b.Header.AppHash, root) {
			return b, nil
		}
	}
}

// led gives the signed header of a height with what leads to it from the root. The last
// one is kept: many questions are asked between two blocks, and its signatures cost
// more than everything else about them.
func (c *Client) led(ctx context.Context, height uint64) (*proof.Bundle, error) {
	c.known.mu.Lock()
	b, root := c.known.last, c.known.lastRoot
	c.known.mu.Unlock()
	if b == nil || b.Header.Height != height || root != c.root {
		var err error
		if b, err = c.SignedHeader(ctx, height); err != nil {
			return nil, err
		}
		if err := c.lead(ctx, b); err != nil {
			return nil, err
		}
		c.known.mu.Lock()
		c.known.last, c.known.lastRoot = b, c.root
		c.known.mu.Unlock()
	}
	own := *b // whose records each asker fills in
	return &own, nil
}

// Prove gives the proof of keys in the state after a block.
func (c *Client) Prove(ctx context.Context, height uint64, queries []proof.Query,
	reveal []string) (p proof.Proof, err error) {
	q := proveQuery{Height: height, Reveal: reveal}
	for _, k := range queries {
		q.Queries = append(q.Queries, proveItem{Key: k.Key, From: k.From, To: k.To})
	}
	if c.app == nil {
		_, _, err = c.query(ctx, pathProve, q, &p)
		return p, err
	}
	if p, err = c.app.proofOf(q); err != nil {
		err = unavailable(err)
	}
	return p, err
}

// SignedHeader gives a bundle without records: header, commit and validators of
// a height.
func (c *Client) SignedHeader(ctx context.Context, height uint64) (*proof.Bundle, error) {
	h := int64(height)
	r, err := c.rpc.Commit(ctx, &h)
	if err != nil {
		return nil, unavailable(err)
	}
	if r == nil || r.Header == nil || r.Commit == nil {
		return nil, fmt.Errorf("%w: no commit of height %d", ErrUnavailable, height)
	}
	set, err := c.validators(ctx, h)
	if err != nil {
		return nil, err
	}
	b := &proof.Bundle{ChainID: r.ChainID, Header: headerOf(r.Header),
		BlockID: blockIDOf(r.Commit.BlockID), Round: uint32(r.Commit.Round), Validators: set}
	b.Signatures, err = proof.MinimalSignatures(b.ChainID, height, b.Round, b.BlockID, set,
		votesOf(r.Commit))
	return b, err
}

// Trust gives the trust root that a header makes. It is worth what the one who
// hands it over is worth.
func (c *Client) Trust(ctx context.Context, height uint64) (proof.Trust, error) {
	b, err := c.SignedHeader(ctx, height)
	if err != nil {
		return proof.Trust{}, err
	}
	key, err := c.indexKey(ctx)
	return proof.Trust{ChainID: b.ChainID, Height: height, HeaderHash: b.Header.Hash(),
		ValidatorsHash: proof.ValidatorsHash(b.Validators), IndexKey: key}, err
}

// indexKey reads the public half of the chain's index key.
func (c *Client) indexKey(ctx context.Context) (key proof.IndexPublic, err error) {
	name := record.ParamKey(record.ParamIndexKey)
	_, values, err := c.Get(ctx, 0, name)
	if err != nil {
		return key, err
	}
	p, err := record.DecodeParam(values[name])
	if err != nil {
		return key, err
	}
	b, err := p.Bytes()
	if err == nil && copy(key[:], b) != len(key) {
		err = fmt.Errorf("%s holds %d bytes", name, len(b))
	}
	return key, err
}

func (c *Client) validators(ctx context.Context, height int64) (set []proof.Validator, err error) {
	const perPage = 100
	for page := 1; ; page++ {
		size := perPage
		r, err := c.rpc.Validators(ctx, &height, &page, &size)
		if err != nil {
			return nil, unavailable(err)
		}
		some, err := validatorsOf(r.Validators)
		if err != nil {
			return nil, err
		}
		set = append(set, some...)
		if len(set) >= r.Total || r.Count == 0 {
			return set, nil
		}
	}
}

func validatorsOf(list []*cmt.Validator) (set []proof.Validator, err error) {
	for _, v := range list {
		key, ok := v.PubKey.(ed25519.PubKey)
		if !ok {
			return nil, fmt.Errorf("validator %s has no Ed25519 key", v.Address)
		}
		set = append(set, proof.Validator{PublicKey: key, Power: uint64(v.VotingPower)})
	}
	return set, nil
}

func headerOf(h *cmt.Header) proof.Header {
	return proof.Header{
		Version: proof.Version{Block: h.Version.Block, App: h.Version.App},
		ChainID: h.ChainID, Height: uint64(h.Height),
		Time:        proof.Time{Seconds: h.Time.Unix(), Nanos: uint32(h.Time.Nanosecond())},
		LastBlockID: blockIDOf(h.LastBlockID), LastCommitHash: h.LastCommitHash,
		DataHash: h.DataHash, ValidatorsHash: h.ValidatorsHash,
		NextValidatorsHash: h.NextValidatorsHash, ConsensusHash: h.ConsensusHash,
		AppHash: h.AppHash, LastResultsHash: h.LastResultsHash, EvidenceHash: h.EvidenceHash,
		ProposerAddress: h.ProposerAddress,
	}
}

func blockIDOf(id cmt.BlockID) proof.BlockID {
	return proof.BlockID{Hash: id.Hash, PartsTotal: id.PartSetHeader.Total,
		PartsHash: id.PartSetHeader.Hash}
}

func votesOf(c *cmt.Commit) []*proof.Signature {
	votes := make([]*proof.Signature, len(c.Signatures))
	for i, s := range c.Signatures {
		if s.BlockIDFlag == cmt.BlockIDFlagCommit {
			votes[i] = &proof.Signature{Seconds: s.Timestamp.Unix(),
				Nanos: uint32(s.Timestamp.Nanosecond()), Signature: s.Signature}
		}
	}
	return votes
}

// Key reads a device key's record; nil where there is none.
func (c *Client) Key(ctx context.Context, id record.KID) (*record.DeviceKey, error) {
	_, values, err := c.Get(ctx, 0, record.KeyKey(id))
	if err != nil {
		return nil, err
	}
	v, ok := values[record.KeyKey(id)]
	if !ok {
		return nil, nil
	}
	return record.DecodeDeviceKey(v)
}

// Voter is a validator as people name it.
type Voter struct {
	Address string // 40 hex digits
	Power   uint64
}

// Voters lists the validators of a height.
func (c *Client) Voters(ctx context.Context, height uint64) ([]Voter, error) {
	set, err := c.validators(ctx, int64(height))
	if err != nil {
		return nil, err
	}
	voters := make([]Voter, len(set))
	for i, v := range set {
		voters[i] = Voter{Address: ed25519.PubKey(v.PublicKey).Address().String(), Power: v.Power}
	}
	return voters, nil
}
