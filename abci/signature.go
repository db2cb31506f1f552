package abci

import (
	"crypto/sha256"

	"github.com/oasisprotocol/curve25519-voi/primitives/ed25519"

	"pedigree/record"
)

// rules are those by which all nodes agree on signatures, single or in batches:
// ZIP-215, but for keys that no order could have registered. The ledger refuses
// those in add_key and genesis; were one in the state all the same, anybody could
// sign for it.
var rules = &ed25519.Options{Verify: &ed25519.VerifyOptions{AllowSmallOrderR: true,
	AllowNonCanonicalR: true}}

// signatures remembers which transactions carry a valid signature of which key,
// so that one is checked once and not in the mempool, the proposal and the block.
type signatures struct{ last *remembered[bool] }

// maxRemembered bounds each of the two generations.
const maxRemembered = 20_000

func newSignatures() *signatures { return &signatures{remembering[bool](maxRemembered)} }

// verify says whether the key signed the transaction.
func (s *signatures) verify(tx *record.Tx, public [32]byte) bool {
	name := sha256.Sum256(append(tx.ID[:], public[:]...))
	return s.last.of(name, func() bool {
		return ed25519.VerifyWithOptions(public[:], tx.SignedBytes(), tx.Signature[:], rules)
	})
}
