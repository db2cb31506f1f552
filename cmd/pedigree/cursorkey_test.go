package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The key of cursors is made once, for nobody else to read; a damaged one is not replaced.
func TestCursorKey(t *testing.T) {
	home := t.TempDir()
	name := filepath.Join(home, "cursor.key")
	first, err := cursorKey(home)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := cursorKey(home); err != nil || !bytes.Equal(first, again) {
		t.Errorf("another key after a restart: %v", err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v: readable by others", info.Mode(), err)
	}
	if err := os.WriteFile(name, []byte("00ff\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := cursorKey(home); err == nil || !strings.Contains(err.Error(), name) {
		t.Errorf("a damaged key: %v", err)
	}
}
