package abci_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"pedigree/abci"
	"pedigree/proof"
	"pedigree/record"
)

// validatorOf reads the public key of the home's own validator.
func validatorOf(t *testing.T, home string) (p record.PublicKey) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(home, "config", "priv_validator_key.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Public struct{ Value []byte } `json:"pub_key"`
	}
	if err := json.Unmarshal(text, &file); err != nil || len(file.Public.Value) != len(p) {
		t.Fatal(err, len(file.Public.Value))
	}
	copy(p[:], file.Public.Value)
	return p
}

// Twice the voting power changes on a running chain: a bundle leads from the first
// header over both changes, and from a root in between over the second only. It
// leads from nowhere without them.
func TestBundleLeadsOverValidatorChanges(t *testing.T) {
	home, authority := t.TempDir(), newDevice("authority")
	n := startChain(t, home, authority)
	defer n.Stop()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	own := validatorOf(t, home)
	setPower := func(power uint64) uint64 {
		o := submit(t, n, authority.sign(t, "set_validator",
			record.SetValidator{Public: own, Power: power}), record.OK)
		if err := blocks(ctx, t, n, authority, o.Height+3); err != nil {
			t.Fatal(err)
		}
		return o.Height
	}
	submit(t, n, authority.sign(t, "set_validator", record.SetValidator{Public: own}), record.Conflict)
	first := setPower(11)
	between := trustAt(t, n, first+2)
	second := setPower(12)
	genesis := trustAt(t, n, 1)

	queries := []proof.Query{{Key: "party|4012345000009"}}
	follow := func(c *abci.Client, from proof.Trust, checkpoints int) *proof.Bundle {
		t.Helper()
		b, err := c.Bundle(ctx, queries, nil, second+3)
		if err != nil {
			t.Fatal(err)
		}
		read, err := proof.DecodeBundle(b.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := read.Verify(from, proof.Indexes{}, queries); err != nil || len(read.Checkpoints) != checkpoints {
			t.Fatalf("%d checkpoints, want %d: %v", len(read.Checkpoints), checkpoints, err)
		}
		return read
	}
	b := follow(n.Client, genesis, 2)
	if h := b.Checkpoints[0].Header.Height; h != first+1 {
		t.Errorf("the first change is at header %d, want %d", h, first+1)
	}
	if b.Checkpoints[1].NextValidators[0].Power != 12 {
		t.Errorf("the last set is %+v", b.Checkpoints[1].NextValidators)
	}
	follow(n.Client.Since(between.Height), between, 1)
	if _, err := b.Verify(between, proof.Indexes{}, queries); !errors.Is(err, proof.ErrUntrusted) {
		t.Errorf("a bundle that leads from the first header proves to a later root: %v", err)
	}
	for _, without := range [][]proof.Checkpoint{nil, b.Checkpoints[1:], b.Checkpoints[:1]} {
		cut := *b
		cut.Checkpoints = without
		if _, err := cut.Verify(genesis, proof.Indexes{}, queries); err == nil {
			t.Errorf("a bundle with %d of its checkpoints proves", len(without))
		}
	}
	checkDoor(t, n, first, genesis)
}

// blocks returns when there are so many: orders make them come soon.
func blocks(ctx context.Context, t *testing.T, n *abci.Node, authority *device, height uint64) error {
	t.Helper()
	for {
		now, err := n.Client.StateHeight(ctx)
		if err != nil || now >= height {
			return err
		}
		n.Client.Submit(ctx, authority.sign(t, "set_param",
			record.SetParam{Name: "deadlineHours", Value: 24 + now}), true)
		if err := n.App.Wait(ctx, now+1); err != nil {
			return err
		}
	}
}

func trustAt(t *testing.T, n *abci.Node, height uint64) proof.Trust {
	t.Helper()
	trust, err := n.Client.Trust(t.Context(), height)
	if err != nil {
		t.Fatal(err)
	}
	return trust
}

// checkDoor reads the changes over HTTP, as somebody does who holds an old root.
func checkDoor(t *testing.T, n *abci.Node, first uint64, trust proof.Trust) {
	t.Helper()
	door := abci.Door{Client: n.Client}.Handler()
	ask := func(from string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		door.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/checkpoints?from="+from, nil))
		return w
	}
	for from, want := range map[string]int{"1": 2, strconv.FormatUint(first+2, 10): 1} {
		var c abci.Changes
		if err := json.Unmarshal(ask(from).Body.Bytes(), &c); err != nil || len(c.Checkpoints) != want {
			t.Errorf("from %s: %+v, %v", from, c, err)
			continue
		}
		var p proof.Checkpoint
		raw, _ := base64.RawURLEncoding.DecodeString(c.Checkpoints[0])
		if err := record.Unmarshal(raw, &p); err != nil || p.Header.ChainID != trust.ChainID {
			t.Errorf("checkpoint from %s: %v", from, err)
		}
	}
	for _, from := range []string{"", "0", "-1", "x"} {
		if w := ask(from); w.Code != http.StatusBadRequest {
			t.Errorf("from %q: %d", from, w.Code)
		}
	}
}

// The header of the height from which other rules count names them; a program that
// does not have them stops before that block, and does not start there again.
func TestOldProgramStopsAtUpgrade(t *testing.T) {
	home, authority := t.TempDir(), newDevice("authority")
	n := startChain(t, home, authority)
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	at := submit(t, n, authority.sign(t, "set_param",
		record.SetParam{Name: "deadlineHours", Value: 24}), record.OK).Height + 6
	submit(t, n, authority.sign(t, "schedule_upgrade",
		record.ScheduleUpgrade{Height: at, AppVersion: abci.AppVersion + 1}), record.OK)
	err := blocks(ctx, t, n, authority, at)
	if !errors.Is(err, abci.ErrUpgrade) || !strings.Contains(err.Error(), "start the newer program") {
		t.Fatalf("before height %d: %v", at, err)
	}
	if h, err := n.Client.StateHeight(ctx); err != nil || h != at-1 {
		t.Errorf("stopped after height %d, want %d: %v", h, at-1, err)
	}
	n.Stop()
	if _, err := abci.StartNode(abci.NodeOptions{Home: home}); !errors.Is(err, abci.ErrUpgrade) {
		t.Errorf("started again: %v", err)
	}
}
