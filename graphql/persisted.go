package graphql

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"strings"
)

//go:embed persisted/*.graphql
var persistedFiles embed.FS

// persisted are the questions that the anonymous may ask where a gateway is not
// open: those of our own pages and programs, by the SHA-256 of their text.
type persisted map[string]string

// loadPersisted reads the list that is part of the binary. Its questions pass the
// gate, or the gateway does not start.
func loadPersisted(g *gate) (persisted, error) {
	entries, err := persistedFiles.ReadDir("persisted")
	if err != nil {
		return nil, fmt.Errorf("graphql: %w", err)
	}
	list := persisted{}
	for _, e := range entries {
		b, err := persistedFiles.ReadFile("persisted/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("graphql: %w", err)
		}
		text := strings.TrimSpace(string(b))
		if err := g.knows(text); err != nil {
			return nil, fmt.Errorf("graphql: persisted/%s: %w", e.Name(), err)
		}
		list[hashOf(text)] = text
	}
	return list, nil
}

// hashOf names a question: SHA-256 of its text, without space around it, in hex.
func hashOf(query string) string {
	h := sha256.Sum256([]byte(strings.TrimSpace(query)))
	return hex.EncodeToString(h[:])
}

// resolve fills in the text of a question that was sent by its hash alone
// (extensions.persistedQuery.sha256Hash, as Apollo's clients send it).
func (p persisted) resolve(q *request) *fault {
	hash := q.Extensions.PersistedQuery.SHA256Hash
	if hash == "" {
		return nil
	}
	if q.Query == "" {
		if q.Query = p[hash]; q.Query == "" {
			return refused(codeNotPersisted, "no question of that hash is known")
		}
		return nil
	}
	if hashOf(q.Query) != hash {
		return refused(codeBadRequest, "the hash is not that of the query")
	}
	return nil
}

// allows says whether the anonymous may ask a question of a gateway that is not
// open. It costs one hash: what is unknown is not even parsed.
func (p persisted) allows(q *request) bool { return p[hashOf(q.Query)] != "" }
