package proof

// CheckCommit lets tests put single commits before the bundle's verifier and
// before CometBFT's.
func CheckCommit(chainID string, height uint64, round uint32, id BlockID, set []Validator,
	signatures []*Signature) error {
	return poll{chainID, height, round, &id}.checkCommit(set, signatures)
}

// SignBytes lets tests compare what validators sign.
func SignBytes(chainID string, height uint64, round uint32, id BlockID, t Time) []byte {
	return poll{chainID, height, round, &id}.signBytes(t)
}

// Follows asks whether a signed header carries trust on from a trusted one after
// which the set signs.
func Follows(trusted *Header, set []Validator, h *Header, id BlockID, round uint32,
	signatures []*Signature) error {
	t := Trust{ChainID: trusted.ChainID, Height: trusted.Height, HeaderHash: trusted.Hash(),
		ValidatorsHash: ValidatorsHash(set)}
	s, err := start(t, set)
	if err != nil {
		return err
	}
	s.height, s.time = trusted.Height, trusted.Time
	return s.advance(h, &id, round, signatures)
}
