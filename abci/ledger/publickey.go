package ledger

import (
	"bytes"
	"encoding/hex"
	"errors"
	"slices"
)

// fieldPrime is 2^255 - 19, big-endian.
var fieldPrime = unhex("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed")

// smallOrderY are the y coordinates of the eight points of small order,
// big-endian: a key there would let one signature fit many messages
// ("Taming the many EdDSAs", 2020, table 1).
var smallOrderY = [][]byte{
	unhex("0000000000000000000000000000000000000000000000000000000000000000"),
	unhex("0000000000000000000000000000000000000000000000000000000000000001"),
	unhex("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"),
	unhex("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826"),
	unhex("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7"),
}

// checkPublicKey refuses encodings of y that are not reduced, and points of
// small order.
func checkPublicKey(public [32]byte) error {
	y := slices.Clone(public[:])
	slices.Reverse(y)
	y[0] &= 0x7f // the sign of x
	if bytes.Compare(y, fieldPrime) >= 0 {
		return errors.New("publicKey is not canonical")
	}
	for _, small := range smallOrderY {
		if bytes.Equal(y, small) {
			return errors.New("publicKey is a point of small order")
		}
	}
	return nil
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}
