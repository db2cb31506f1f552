package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"pedigree/record"
)

const pemType = "PRIVATE KEY" // PKCS#8, RFC 5958

// newKeyFile makes a device key and writes it, readable by its owner only. It
// never writes over another.
func newKeyFile(name string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := pem.Encode(f, &pem.Block{Type: pemType, Bytes: der}); err != nil {
		return nil, err
	}
	return key, f.Sync()
}

func readKeyFile(name string) (ed25519.PrivateKey, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(b)
	if block == nil || block.Type != pemType {
		return nil, fmt.Errorf("%s is no PEM file with a PKCS#8 private key", name)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s holds no Ed25519 key", name)
	}
	return key, nil
}

// openKeyFile reads a key, or makes it where there is none.
func openKeyFile(name string) (ed25519.PrivateKey, error) {
	key, err := readKeyFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return newKeyFile(name)
	}
	return key, err
}

func publicOf(key ed25519.PrivateKey) (p record.PublicKey) {
	copy(p[:], key.Public().(ed25519.PublicKey))
	return p
}
