package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// sequenceFile keeps a device's last sequence beside its key. It is written
// before an order is sent: a sequence that was lost is harmless, one that is
// used twice may hide an order.
type sequenceFile struct{ file *os.File }

// openSequence locks the file, so that two commands with one key do not take the
// same sequence.
func openSequence(keyFile string) (*sequenceFile, error) {
	f, err := os.OpenFile(keyFile+".sequence", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, err
	}
	return &sequenceFile{f}, nil
}

// next takes the sequence after the last one and after what the chain has seen.
func (s *sequenceFile) next(chainID string, seen uint64) (uint64, error) {
	b := make([]byte, 256)
	n, err := s.file.ReadAt(b, 0)
	if n == 0 && err != nil && n != len(b) && !strings.Contains(err.Error(), "EOF") {
		return 0, err
	}
	last := seen
	if chain, number, ok := strings.Cut(strings.TrimSpace(string(b[:n])), " "); ok && chain == chainID {
		kept, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s is damaged: %w", s.file.Name(), err)
		}
		last = max(last, kept)
	}
	line := fmt.Sprintf("%s %d\n", chainID, last+1)
	if err := s.file.Truncate(0); err != nil {
		return 0, err
	}
	if _, err := s.file.WriteAt([]byte(line), 0); err != nil {
		return 0, err
	}
	return last + 1, s.file.Sync()
}

func (s *sequenceFile) close() { s.file.Close() }
