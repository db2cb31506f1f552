package bench

import (
	"encoding/binary"
	"errors"

	"pedigree/proof"
	"pedigree/record"
)

// Proof is what proofs of one key cost, from a warm cache.
type Proof struct {
	PresentBytes int     `json:"presentBytes"`
	AbsentBytes  int     `json:"absentBytes"`
	Generate     float64 `json:"generateCPUMicros"`
	Verify       float64 `json:"verifyCPUMicros"`
}

func factKey(n uint64) []byte { return binary.BigEndian.AppendUint64([]byte{'f'}, n) }

// proofs proves packs of one lot again and again, so that their pages and rows are
// in memory as those of goods on their way are.
func (r *run) proofs() (err error) {
	v, err := r.store.Tip()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	const keys, rounds = 200, 10
	queries := make([][]proof.Query, keys)
	proofs := make([]proof.Proof, keys)
	size := 0
	for i := range queries {
		queries[i] = []proof.Query{{Key: r.goods.key(i * (r.Keys / keys))}}
		if proofs[i], err = v.Prove(queries[i], nil); err != nil {
			return err
		}
		size += len(record.MustMarshal(proofs[i]))
	}
	m := begin()
	for range rounds {
		for i := range queries {
			if _, err := v.Prove(queries[i], nil); err != nil {
				return err
			}
		}
	}
	d := &r.report.Proof
	d.PresentBytes, d.Generate = size/keys, m.end(keys*rounds).CPU
	m = begin()
	for range rounds {
		for i := range queries {
			if _, _, err := proofs[i].Verify(queries[i]); err != nil {
				return err
			}
		}
	}
	d.Verify = m.end(keys * rounds).CPU
	none := indexed(record.UnitName(r.goods.gtins[r.goods.owners[0]], r.goods.serial(r.next+largeLot)))
	absent, err := v.Prove([]proof.Query{{Key: none}}, nil)
	d.AbsentBytes = len(record.MustMarshal(absent))
	return err
}
