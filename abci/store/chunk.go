package store

import (
	"errors"
	"fmt"

	"pedigree/proof"
	"pedigree/record"
)

// ErrChunk marks a chunk that is not the next one of the state being restored.
var ErrChunk = errors.New("chunk refused")

// chunkRows is how many rows a chunk of a snapshot has. Which rows these are
// depends on the contents alone, so that all nodes offer the same chunks.
const chunkRows = 8192

// ChunkFormat names the division into chunks and their encoding.
const ChunkFormat = 1

// A chunk is a range of rows with the proof that these are all of them: it is
// verified alone, whoever sent it. It ends where the next one begins, at a key or at
// the last sentinel. In CBOR: [from, to, proof].
type chunk struct {
	_        struct{} `cbor:",toarray"`
	From, To string   // the keys k with From <= k < To
	Proof    proof.Proof
}

// beforeAll is the least text behind the first sentinel.
const beforeAll = proof.FirstKey + "\x00"

// Chunks says how many chunks the state has at the view's height: none before
// genesis. The sentinels are in no chunk, as everybody has them.
func (v *View) Chunks() int {
	if v.version.rows == 0 {
		return 0
	}
	size := v.store.chunkRows
	return max(1, int((v.version.rows-2+size-1)/size))
}

// Chunk makes one of the chunks, from 0 on, sealed parts included. Blocks go on
// meanwhile.
func (v *View) Chunk(i int) ([]byte, error) {
	n := v.Chunks()
	if i < 0 || i >= n {
		return nil, fmt.Errorf("%w: %d of %d", ErrChunk, i, n)
	}
	c, size := chunk{From: beforeAll, To: proof.LastKey}, v.store.chunkRows
	err := v.read(func() (err error) {
		if i > 0 {
			c.From, err = v.rank(1 + uint64(i)*size)
		}
		if err == nil && i+1 < n {
			c.To, err = v.rank(1 + uint64(i+1)*size)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	all := func(string) bool { return true }
	if c.Proof, err = v.Prove([]proof.Query{{From: c.From, To: c.To}}, all); err != nil {
		return nil, err
	}
	return record.Marshal(c)
}

// rank gives the key that has n keys before it.
func (v *View) rank(n uint64) (key string, err error) {
	root, err := v.store.tree(v.version)
	if err != nil {
		return "", err
	}
	from, n, err := v.reader().Rank(root, n)
	if err != nil {
		return "", err
	}
	err = v.version.src.data(from, func(k string, _ []byte) (bool, error) {
		key = k
		n--
		return n+1 > 0, nil
	})
	return key, err
}

// readChunk verifies a chunk against a root and gives its rows.
func readChunk(b []byte, root proof.Hash) (c chunk, rows []proof.Entry, err error) {
	if err = record.Unmarshal(b, &c); err != nil {
		return c, nil, fmt.Errorf("%w: %w", ErrChunk, err)
	}
	got, result, err := c.Proof.Verify([]proof.Query{{From: c.From, To: c.To}})
	if err != nil {
		return c, nil, fmt.Errorf("%w: %w", ErrChunk, err)
	}
	if got != root {
		return c, nil, fmt.Errorf("%w: it is of the state %s", ErrChunk, got)
	}
	last := c.Proof[len(c.Proof)-1]
	for i := len(c.Proof) - 1; last.Kind < proof.Neighbour; i-- {
		last = c.Proof[i] // a proof that was verified has a leaf
	}
	if last.Key != c.To {
		return c, nil, fmt.Errorf("%w: it ends at %q, not at %q", ErrChunk, c.To, last.Key)
	}
	rows, _ = result.Range(c.From, c.To)
	for _, r := range rows {
		if r.Withheld {
			return c, nil, fmt.Errorf("%w: %q is not told whole", ErrChunk, r.Key)
		}
	}
	return c, rows, nil
}
