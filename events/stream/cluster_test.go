package stream_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pedigree/events/stream"
)

// node is one real nats-server process of a cluster.
type node struct {
	cmd *exec.Cmd
	url string
}

// startCluster starts three nats-server processes, built from the library's own module.
func startCluster(t *testing.T) (nodes []*node) {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "nats-server")
	ctx, cancel := context.WithTimeout(t.Context(), 5*patience)
	defer cancel()
	build := exec.CommandContext(ctx, "go", "build", "-o", binary,
		"github.com/nats-io/nats-server/v2")
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("nats-server cannot be built here: %v\n%s", err, out)
	}
	ports := freePorts(t, 6)
	var routes []string
	for _, p := range ports[3:] {
		routes = append(routes, fmt.Sprintf("nats://127.0.0.1:%d", p))
	}
	for i := range 3 {
		dir := t.TempDir()
		config := filepath.Join(dir, "nats.conf")
		text := fmt.Sprintf("server_name: n%d\nlisten: 127.0.0.1:%d\nmax_payload: %d\n"+
			"max_pending: %d\njetstream { store_dir: %q }\n"+
			"cluster { name: c, listen: 127.0.0.1:%d, routes: [%s] }\n", i, ports[i],
			stream.MaxMessageBytes, 8*stream.MaxMessageBytes, dir, ports[3+i],
			strings.Join(routes, ", "))
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		n := &node{exec.Command(binary, "-c", config), fmt.Sprintf("nats://127.0.0.1:%d", ports[i])}
		if err := n.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { n.kill() })
		nodes = append(nodes, n)
	}
	return nodes
}

func (n *node) kill() {
	n.cmd.Process.Kill()
	n.cmd.Wait()
}

// freePorts gives ports that nobody listens on at the moment.
func freePorts(t *testing.T, n int) (ports []int) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

// TestClusterWithOneKilled: a stream on three servers goes on when one of them is killed
// with SIGKILL, whichever it is.
func TestClusterWithOneKilled(t *testing.T) {
	nodes := startCluster(t)
	var urls []string
	for _, n := range nodes {
		urls = append(urls, n.url)
	}
	connect := func() *stream.Conn {
		c := must(stream.Connect(stream.Options{URL: strings.Join(urls, ",")}))
		t.Cleanup(c.Close)
		return c
	}
	log := newLog(1, 300)
	var got reader
	got.follow(t, connect(), 0)
	r := stream.NewRelay(connect(), log, stream.RelayOptions{Replicas: 3})
	start(t, r.Run)
	got.check(t, log, 0)
	nodes[0].kill()
	log.grow(1, 300)
	got.check(t, log, 0)
	relayed(t, r, log)
	if r.Rebuilds() != 0 {
		t.Error("the stream was published anew")
	}
}
