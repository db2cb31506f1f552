package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"pedigree/graphql"
)

// cursorKey reads the key that seals the gateway's cursors, or makes it. Nothing is lost
// with it but the places of lists that somebody is reading: these begin again.
func cursorKey(home string) ([]byte, error) {
	name := filepath.Join(home, "cursor.key")
	text, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		key := make([]byte, graphql.CursorKeySize)
		rand.Read(key)
		return key, os.WriteFile(name, []byte(hex.EncodeToString(key)+"\n"), 0o600)
	}
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != graphql.CursorKeySize {
		return nil, fmt.Errorf("%s holds no key of %d hex digits; delete it, and the gateway makes another",
			name, 2*graphql.CursorKeySize)
	}
	return key, nil
}
