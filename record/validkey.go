package record

import "strings"

// maxKey is the longest key of the state, in bytes.
const maxKey = 64

func validKeys(keys []string) error {
	for _, k := range keys {
		if k == "" || len(k) > maxKey {
			return invalid("key %q", k)
		}
	}
	if !ascendingText(keys) {
		return invalid("keys out of order")
	}
	return nil
}

// validParent judges the key of a container, where there is one.
func validParent(key *string) error {
	if key == nil {
		return nil
	}
	sscc, generation, _ := strings.Cut(strings.TrimPrefix(*key, "sscc|"), "|")
	if !strings.HasPrefix(*key, "sscc|") || !digits(sscc, 18) || !digits(generation, 2) {
		return invalid("container key %q", *key)
	}
	return nil
}

func digits(s string, n int) bool { return len(s) == n && strings.Trim(s, "0123456789") == "" }
