package record

import "crypto/sha256"

// History counts the facts of a record and chains their hashes, so that a list
// of facts can be shown to be complete.
type History struct {
	_     struct{} `cbor:",toarray"`
	Count uint64
	Head  Hash
}

// NewHistory is the history of a record without facts.
func NewHistory(key string) History {
	return History{Head: sha256.Sum256([]byte("history/1" + key))}
}

// Add chains the next fact, given by the hash of its bytes.
func (h History) Add(fact Hash) History {
	return History{Count: h.Count + 1, Head: chain(h.Head, fact)}
}

func chain(head, next Hash) Hash {
	var b [64]byte
	copy(b[:32], head[:])
	copy(b[32:], next[:])
	return sha256.Sum256(b[:])
}
