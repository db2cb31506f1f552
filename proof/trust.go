package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
)

// A Trust is a trust root: what a verifier knows beforehand, from the authority
// or with its program. The chain is the one of that name on which, at Height, the
// header has HeaderHash and the set with ValidatorsHash signs. Height 0 means
// before the first block: the set is the genesis document's, and HeaderHash is
// zero.
type Trust struct {
	ChainID        string
	Height         uint64
	HeaderHash     Hash
	ValidatorsHash Hash
	IndexKey       IndexPublic // by which the indexes of packs and lots are checked
}

// maxTrust bounds a trust root file, white space included.
const maxTrust = 4096

type trustJSON struct {
	ChainID        string `json:"chainId"`
	Height         string `json:"height"`
	HeaderHash     string `json:"headerHash"`
	ValidatorsHash string `json:"validatorsHash"`
	IndexKey       string `json:"indexKey"`
}

// ParseTrust reads a trust root file: the JSON object that Encode writes, in its
// order and spelling; only white space is free.
func ParseTrust(b []byte) (Trust, error) {
	var j trustJSON
	var compact bytes.Buffer
	if len(b) > maxTrust {
		return Trust{}, fmt.Errorf("trust root of %d bytes, the limit is %d", len(b), maxTrust)
	}
	if err := json.Compact(&compact, b); err != nil {
		return Trust{}, fmt.Errorf("trust root: %w", err)
	}
	if err := json.Unmarshal(b, &j); err != nil {
		return Trust{}, fmt.Errorf("trust root: %w", err)
	}
	t, err := j.trust()
	if err != nil {
		return Trust{}, err
	}
	compact.WriteByte('\n')
	if !bytes.Equal(compact.Bytes(), t.Encode()) {
		return Trust{}, fmt.Errorf("trust root is not spelled as %s", bytes.TrimSpace(t.Encode()))
	}
	return t, nil
}

func (j *trustJSON) trust() (t Trust, err error) {
	t.ChainID = j.ChainID
	if err := checkTrustChain(j.ChainID); err != nil {
		return Trust{}, err
	}
	if t.Height, err = strconv.ParseUint(j.Height, 10, 63); err != nil {
		return Trust{}, fmt.Errorf("trust root: height %q", j.Height)
	}
	if t.ValidatorsHash, err = parseHex(j.ValidatorsHash); err != nil {
		return Trust{}, fmt.Errorf("trust root: validators hash %q", j.ValidatorsHash)
	}
	key, err := parseHex(j.IndexKey)
	if err != nil {
		return Trust{}, fmt.Errorf("trust root: index key %q", j.IndexKey)
	}
	t.IndexKey = IndexPublic(key)
	if t.Height == 0 && j.HeaderHash == "" {
		return t, nil
	}
	if t.HeaderHash, err = parseHex(j.HeaderHash); err != nil || t.Height == 0 {
		return Trust{}, fmt.Errorf("trust root: header hash %q at height %d", j.HeaderHash, t.Height)
	}
	return t, nil
}

// checkTrustChain refuses a chain id that JSON would have to escape, or that a
// reader could take for another.
func checkTrustChain(id string) error {
	if id == "" || len(id) > maxChainID {
		return fmt.Errorf("trust root: chain id of %d bytes", len(id))
	}
	for _, c := range []byte(id) {
		if c <= ' ' || c > '~' || c == '"' || c == '\\' {
			return fmt.Errorf("trust root: chain id %q", id)
		}
	}
	return nil
}

func parseHex(s string) (h Hash, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) {
		return h, fmt.Errorf("not a hash: %q", s)
	}
	copy(h[:], b)
	return h, nil
}

// Encode gives the canonical file: the five fields in order, no white space, hashes
// in lower-case hex, the height as a string, and a newline.
func (t Trust) Encode() []byte {
	header := ""
	if t.Height > 0 {
		header = hex.EncodeToString(t.HeaderHash[:])
	}
	return fmt.Appendf(nil,
		`{"chainId":"%s","height":"%d","headerHash":"%s","validatorsHash":"%x",`+
			`"indexKey":"%x"}`+"\n",
		t.ChainID, t.Height, header, t.ValidatorsHash[:], t.IndexKey[:])
}

// Name gives the SHA-256 of the canonical file in lower-case hex, by which people
// compare roots and commands name them.
func (t Trust) Name() string { return t.hash().String() }

func (t Trust) hash() Hash { return sha256.Sum256(t.Encode()) }
