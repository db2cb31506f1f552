package system

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// server is one process of `pedigree dev` after another, in one home.
type server struct {
	t     testing.TB
	home  string
	flags []string // besides --home and --listen
	addr  string   // kept over restarts, as a user's --listen is

	url  string
	nats string // for partners, with --nats-listen
	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
	said *tail
}

// tail keeps what a process wrote to stderr, for when a test fails.
type tail struct {
	mu sync.Mutex
	b  []byte
}

func (l *tail) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b = append(l.b, p...)
	return len(p), nil
}

func (l *tail) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.b)
}

// serve starts the program in a home of its own and waits until it is ready.
func serve(t testing.TB, flags ...string) *server {
	t.Helper()
	s := &server{t: t, home: t.TempDir(), flags: flags, addr: "127.0.0.1:0"}
	t.Cleanup(s.kill)
	s.start()
	return s
}

// start starts the program again, and waits until it says that all answers.
func (s *server) start() {
	s.t.Helper()
	ready := s.launch()
	select {
	case line := <-ready:
		s.isReady(line)
	case <-time.After(patience):
		s.kill()
		s.t.Fatalf("not ready in time; it said:\n%s\n%s", s.said, s.nodeLog())
	}
}

// launch starts the process; its first line comes on the channel.
func (s *server) launch() <-chan string {
	s.t.Helper()
	args := append([]string{"dev", "--home", s.home, "--listen", s.addr}, s.flags...)
	s.cmd, s.done, s.said = exec.Command(program, args...), make(chan struct{}), new(tail)
	s.cmd.Env, s.cmd.Stderr, s.cmd.Dir = environment(), s.said, s.home
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ready := make(chan string, 1)
	go func(cmd *exec.Cmd, done chan struct{}) {
		r := bufio.NewReader(out)
		line, _ := r.ReadString('\n')
		ready <- line
		io.Copy(io.Discard, r)
		cmd.Wait()
		close(done)
	}(s.cmd, s.done)
	return ready
}

func (s *server) isReady(line string) {
	s.t.Helper()
	var r struct {
		Ready                    bool
		URL, GraphQL, Home, NATS string
	}
	if err := json.Unmarshal([]byte(line), &r); err != nil || !r.Ready || r.Home != s.home ||
		r.GraphQL != r.URL+"/graphql" {
		s.t.Fatalf("ready line %q; it said:\n%s\n%s", line, s.said, s.nodeLog())
	}
	s.url, s.addr, s.nats = r.URL, strings.TrimPrefix(r.URL, "http://"), r.NATS
}

// kill ends the process as a power cut does: SIGKILL, no farewell.
func (s *server) kill() {
	if s.cmd != nil && s.cmd.Process != nil {
		s.cmd.Process.Kill()
		<-s.done
	}
}

// stop ends the process as Ctrl-C does, and demands that it ends well.
func (s *server) stop() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGINT); err != nil {
		s.t.Fatal(err)
	}
	select {
	case <-s.done:
		if code := s.cmd.ProcessState.ExitCode(); code != 0 {
			s.t.Fatalf("ended with status %d:\n%s", code, s.said)
		}
	case <-time.After(patience):
		s.t.Fatal("does not end")
	}
}

func (s *server) nodeLog() string {
	b, err := os.ReadFile(s.home + "/node/node.log")
	if err != nil {
		return ""
	}
	return string(b[max(0, len(b)-2000):])
}

// trust is the file with the trust root of the server's chain.
func (s *server) trust() string { return s.home + "/trust.json" }

// environment is ours without what would steer the program.
func environment() (clean []string) {
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PEDIGREE_") {
			clean = append(clean, v)
		}
	}
	return clean
}
