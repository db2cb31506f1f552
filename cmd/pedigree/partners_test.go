package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"pedigree/events/partner"
	"pedigree/events/stream"
	"pedigree/gs1"
	"pedigree/record"
)

// someFacts is a fact log of packs that one party dispensed.
type someFacts [][]byte

func (l someFacts) Head(context.Context) (uint64, error) { return uint64(len(l)), nil }

func (l someFacts) Read(_ context.Context, from uint64, limit int) (out []stream.Entry, _ error) {
	for n := from; n <= uint64(len(l)) && len(out) < limit; n++ {
		out = append(out, stream.Entry{Ordinal: n, Fact: l[n-1]})
	}
	return out, nil
}

func (l someFacts) Wait(ctx context.Context, after uint64) error {
	if after < uint64(len(l)) {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func dispensedFacts(n int) (l someFacts) {
	party := must(gs1.ParseGLN(cornerParty))
	for i := range n {
		l = append(l, record.Fact{Height: uint64(1 + i), Time: 1_795_348_800, Party: &party, Site: &party,
			Command: "dispense", Subjects: []string{},
			Fields: record.MustMarshal(record.Dispensed{Goods: record.Goods{
				GTIN: must(gs1.ParseGTIN("09524000001016")), Lot: must(gs1.ParseLot("L1")),
				Serial: must(gs1.ParseSerial(fmt.Sprint("S", i))), Quantity: 1, Owner: party}})}.Encode())
	}
	return l
}

const (
	cornerParty = "9524000000019"
	agencyParty = "9524000000026"
	bureauParty = "9524000000033"
)

// door is the NATS server of a gateway as it is configured for partners, with a token for
// each guest; what stands behind it is a log of facts and no ledger.
type door struct {
	t *testing.T
	p *process
}

const factsTold = 20

func openDoor(t *testing.T) *door {
	t.Helper()
	p := &process{options: processOptions{home: t.TempDir(), natsListen: "127.0.0.1:0"}, errOut: io.Discard}
	if err := p.startNATS(); err != nil {
		t.Fatal(err)
	}
	relay := stream.NewRelay(p.local, dispensedFacts(factsTold), stream.RelayOptions{})
	p.partners = partner.New(p.access, partner.Options{Server: embedded{p.nats}, Conn: p.local,
		Places: p.local, Chain: "chain", Audit: 50 * time.Millisecond,
		Admit: func(_ context.Context, token string) (partner.Guest, error) {
			name, device, _ := strings.Cut(token, "/")
			party, err := gs1.ParseGLN(name)
			if err != nil {
				return partner.Guest{}, fmt.Errorf("%w: %w", partner.ErrRefused, err)
			}
			return partner.Guest{Key: keyOf(device), Party: party, Authority: name != cornerParty}, nil
		},
		Rights: func(context.Context, record.KID) (partner.Guest, error) {
			return partner.Guest{}, errors.New("not asked for in this test")
		},
		Recheck: time.Hour,
		Trouble: func(err error) { t.Log("trouble: ", err) },
		Sees: func(*record.Fact) (bool, map[string]bool, error) {
			return false, map[string]bool{cornerParty: true}, nil
		}})
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel, p.failed = cancel, make(chan error, 8)
	p.run(ctx, "relay", relay.Run)
	p.run(ctx, "partners", p.partners.Run)
	t.Cleanup(func() {
		cancel()
		p.background.Wait()
		p.local.Close()
		p.nats.Shutdown()
		p.nats.WaitForShutdown()
	})
	<-p.partners.Ready()
	return &door{t, p}
}

func keyOf(device string) record.KID { return record.KIDOf([]byte(device)) }

// enter connects a device of a party.
func (d *door) enter(party, device string, options ...nats.Option) (*nats.Conn, error) {
	nc, err := nats.Connect(d.p.natsURL(), append([]nats.Option{nats.Token(party + "/" + device),
		nats.NoReconnect(), nats.Timeout(patience), nats.MaxReconnects(0),
		nats.CustomInboxPrefix("_INBOX." + keyOf(device).String())}, options...)...)
	if err == nil {
		d.t.Cleanup(nc.Close)
	}
	return nc, err
}

// read fetches messages as a device does that heeds docs/events.md: of each it compares the
// payload with the digest, and its place with those before.
func (d *door) read(nc *nats.Conn, device string, n int) (ids []string) {
	d.t.Helper()
	js := must(jetstream.New(nc))
	c, err := js.Consumer(d.t.Context(), partner.StreamName, keyOf(device).String())
	if err != nil {
		d.t.Fatal(err)
	}
	for len(ids) < n {
		m, err := c.Next(jetstream.FetchMaxWait(patience))
		if errors.Is(err, nats.ErrNoResponders) && !nc.IsClosed() {
			continue // the server starts the consumer
		}
		if err != nil {
			d.t.Fatalf("after %d of %d: %v", len(ids), n, err)
		}
		if m.Headers().Get("Pedigree-Digest") != fmt.Sprintf("%x", sha256.Sum256(m.Data())) {
			d.t.Errorf("%s is not what its digest says: %s", m.Subject(), m.Data())
		}
		ids = append(ids, m.Headers().Get("Nats-Msg-Id"))
		if err := m.DoubleAck(d.t.Context()); err != nil {
			d.t.Fatal(err)
		}
	}
	return ids
}

// smuggle puts a message into an account's copy, as only the server's own parts can: by a
// service that leads there from another account.
func (d *door) smuggle(account string) {
	d.t.Helper()
	to, from := must(d.p.nats.LookupAccount(account)), must(d.p.nats.LookupAccount(partner.CalloutAccount))
	if err := to.AddServiceExport("_R_.events.>", nil); err != nil {
		d.t.Fatal(err)
	}
	if err := from.AddServiceImport(to, "smuggle", "_R_.events.shipping._.0"); err != nil {
		d.t.Fatal(err)
	}
	nc := must(nats.Connect("", nats.InProcessServer(d.p.nats), nats.UserInfo(d.p.access.Callout())))
	defer nc.Close()
	if err := nc.Publish("smuggle", []byte(`{"type":"ObjectEvent"}`)); err != nil {
		d.t.Fatal(err)
	}
	if err := nc.Flush(); err != nil {
		d.t.Fatal(err)
	}
}

func toldIDs() (ids []string) {
	for _, b := range dispensedFacts(factsTold) {
		ids = append(ids, must(record.DecodeFact(b)).ID())
	}
	return ids
}

// A device asks for answers on every subject on which they might become messages: those that
// the stream takes from are refused, the others lead nowhere. Another device of its party
// hears nothing of it and reads what the ledger says.
func TestAnswersDoNotReachTheStream(t *testing.T) {
	d := openDoor(t)
	refused := make(chan error, 100)
	bad, err := d.enter(cornerParty, "bad", nats.ErrorHandler(
		func(_ *nats.Conn, _ *nats.Subscription, err error) { refused <- err }))
	if err != nil {
		t.Fatal(err)
	}
	good, err := d.enter(cornerParty, "good")
	if err != nil {
		t.Fatal(err)
	}
	d.read(good, "good", factsTold/2)
	for _, ask := range []string{"$JS.API.STREAM.INFO.EVENTS",
		"$JS.API.CONSUMER.INFO.EVENTS." + keyOf("bad").String(),
		"$JS.API.CONSUMER.MSG.NEXT.EVENTS." + keyOf("bad").String()} {
		for _, to := range []string{"_R_.events.shipping._.0", "_R_.events.x",
			"party." + cornerParty + ".shipping._.0", "epcis.shipping._.0", "EVENTS",
			"$JS.API.STREAM.DELETE.EVENTS", "$JS.API.STREAM.PURGE.EVENTS", "$JS.API.STREAM.UPDATE.EVENTS",
			"$JS.API.CONSUMER.DELETE.EVENTS." + keyOf("good").String()} {
			if err := bad.PublishRequest(ask, to, nil); err != nil {
				t.Fatal(err)
			}
			if err := bad.Flush(); err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(to, "_R_.") {
				continue
			}
			select {
			case err := <-refused:
				if !strings.Contains(strings.ToLower(err.Error()), "permissions violation") {
					t.Errorf("%s, answer to %s: %v", ask, to, err)
				}
			case <-time.After(patience):
				t.Errorf("%s, answer to %s is not refused", ask, to)
			}
		}
	}
	got := append(toldIDs()[:factsTold/2:factsTold/2], d.read(good, "good", factsTold-factsTold/2)...)
	if !slices.Equal(got, toldIDs()) {
		t.Errorf("read %v", got)
	}
	info := must(must(must(jetstream.New(good)).Stream(t.Context(), partner.StreamName)).Info(t.Context()))
	if info.State.LastSeq != factsTold || info.State.Msgs != factsTold {
		t.Errorf("the stream has %d messages to %d", info.State.Msgs, info.State.LastSeq)
	}
	for _, subject := range []string{"party." + cornerParty + ".>", "_R_.>", "EVENTS", ">"} {
		sub := must(bad.SubscribeSync(subject))
		if err := bad.Flush(); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-refused:
			if !errors.Is(err, nats.ErrPermissionViolation) {
				t.Errorf("listening to %s: %v", subject, err)
			}
		case <-time.After(patience):
			t.Errorf("listening to %s is allowed", subject)
		}
		_ = sub.Unsubscribe()
	}
}

// What got into a copy all the same is found by its length, and the copy is made again;
// before, only a copy that was too short was.
func TestACopyThatIsTooLongIsMadeAgain(t *testing.T) {
	d := openDoor(t)
	nc, err := d.enter(cornerParty, "till")
	if err != nil {
		t.Fatal(err)
	}
	d.read(nc, "till", factsTold)
	closed := make(chan struct{})
	nc.SetClosedHandler(func(*nats.Conn) { close(closed) })
	d.smuggle("party." + cornerParty)
	select {
	case <-closed:
	case <-time.After(patience):
		t.Fatal("nobody noticed")
	}
	again, err := d.enter(cornerParty, "till")
	if err != nil {
		t.Fatal(err)
	}
	if got := d.read(again, "till", factsTold); !slices.Equal(got, toldIDs()) {
		t.Errorf("read %v", got)
	}
}

// Two authorities have each an account and a copy: what happens to the one's does not touch
// the other's.
func TestAuthoritiesShareNothing(t *testing.T) {
	d := openDoor(t)
	agency, err := d.enter(agencyParty, "agency")
	if err != nil {
		t.Fatal(err)
	}
	bureau, err := d.enter(bureauParty, "bureau")
	if err != nil {
		t.Fatal(err)
	}
	before := d.read(bureau, "bureau", factsTold/2)
	if got := d.read(agency, "agency", factsTold); !slices.Equal(got, toldIDs()) {
		t.Errorf("read %v", got)
	}
	gone := make(chan struct{})
	agency.SetClosedHandler(func(*nats.Conn) { close(gone) })
	d.smuggle("authority." + agencyParty)
	select {
	case <-gone:
	case <-time.After(patience):
		t.Fatal("nobody noticed")
	}
	rest := d.read(bureau, "bureau", factsTold-factsTold/2)
	if got := append(before, rest...); !slices.Equal(got, toldIDs()) || bureau.IsClosed() {
		t.Errorf("the other authority read %v", got)
	}
}

// A party's devices have so many connections and no more, whatever keys they show.
func TestConnectionsOfAParty(t *testing.T) {
	d := openDoor(t)
	open := 0
	for i := range 12 {
		if _, err := d.enter(cornerParty, fmt.Sprint("device", i)); err == nil {
			open++
		} else if !errors.Is(err, nats.ErrAuthorization) {
			t.Fatal(err)
		}
	}
	if open != 8 {
		t.Errorf("%d connections of one party", open)
	}
	if _, err := d.enter(agencyParty, "agency"); err != nil {
		t.Errorf("another party: %v", err)
	}
}
