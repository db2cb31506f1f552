package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"pedigree/abci"
	"pedigree/graphql/bearer"
	"pedigree/record"
)

// device signs orders with one key and sends them to one gateway.
type device struct {
	url     string
	keyFile string
	key     ed25519.PrivateKey
	chainID string
	party   string // GLN; "" if the ledger does not know the key
	seen    uint64
}

const orderLife = time.Hour

var asking = &http.Client{Timeout: 90 * time.Second}

func openDevice(ctx context.Context, url, keyFile string) (*device, error) {
	key, err := readKeyFile(keyFile)
	if err != nil {
		return nil, err
	}
	d := &device{url: strings.TrimRight(url, "/"), keyFile: keyFile, key: key}
	public := publicOf(key)
	var state struct {
		ChainID string `json:"chainId"`
		Party   string `json:"party"`
		Highest uint64 `json:"highest,string"`
	}
	// A key that is not registered, or has no rights any more, gets no more than a stranger.
	token, err := bearer.Sign(key, d.url, time.Now())
	if err != nil {
		return nil, usageError{err}
	}
	ask := d.url + "/keys/" + record.KIDOf(public[:]).String()
	err = fetch(ctx, ask, token, &state)
	var refused refusedError
	if errors.As(err, &refused) && (refused.status == http.StatusUnauthorized || refused.status == http.StatusForbidden) {
		err = fetch(ctx, ask, "", &state)
	}
	if err != nil {
		return nil, err
	}
	d.chainID, d.party, d.seen = state.ChainID, state.Party, state.Highest
	return d, nil
}

// sign makes the order with the next sequence, which is on disk before.
func (d *device) sign(command string, body record.Raw) ([]byte, error) {
	s, err := openSequence(d.keyFile)
	if err != nil {
		return nil, err
	}
	defer s.close()
	n, err := s.next(d.chainID, d.seen)
	if err != nil {
		return nil, err
	}
	return record.Sign(record.Order{ChainID: d.chainID, Sequence: n,
		Until: uint64(time.Now().Add(orderLife).Unix()), Command: command, Body: body}, d.key)
}

// send sends the same bytes until they are COMMITTED or REFUSED.
func (d *device) send(ctx context.Context, tx []byte) (*abci.Submitted, error) {
	var last error
	for try := 0; try < 5; try++ {
		s, err := d.post(ctx, tx)
		if err == nil {
			return s, nil
		}
		last = err
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second << try):
		}
	}
	return nil, fmt.Errorf("no answer; the order may be done or not: %w", last)
}

func (d *device) post(ctx context.Context, tx []byte) (*abci.Submitted, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/tx", bytes.NewReader(tx))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/cose")
	var s abci.Submitted
	return &s, exchange(req, &s)
}

// order signs and sends.
func (d *device) order(ctx context.Context, command string, body any) (*abci.Submitted, error) {
	tx, err := d.sign(command, record.MustMarshal(body))
	if err != nil {
		return nil, err
	}
	return d.send(ctx, tx)
}

func fetch(ctx context.Context, url, token string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return exchange(req, into)
}

// refusedError is an answer that is none.
type refusedError struct {
	status int
	text   string
}

func (e refusedError) Error() string { return "the gateway says " + e.text }

func exchange(req *http.Request, into any) error {
	resp, err := asking.Do(req)
	if err != nil {
		return fmt.Errorf("the gateway does not answer (is `pedigree dev` running? see --url): %w", err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return refusedError{resp.StatusCode, fmt.Sprintf("%s: %s", resp.Status, bytes.TrimSpace(b))}
	}
	return json.Unmarshal(b, into)
}
