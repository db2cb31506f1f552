package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pedigree/record"
)

// Wrong calls end with status 2 and say what is wrong; what could not be done ends
// with 1.
func TestWrongUsage(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("PEDIGREE_URL", "http://127.0.0.1:1")
	if _, err := newKeyFile("till.pem"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("bundle.json", []byte(`{"code":"(01)09504000100018(21)A","purpose":"NONE",
		"bundle":""}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   string
		status int
		says   string
	}{
		{"ship", exitUsage, "unknown command"},
		{"dev --db model.db", exitUsage, "--db is postgres://"},
		{"", exitDone, "Available Commands"},
		{"key", exitDone, "Available Commands"},
		{"key shw", exitUsage, "unknown command"},
		{"key list a b", exitUsage, "usage"},
		{"tx", exitUsage, "usage"},
		{"tx ship", exitUsage, "--as"},
		{"tx ship --as till.pem", exitUsage, "--json or by --file"},
		{"tx shipp --as till.pem --json {}", exitUsage, "no command"},
		{"tx ship --as till.pem --json {}", exitUsage, "to is required"},
		{"tx ship --as till.pem --json {}{}", exitUsage, "follows"},
		{`tx ship --as till.pem --json {"too":1}`, exitUsage, "unknown field"},
		{`tx close_lot --as till.pem --json {"gtin":"09504000100019","lot":"L1"}`, exitUsage, "check digit"},
		{`tx close_lot --as none.pem --json {"gtin":"09504000100018","lot":"L1"}`, exitFailed, "none.pem"},
		{`tx close_lot --as till.pem --json {"gtin":"09504000100018","lot":"L1"}`, exitFailed, "does not answer"},
		{"verify", exitUsage, "usage"},
		{"verify x --purpose SELL", exitUsage, "SELL"},
		{"verify x --nonsense", exitUsage, "nonsense"},
		{"verify x --trust none.json", exitFailed, "none.json"},
		{"verify none.png", exitFailed, "none.png"},
		{"verify x", exitScanFault, "SCAN_FAULT"},
		{"verify (01)09504000100018(21)A", exitFailed, "UNKNOWN"},
		{"check", exitUsage, "usage"},
		{"check bundle.json", exitUsage, "--trust"},
		{"check none.json --trust none.json", exitFailed, "none.json"},
		{"check bundle.json --trust none.json", exitFailed, "none.json"},
		{"node --genesis none.json", exitUsage, "--peers"},
		{"node --home x --peers a@b:1", exitFailed, "genesis"},
		{"node --home x --genesis none.json --peers a@b:1", exitFailed, "none.json"},
		{"node --peers a@b:1 --state-sync-rpc http://b:2", exitUsage, "--trust-height"},
		{"node --peers a@b:1 --state-sync-rpc http://b:2 --trust-height 5 --trust-hash 12", exitUsage,
			"--trust-hash"},
		{"trace", exitUsage, "usage"},
		{"trace x --format svg", exitUsage, "svg"},
		{"trace x", exitFailed, "does not answer"},
		{"show", exitUsage, "usage"},
		{"show nonsense", exitUsage, `no "nonsense"`},
		{"show unit", exitUsage, "show unit CODE"},
		{"show network x", exitUsage, "show network"},
		{"show lot (01)09504000100018(21)A", exitUsage, "names no lot"},
		{"show lot x", exitUsage, "x"},
		{"show lots --as none.pem", exitFailed, "none.pem"},
		{"show network", exitFailed, "does not answer"},
		{"label", exitUsage, "requires at least 1 arg"},
		{"label x", exitUsage, "x"},
		{"label (01)09504000100018(21)A --symbol aztec", exitUsage, "aztec"},
		{"label (01)09504000100018(21)A --format gif", exitUsage, "gif"},
		{"key show till.pem", exitDone, "public key"},
		{"key new till.pem", exitFailed, "exists"},
	} {
		got, said := run(strings.Fields(c.args)...)
		if got != c.status || !strings.Contains(said, c.says) {
			t.Errorf("pedigree %s: status %d, want %d with %q:\n%s", c.args, got, c.status, c.says, said)
		}
	}
	if left, _ := filepath.Glob("*"); len(left) > 3 {
		t.Errorf("left behind: %v", left)
	}
}

// run runs a command in this process and gives what it says.
func run(args ...string) (int, string) {
	var said bytes.Buffer
	c := root()
	c.SetArgs(args)
	c.SetOut(&said)
	c.SetErr(&said)
	err := c.Execute()
	if err != nil {
		said.WriteString(err.Error())
	}
	return status(err), said.String()
}

func TestExitStatuses(t *testing.T) {
	for headline, want := range map[record.Headline]int{
		record.Genuine: 0, record.OwnDuplicateFound: 0, record.Unknown: 1, record.Blocked: 3,
		record.Mismatch: 4, record.NotRegistered: 4, record.ScanFault: 5, "": 1, "NEW": 1,
	} {
		if got := status(exitFor(headline)); got != want {
			t.Errorf("%q: %d, want %d", headline, got, want)
		}
	}
}
