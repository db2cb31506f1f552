package store

import (
	"fmt"
	"maps"
)

// Commit makes the block of the last Apply the tip: one batch, synced. After any
// error nothing is known about what reached the disk: the store then refuses all
// further blocks with ErrPoisoned, and the caller stops the node. Opened again,
// it stands at this block or at the one before.
func (s *Store) Commit(p *Pending) error {
	s.writer.Lock()
	defer s.writer.Unlock()
	if _, _, err := s.writable(); err != nil {
		return err
	}
	if p == nil || p != s.pending {
		return ErrStale
	}
	s.pending = nil
	if err := s.write(put{batch: p.batch}); err != nil {
		return err
	}
	s.journal = p.journal
	maps.Copy(s.journal.dropped, p.dropped)
	root := s.room.Shrink(p.root, p.made)
	s.mu.Lock()
	v := s.newVersion(p.height, root)
	v.changes = p.changes
	err := s.publish(v)
	s.mu.Unlock()
	if err != nil {
		return s.poisoned(err)
	}
	return nil
}

// write commits a batch. After an error the store takes no further one.
func (s *Store) write(b put) error {
	if b.err == nil {
		b.err = s.db.Write(b.batch)
	}
	if b.err != nil {
		return s.poisoned(b.err)
	}
	return nil
}

func (s *Store) poisoned(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.poison = err
	return fmt.Errorf("%w: %w", ErrPoisoned, damage(err))
}
