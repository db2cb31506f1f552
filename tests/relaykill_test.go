package tests

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	natsd "github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"pedigree/events"
	"pedigree/events/stream"
	"pedigree/graphql/readmodel"
	"pedigree/record"
)

// Steps of a reader, beside those of the relay.
const (
	stepHanded    stream.Step = "facts handed to the reader"
	stepProjected stream.Step = "facts projected, with the cursor"
)

// relayPlan is what a child process is told: relay these facts, project them, and die at
// the n-th time that it comes to a step.
type relayPlan struct {
	URL, Facts, Model string
	Step              stream.Step
	Nth               int
}

const relayPlanVariable = "PEDIGREE_TEST_RELAY_PLAN"

// TestRelayAndReaderKilledBetweenSteps kills the process that relays and projects, with
// SIGKILL, between each two steps of its work. Another one then goes on, and stream and
// read model are what they would be had nothing happened.
func TestRelayAndReaderKilledBetweenSteps(t *testing.T) {
	facts := factsOfScenario(t, "containers")
	file := filepath.Join(t.TempDir(), "facts.json")
	b, err := json.Marshal(facts)
	if err == nil {
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	whole, err := project(filepath.Join(t.TempDir(), "model"), facts)
	if err != nil {
		t.Fatal(err)
	}
	want := dumpOf(t, whole)
	for _, step := range append(stream.Steps(), stepHanded, stepProjected) {
		for _, nth := range []int{1, 7} {
			if nth > 1 && step != stream.StepPublished && step != stream.StepAcknowledged {
				continue
			}
			t.Run(fmt.Sprintf("%s %d", step, nth), func(t *testing.T) {
				killRelayAt(t, relayPlan{Facts: file, Step: step, Nth: nth}, facts, want)
			})
		}
	}
}

func killRelayAt(t *testing.T, plan relayPlan, facts [][]byte, want []byte) {
	url, js := startNATS(t)
	plan.URL, plan.Model = url, filepath.Join(t.TempDir(), "model.db")
	anew := slices.Contains([]stream.Step{stream.StepDeletion, stream.StepDeleted,
		stream.StepRecreated}, plan.Step)
	if anew { // only a stream that is wrong is deleted
		whole := plan
		whole.Step = ""
		if err := runRelay(t, whole); err != nil {
			t.Fatal(err)
		}
		s, err := js.Stream(t.Context(), stream.Name)
		if err == nil {
			err = s.DeleteMsg(t.Context(), 5)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var exit *exec.ExitError
	err := runRelay(t, plan)
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("it was to die at this step, and ended with %v", err)
	}
	plan.Step = ""
	if err := runRelay(t, plan); err != nil {
		t.Fatal(err)
	}
	checkStreamIs(t, js, facts)
	m, err := readmodel.Open(plan.Model)
	if err != nil {
		t.Fatal(err)
	}
	if got := dumpOf(t, m); !bytes.Equal(got, want) {
		t.Error("the read model is not what the facts make of it")
	}
}

// runRelay runs a child process to its end.
func runRelay(t *testing.T, plan relayPlan) error {
	t.Helper()
	b, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestRelayProcess$", "-test.count=1")
	c.Env = append(os.Environ(), relayPlanVariable+"="+string(b))
	out, err := c.CombinedOutput()
	if err != nil && len(out) > 0 {
		t.Logf("%s", out)
	}
	return err
}

// TestRelayProcess is the child process of the test above, and nothing without it.
func TestRelayProcess(t *testing.T) {
	text, child := os.LookupEnv(relayPlanVariable)
	if !child {
		return
	}
	var plan relayPlan
	if err := json.Unmarshal([]byte(text), &plan); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(plan.Facts)
	if err != nil {
		t.Fatal(err)
	}
	var log factList
	if err := json.Unmarshal(b, &log); err != nil {
		t.Fatal(err)
	}
	passed := make(chan struct{}, 1)
	passed <- struct{}{}
	times := 0
	step := func(s stream.Step) {
		<-passed
		if s == plan.Step {
			if times++; times == plan.Nth {
				syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {} // a signal to oneself may take a moment
			}
		}
		passed <- struct{}{}
	}
	if err := relayAndProject(t.Context(), plan, log, step); err != nil {
		t.Fatal(err)
	}
}

// relayAndProject works until stream and model have every fact; one that is to be killed
// at a step of its work goes on until it is.
func relayAndProject(ctx context.Context, plan relayPlan, log factList, step func(stream.Step)) error {
	c, err := stream.Connect(stream.Options{URL: plan.URL})
	if err != nil {
		return err
	}
	defer c.Close()
	m, err := readmodel.Open(plan.Model)
	if err != nil {
		return err
	}
	defer m.Close()
	at, err := m.Cursor(ctx)
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	relay := stream.NewRelay(c, log, stream.RelayOptions{Step: step,
		Lease: 300 * time.Millisecond, Audit: 50 * time.Millisecond})
	ended := make(chan error, 2)
	go func() { ended <- relay.Run(ctx) }()
	go func() {
		ended <- stream.Follow(ctx, c, at.Ordinal, func(ms []stream.Message) error {
			step(stepHanded)
			entries := make([]readmodel.Entry, len(ms))
			for i, f := range ms {
				entries[i] = readmodel.Entry{Ordinal: f.Ordinal, Fact: f.Fact, FactBytes: f.FactBytes,
					Event: f.Event}
			}
			err := m.Apply(ctx, entries)
			step(stepProjected)
			return err
		})
	}()
	if err := m.WaitFact(ctx, uint64(len(log))); err != nil {
		return err
	}
	for relay.Audit().Ordinal < uint64(len(log)) || mayStillDie(plan.Step) {
		select {
		case <-time.After(2 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	stop()
	for range 2 {
		if err := <-ended; !errors.Is(err, context.Canceled) {
			return err
		}
	}
	return nil
}

// mayStillDie says whether a step may come after everything is relayed and projected, and
// before the relay is told to end.
func mayStillDie(s stream.Step) bool {
	return s != "" && s != stream.StepRelease && s != stream.StepReleased
}

// factList is a fact log that is complete.
type factList [][]byte

func (l factList) Head(context.Context) (uint64, error) { return uint64(len(l)), nil }

func (l factList) Read(_ context.Context, from uint64, limit int) (es []stream.Entry, _ error) {
	for n := from; n <= uint64(len(l)) && len(es) < limit; n++ {
		es = append(es, stream.Entry{Ordinal: n, Fact: l[n-1]})
	}
	return es, nil
}

func (l factList) Wait(ctx context.Context, after uint64) error {
	if after < uint64(len(l)) {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

// factsOfScenario gives all facts of a scenario, those of genesis too.
func factsOfScenario(t *testing.T, name string) [][]byte {
	t.Helper()
	s, _ := emptyScenario(t) // TestScenarios looks at the rest
	s.run(filepath.Join("scenarios", name+".txt"))
	return s.facts
}

func dumpOf(t *testing.T, m *readmodel.Model) []byte {
	t.Helper()
	defer m.Close()
	var b bytes.Buffer
	if err := m.Dump(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// startNATS starts a real server, which outlives the processes that are killed.
func startNATS(t *testing.T) (url string, js jetstream.JetStream) {
	t.Helper()
	s, err := natsd.NewServer(&natsd.Options{Host: "127.0.0.1", Port: -1, JetStream: true,
		StoreDir: t.TempDir(), NoLog: true, NoSigs: true, MaxPayload: stream.MaxMessageBytes,
		MaxPending: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(time.Minute) {
		t.Fatal("the NATS server does not start")
	}
	url = fmt.Sprintf("nats://127.0.0.1:%d", s.Addr().(*net.TCPAddr).Port)
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	if js, err = jetstream.New(nc); err != nil {
		t.Fatal(err)
	}
	return url, js
}

// checkStreamIs demands that message n of the stream is fact n, and nothing else there.
func checkStreamIs(t *testing.T, js jetstream.JetStream, facts [][]byte) {
	t.Helper()
	s, err := js.Stream(t.Context(), stream.Name)
	if err != nil {
		t.Fatal(err)
	}
	state := s.CachedInfo().State
	if n := uint64(len(facts)); state.Msgs != n || state.FirstSeq != 1 || state.LastSeq != n {
		t.Fatalf("stream has %d messages, %d to %d, want %d", state.Msgs, state.FirstSeq,
			state.LastSeq, n)
	}
	for i, b := range facts {
		m, err := s.GetMsg(t.Context(), uint64(i+1))
		if err != nil {
			t.Fatal(err)
		}
		f, err := record.DecodeFact(b)
		if err != nil {
			t.Fatal(err)
		}
		want, err := events.Render(f)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(m.Data, want.JSON) || m.Header.Get("Nats-Msg-Id") != f.ID() {
			t.Fatalf("message %d is not fact %s", i+1, f.ID())
		}
	}
}
