package proof

// CheckCommit lets tests put single commits before the bundle's verifier and
// before CometBFT's.
func CheckCommit(chainID string, height uint64, round uint32, id BlockID, set []Validator,
	signatures []*Signature) error {
	return poll{chainID, height, round, &id}.checkCommit(set, signatures)
}

// SoundPoint lets tests try every point of small order.
func SoundPoint(b []byte) bool { return soundPoint(b) }
