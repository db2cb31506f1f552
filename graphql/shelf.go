package graphql

import "sync"

// Limits of what is kept of documents that passed the gate: partners' programs ask a few
// short questions, over and over.
const (
	maxShelf      = 256
	maxShelfBytes = 4 << 10 // of one document's text
)

// shelf keeps documents that passed, by their whole text. What was refused is not kept:
// refusing is cheap, and its askers pay for it.
type shelf struct {
	mu   sync.Mutex
	kept map[shelfKey]*passable
}

type shelfKey struct{ query, operation string }

// find gives what was kept, or nil.
func (s *shelf) find(q *request) *passable {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[shelfKey{q.Query, q.OperationName}]
}

// keep puts a document on the shelf. Where that is full, any other has to go.
func (s *shelf) keep(q *request, p *passable) {
	if len(q.Query)+len(q.OperationName) > maxShelfBytes {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = map[shelfKey]*passable{}
	}
	for other := range s.kept {
		if len(s.kept) < maxShelf {
			break
		}
		delete(s.kept, other)
	}
	s.kept[shelfKey{q.Query, q.OperationName}] = p
}
