package system

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pedigree/graphql/readmodel"
	"pedigree/record"
	"pedigree/tests/postgres"
)

// With the read model in PostgreSQL: while the server is away, orders are COMMITTED and
// packs judged, and what is asked of the read model is an error, not an answer. After
// that it catches up, can be filled anew while it is served, and is what the log makes.
func TestReadModelInPostgreSQL(t *testing.T) {
	db := postgres.Shared(t)
	address := db.Address()
	s := serve(t, "--no-demo", "--db", address)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(s.said)
		}
	})
	pharmacy, serials := s.stock(amoxal, "AMX1", 2)
	s.caughtUp()
	before := s.eventIDs()
	must(0, db.Stop())(t)

	g := gtin(t, amoxal)
	s.order(pharmacy, "dispense", record.Dispense{GTIN: g, Serial: serialNumber(t, serials[0])})
	s.terminal().verify(3, s.trust(), code(serials[0]), "--purpose", "DISPENSE").
		is(t, "BLOCKED", "STOP", "PROVEN", "AlreadySupplied")
	if a := s.asked("", `{events(first:9){edges{cursor}}}`, nil); len(a.Errors) == 0 {
		t.Errorf("answered without its database: %v", a.Data)
	}
	eventually(t, "the process says what it waits for", func() bool {
		return strings.Contains(s.said.String(), "The projection waits")
	})

	must(0, db.Start())(t)
	eventually(t, "the read model answers again", func() bool {
		return len(s.asked("", `{events(first:9){edges{cursor}}}`, nil).Errors) == 0
	})
	s.caughtUp()
	now := s.eventIDs()
	if len(now) != len(before)+1 || !slices.Equal(now[:len(before)], before) {
		t.Errorf("after the outage %v, before it %v", now, before)
	}

	s.kill()
	s.flags = append(s.flags, "--rebuild")
	s.start()
	eventually(t, "the read model is rebuilt", func() bool {
		return strings.Contains(s.said.String(), "The read model was rebuilt")
	})
	s.order(pharmacy, "dispense", record.Dispense{GTIN: g, Serial: serialNumber(t, serials[1])})
	s.caughtUp()
	if all := s.eventIDs(); len(all) != len(now)+1 || !slices.Equal(all[:len(now)], now) {
		t.Errorf("after the rebuild %v, before it %v", all, now)
	}
	s.stop()
	kept := must(readmodel.Open(address))(t)
	defer kept.Close()
	s.compareModel(kept, entriesOf(t, s.facts()))
	kept.Close()

	s.terminal().expect(1, "dev", "--no-demo", "--listen", "127.0.0.1:0", "--home", t.TempDir(),
		"--db", address).says(t, "another ledger")
}

// A database that is not there ends the start, and the password stays unsaid.
func TestNoPostgreSQLThere(t *testing.T) {
	s := &server{t: t, home: t.TempDir(), flags: []string{"--no-demo", "--db",
		"postgres://pedigree:secret@127.0.0.1:1/pedigree?connect_timeout=5"}, addr: "127.0.0.1:0"}
	t.Cleanup(s.kill)
	if line := <-s.launch(); line != "" {
		t.Fatalf("ready: %s", line)
	}
	<-s.done
	said := s.said.String()
	if s.cmd.ProcessState.ExitCode() != 1 || !strings.Contains(said, "read model: ") ||
		strings.Contains(said, "secret") {
		t.Errorf("status %d; it said:\n%s", s.cmd.ProcessState.ExitCode(), said)
	}
}

// compareModel demands that a read model is what the log makes anew, row by row.
func (s *server) compareModel(kept *readmodel.Model, entries []readmodel.Entry) {
	t := s.t
	t.Helper()
	anew := must(readmodel.Open(t.TempDir() + "/anew.db"))(t)
	defer anew.Close()
	if err := anew.Apply(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	var want, got bytes.Buffer
	if err := anew.Dump(t.Context(), &want); err != nil {
		t.Fatal(err)
	}
	if err := kept.Dump(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want.Bytes(), got.Bytes()) {
		t.Errorf("the read model (%d bytes of rows) is not what the log makes (%d bytes)", got.Len(),
			want.Len())
	}
}
