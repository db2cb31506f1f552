package store

import "fmt"

// Put writes auxiliary rows outside of a block, in one synced batch, and makes them
// part of the tip. It is for what is learned late and no block depends on, such as a
// part of the log that was fetched elsewhere. Any goroutine may call it; the block
// between Apply and Commit is not disturbed. After an error the store refuses
// everything, as after a failed Commit.
func (s *Store) Put(rows []AuxRow) error {
	s.writer.Lock()
	defer s.writer.Unlock()
	tip, begun, err := s.writable()
	if err != nil {
		return err
	}
	if !begun {
		return fmt.Errorf("%w: there is no state yet", ErrHeight)
	}
	b := put{batch: s.db.NewBatch()}
	b.aux(rows)
	if err := s.write(b); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.newVersion(tip.height, tip.root)
	v.changes = tip.changes
	s.versions[len(s.versions)-1] = v
	return s.release(tip)
}
