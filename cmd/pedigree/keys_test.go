package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestKeyFiles(t *testing.T) {
	name := filepath.Join(t.TempDir(), "keys", "till.pem")
	key, err := newKeyFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v: readable by others", info.Mode(), err)
	}
	if _, err := newKeyFile(name); err == nil {
		t.Error("a key was written over")
	}
	for range 2 {
		if again, err := openKeyFile(name); err != nil || !bytes.Equal(again, key) {
			t.Errorf("read another key: %v", err)
		}
	}
	for text, complaint := range map[string]string{
		"":    "no PEM file",
		"key": "no PEM file",
		"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n":   "no PEM file",
		"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n": "asn1",
	} {
		bad := filepath.Join(t.TempDir(), "bad.pem")
		if err := os.WriteFile(bad, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := openKeyFile(bad); err == nil || !strings.Contains(err.Error(), complaint) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A sequence is on disk before it is used, is used once however many commands run at
// once, and starts again on another chain.
func TestSequences(t *testing.T) {
	key := filepath.Join(t.TempDir(), "till.pem")
	next := func(chain string, seen uint64) uint64 {
		t.Helper()
		s, err := openSequence(key)
		if err != nil {
			t.Fatal(err)
		}
		defer s.close()
		n, err := s.next(chain, seen)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i, c := range []struct {
		chain      string
		seen, want uint64
	}{
		{"one", 0, 1}, {"one", 0, 2}, {"one", 1, 3}, {"one", 9, 10}, {"one", 3, 11},
		{"two", 0, 1}, {"two", 5, 6}, {"one", 0, 1}, {"one", 11, 12},
	} {
		if got := next(c.chain, c.seen); got != c.want {
			t.Errorf("%d: %d after %d seen on chain %s, want %d", i, got, c.seen, c.chain, c.want)
		}
	}
	got := make([]uint64, 50)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() { got[i] = next("one", 12) })
	}
	all.Wait()
	slices.Sort(got)
	for i, n := range got {
		if n != uint64(13+i) {
			t.Fatalf("sequences of 50 commands at once: %v", got)
		}
	}
	if err := os.WriteFile(key+".sequence", []byte("one x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := openSequence(key)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if n, err := s.next("one", 0); err == nil {
		t.Errorf("a damaged file gave %d", n)
	}
}
