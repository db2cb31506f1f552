package ledger

import (
	"errors"

	"github.com/oasisprotocol/curve25519-voi/curve"
)

// checkPublicKey refuses what does not spell a point of edwards25519 in the one
// canonical way (RFC 8032, 5.1.3), and points of small order: a key there lets one
// signature fit many messages, and anybody make it ("Taming the many EdDSAs", 2020).
// Small order is computed and not looked up: eight times such a point is the
// identity, and no table can have a wrong digit.
func checkPublicKey(public [32]byte) error {
	compressed := curve.CompressedEdwardsY(public)
	if !compressed.IsCanonicalVartime() {
		return errors.New("publicKey is not canonical")
	}
	point, err := curve.NewEdwardsPoint().SetCompressedY(&compressed)
	if err != nil {
		return errors.New("publicKey is no point of the curve")
	}
	if curve.NewEdwardsPoint().MulByCofactor(point).IsIdentity() {
		return errors.New("publicKey is a point of small order")
	}
	return nil
}
