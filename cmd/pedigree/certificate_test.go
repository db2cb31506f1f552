package main

import (
	"bytes"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"
)

// What people are told to hand out holds no private key, not in an old home either, where
// one file held both; and the certificate stays the same from start to start.
func TestCertificateIsHandedOutWithoutItsKey(t *testing.T) {
	home := t.TempDir()
	name := filepath.Join(home, "lan.pem")
	old := pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: []byte("secret")})
	if err := os.WriteFile(name, old, 0o600); err != nil {
		t.Fatal(err)
	}
	first, err := selfSigned(home, "192.0.2.1:443")
	if err != nil {
		t.Fatal(err)
	}
	again, err := selfSigned(home, "192.0.2.1:443")
	if err != nil || !bytes.Equal(first.Certificate[0], again.Certificate[0]) {
		t.Errorf("another certificate at the second start: %v", err)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	block, rest := pem.Decode(b)
	if block == nil || block.Type != "CERTIFICATE" || len(rest) > 0 {
		t.Errorf("lan.pem holds more than a certificate:\n%s", b)
	}
	if info, err := os.Stat(filepath.Join(home, "lan-key.pem")); err != nil ||
		info.Mode().Perm() != 0o600 {
		t.Errorf("the private key: %v, %v", info, err)
	}
}
