package system

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// terminal is somebody at a command line.
type terminal struct {
	t   testing.TB
	url string // of the gateway
	dir string // where files are
}

func (s *server) terminal() *terminal {
	return &terminal{t: s.t, url: s.url, dir: s.t.TempDir()}
}

// printed is what a command left behind.
type printed struct {
	out, err string
	status   int
}

// run runs a command. Its standard input is empty.
func (u *terminal) run(args ...string) printed {
	u.t.Helper()
	ctx, cancel := context.WithTimeout(u.t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env = u.dir, append(environment(), "PEDIGREE_URL="+u.url)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		u.t.Fatal(err)
	}
	return printed{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// expect runs a command and demands its exit status.
func (u *terminal) expect(status int, args ...string) printed {
	u.t.Helper()
	p := u.run(args...)
	if p.status != status {
		u.t.Fatalf("pedigree %s\nstatus %d, want %d\n%s%s", strings.Join(args, " "), p.status, status,
			p.out, p.err)
	}
	return p
}

// says demands texts of what was printed.
func (p printed) says(t testing.TB, texts ...string) printed {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.out+p.err, text) {
			t.Errorf("no %q in:\n%s%s", text, p.out, p.err)
		}
	}
	return p
}

// file writes a file beside the terminal and gives its name.
func (u *terminal) file(name string, content any) string {
	u.t.Helper()
	b, raw := content.([]byte)
	if !raw {
		b = must(json.Marshal(content))(u.t)
	}
	name = filepath.Join(u.dir, name)
	if err := os.WriteFile(name, b, 0o600); err != nil {
		u.t.Fatal(err)
	}
	return name
}

// order gives an order and demands that it is COMMITTED, with its place.
func (u *terminal) order(as, command, fields string) submitted {
	u.t.Helper()
	p := u.expect(0, "tx", command, "--as", as, "--json", fields)
	s := p.submitted(u.t)
	if s.Status != "COMMITTED" || s.Height == "" || s.Height == "0" || len(s.ID) != 64 {
		u.t.Fatalf("%s: %s", command, p.out)
	}
	return s
}

// refused gives an order and demands that it is REFUSED, with code and number, and that
// people are told why and what to do.
func (u *terminal) refused(as, command, fields, code string, number int) {
	u.t.Helper()
	p := u.expect(3, "tx", command, "--as", as, "--json", fields)
	s := p.submitted(u.t)
	if s.Status != "REFUSED" || s.Code != code || s.Number != number || s.Message == "" ||
		s.Advice == "" {
		u.t.Errorf("%s: %s", command, p.out)
	}
	p.says(u.t, "REFUSED "+code, s.Message, s.Advice)
}

func (p printed) submitted(t testing.TB) (s submitted) {
	t.Helper()
	if err := json.Unmarshal([]byte(p.out), &s); err != nil {
		t.Fatalf("%v in %q", err, p.out)
	}
	return s
}
