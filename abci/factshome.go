package abci

import (
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"

	"pedigree/abci/store"
)

// FactsOfHome hands over the facts that the log of a node has which is not running, in their
// order, until tell fails; it changes no file. A node that began with a snapshot lacks those
// before it.
func FactsOfHome(home string, tell func(ordinal uint64, fact []byte) error) error {
	s, err := store.Open(filepath.Join(home, "data", "ledger"), store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	var failed error
	err = s.AuxRange([]byte{rowFact}, []byte{rowFact + 1}, func(k, v []byte) bool {
		if len(k) != 9 {
			failed = fmt.Errorf("row %x is no fact's", k)
		} else {
			failed = tell(binary.BigEndian.Uint64(k[1:]), v)
		}
		return failed == nil
	})
	return errors.Join(err, failed, s.Close())
}
