// Package postgres starts a real PostgreSQL server for tests, where one is installed:
// its own data, its own socket, nothing that stays. Only tests import it.
package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// patience is for a machine that has much else to do.
const patience = 2 * time.Minute

// Server is a server that only tests know of.
type Server struct {
	bin, dir string
	owner    *syscall.Credential // of the server, which refuses to be root
	ended    chan error
	process  *os.Process
}

var (
	once    sync.Once
	shared  *Server
	failure error
	schemas atomic.Int64
)

// Run runs the tests of a package and then ends the server, if one of them needed it.
func Run(m *testing.M) int {
	code := m.Run()
	if shared != nil {
		if err := errors.Join(shared.Stop(), os.RemoveAll(shared.dir)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return code
}

// Shared gives the server of this test process. Where no PostgreSQL is installed it
// skips the test; that is the one line that says that it did not run.
func Shared(t testing.TB) *Server {
	t.Helper()
	bin := find()
	if bin == "" {
		t.Skip("no PostgreSQL is installed here: this did not run on it")
	}
	once.Do(func() { shared, failure = initialise(bin) })
	if failure != nil {
		t.Fatal(failure)
	}
	return shared
}

// find looks where Debian puts the server's programs, newest first, and on the path.
func find() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres") // the pattern is right
	slices.Sort(found)
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1])
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(path)
	}
	return ""
}

// initialise makes a cluster whose language does not order text by its bytes, as most
// of the world's do not, and starts it.
func initialise(bin string) (*Server, error) {
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir}
	if err := s.leaveRoot(); err != nil {
		return nil, err
	}
	c := s.command("initdb", "-D", s.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N",
		"--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US")
	if out, err := c.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return s, s.Start()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// leaveRoot gives the directory to a user that may run the server.
func (s *Server) leaveRoot() error {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return err
		}
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return err
	}
	s.owner = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(s.dir, uid, gid)
}

func (s *Server) command(program string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, program), args...)
	c.Dir = s.dir
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "HOME=" + s.dir}
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.owner}
	return c
}

// Start starts the server on its socket and waits until it answers.
func (s *Server) Start() error {
	c := s.command("postgres", "-D", s.data(), "-k", s.dir, "-c", "listen_addresses=",
		"-c", "fsync=off", "-c", "max_connections=300", "-c", "shared_buffers=64MB")
	dieWithParent(c.SysProcAttr)
	var log bytes.Buffer
	c.Stderr = &log
	started := make(chan error)
	s.ended = make(chan error, 1)
	go func() {
		runtime.LockOSThread() // the thread that starts it has to live as long as it
		defer runtime.UnlockOSThread()
		err := c.Start()
		started <- err
		if err == nil {
			s.ended <- c.Wait()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	s.process = c.Process
	for end := time.Now().Add(patience); s.answers() != nil; time.Sleep(20 * time.Millisecond) {
		select {
		case err := <-s.ended:
			return fmt.Errorf("postgres ended: %w\n%s", err, log.String())
		default:
		}
		if time.Now().After(end) {
			return errors.Join(errors.New("postgres does not answer"), s.Stop())
		}
	}
	return nil
}

func (s *Server) answers() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	c := s.command("pg_isready", "-q", "-h", s.dir)
	stop := context.AfterFunc(ctx, func() { _ = c.Process.Kill() })
	defer stop()
	return c.Run()
}

// Stop ends the server at once, as a crash would, and waits until it has ended.
func (s *Server) Stop() error {
	if err := s.process.Signal(syscall.SIGQUIT); errors.Is(err, os.ErrProcessDone) {
		return nil
	} else if err != nil {
		return err
	}
	select {
	case <-s.ended:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("postgres %d does not end", s.process.Pid)
	}
}

// Address is that of a read model of its own each time.
func (s *Server) Address() string {
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres",
		RawQuery: url.Values{"host": {s.dir},
			"search_path": {"m" + strconv.FormatInt(schemas.Add(1), 10)}}.Encode()}
	return u.String()
}
