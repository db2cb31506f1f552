package tests

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"pedigree/record"
)

// historiesOf tells, of each subject of a named fact, the head of its history before
// the fact and, if asked, the facts after it.
func (s *scenario) historiesOf(name string, later bool) (string, error) {
	b, err := hex.DecodeString(s.words[name])
	if err != nil {
		return "", err
	}
	f, err := record.DecodeFact(b)
	if err != nil {
		return "", fmt.Errorf("%s is no fact: %w", name, err)
	}
	hash := record.FactHash(b)
	histories := [][]record.Hash{}
	for _, key := range f.Subjects {
		h, told := record.NewHistory(key), s.audit.told[key]
		at := slices.Index(told, hash)
		for _, before := range told[:at] {
			h = h.Add(before)
		}
		list := []record.Hash{h.Head}
		if later {
			list = append(list, told[at+1:]...)
		}
		histories = append(histories, list)
	}
	text, err := json.Marshal(histories)
	return string(text), err
}
