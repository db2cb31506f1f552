package graphql

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"

	"pedigree/graphql/readmodel"
)

// CursorKeySize is the size of Config.CursorKey in bytes.
const CursorKeySize = 32

// listing is one list as one asker reads it: which page of it, and the key that seals its
// cursors.
type listing struct {
	readmodel.Page
	seal cipher.AEAD
}

// listing reads the page that is asked of a list. name says which list it is: the field,
// and of which record. A cursor holds the ordinal of a fact, which counts what everybody
// does; so it is sealed with a key of its own for each asker, list and filter: whoever
// gets one reads nothing in it, and can use it nowhere else.
func (a *asking) listing(args arguments, name ...string) (l listing, err error) {
	which := maps.Clone(args)
	for _, paging := range []string{"first", "after", "minHeight"} {
		delete(which, paging)
	}
	maps.DeleteFunc(which, func(_ string, v any) bool { return v == nil })
	party := ""
	if a.who.device != nil {
		party = a.who.device.Party.String()
	}
	info, err := json.Marshal([]any{"cursor", party, a.viewer.All, name, which})
	if err != nil {
		return l, err
	}
	if l.seal, err = sealing(a.h.CursorKey, string(info)); err != nil {
		return l, err
	}
	first, _ := args["first"].(int)
	l.First, l.Newest = min(max(first, 1), maxFirst), args.text("order") == "NEWEST_FIRST"
	if after := args.text("after"); after != "" {
		l.After, err = l.open(after)
	}
	return l, err
}

// sealing makes AES-256-GCM with random nonces (NIST SP 800-38D, 8.2.2), keyed by HKDF
// (RFC 5869). One key seals 2^32 cursors safely; each list of each asker has its own.
func sealing(key []byte, info string) (cipher.AEAD, error) {
	own, err := hkdf.Key(sha256.New, key, nil, info, 32)
	if err != nil {
		return nil, fmt.Errorf("graphql: %w", err)
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return nil, fmt.Errorf("graphql: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// cursor names the place of a record in the list, for nobody to read anything into.
func (l listing) cursor(ordinal uint64) string {
	place := binary.BigEndian.AppendUint64(nil, ordinal)
	return base64.RawURLEncoding.EncodeToString(l.seal.Seal(nil, nil, place, nil))
}

func (l listing) open(cursor string) (uint64, error) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err == nil {
		var place []byte
		if place, err = l.seal.Open(nil, nil, sealed, nil); err == nil && len(place) == 8 {
			return binary.BigEndian.Uint64(place), nil
		}
	}
	return 0, refused(codeBadInput, "after is a cursor that an answer gave to this asker for this list")
}
