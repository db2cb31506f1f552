package system

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"pedigree/record"
)

// submitted is the answer to an order, as a client reads it.
type submitted struct {
	ID, Status, Height    string
	Index                 uint32
	Code, Message, Advice string
	Number                int
	Events                []struct {
		ID, Command string
		Fields      map[string]any
	}
}

// transfer is the id of the offer that a ship order made.
func (s submitted) transfer(t testing.TB) string {
	t.Helper()
	for _, e := range s.Events {
		if id, ok := e.Fields["transfer"].(string); ok {
			return id
		}
	}
	t.Fatalf("no offer in %+v", s)
	return ""
}

// device signs orders as a till or a line does: one sequence after another.
type device struct {
	key   ed25519.PrivateKey
	chain string
	next  uint64
}

func newDevice(seed, chain string) *device {
	h := sha256.Sum256([]byte(seed))
	return &device{key: ed25519.NewKeyFromSeed(h[:]), chain: chain}
}

func (d *device) public() (p record.PublicKey) {
	copy(p[:], d.key.Public().(ed25519.PublicKey))
	return p
}

func (d *device) sign(command string, body any) ([]byte, error) {
	d.next++
	return record.Sign(record.Order{ChainID: d.chain, Sequence: d.next, Command: command,
		Until: uint64(time.Now().Add(time.Hour).Unix()), Body: record.MustMarshal(body)}, d.key)
}

var web = &http.Client{Timeout: 2 * patience}

// send hands over signed bytes. An error means that nothing is known of the order.
func send(ctx context.Context, url string, tx []byte) (s submitted, raw []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/tx", bytes.NewReader(tx))
	if err != nil {
		return s, nil, err
	}
	req.Header.Set("Content-Type", "application/cose")
	raw, err = exchange(req)
	if err != nil {
		return s, nil, err
	}
	return s, raw, json.Unmarshal(raw, &s)
}

func exchange(req *http.Request) ([]byte, error) {
	resp, err := web.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", resp.Status, b)
	}
	return b, err
}

// order signs and sends an order that must be COMMITTED.
func (s *server) order(d *device, command string, body any) submitted {
	s.t.Helper()
	tx := must(d.sign(command, body))(s.t)
	got, raw, err := send(within(s.t), s.url, tx)
	if err != nil || got.Status != "COMMITTED" {
		s.t.Fatalf("%s: %s %v", command, raw, err)
	}
	return got
}

// question asks over GraphQL; it gives the whole answer.
func question(ctx context.Context, url, query string, variables any) ([]byte, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	return exchange(req)
}

// ask asks over GraphQL and reads data into what is given.
func (s *server) ask(query string, into any) {
	s.t.Helper()
	raw := must(question(within(s.t), s.url, query, nil))(s.t)
	var answer struct {
		Data   json.RawMessage
		Errors []any
	}
	if err := json.Unmarshal(raw, &answer); err != nil || len(answer.Errors) > 0 {
		s.t.Fatalf("%s\n%s", query, raw)
	}
	if err := json.Unmarshal(answer.Data, into); err != nil {
		s.t.Fatalf("%v\n%s", err, raw)
	}
}
