package system

import (
	"bytes"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"pedigree/events"
	"pedigree/events/partner"
	"pedigree/graphql/bearer"
	"pedigree/graphql/readmodel"
	"pedigree/record"
)

// GLNs of the demo.
const (
	medcoGLN   = "4098881000017"
	cornerGLN  = "4098884000014"
	villageGLN = "4098885000013"
)

func (s *server) deviceKey(name string) ed25519.PrivateKey {
	s.t.Helper()
	return keyIn(s.t, s.home+"/keys/"+name+".pem")
}

func keyIn(t testing.TB, file string) ed25519.PrivateKey {
	t.Helper()
	block, _ := pem.Decode(must(os.ReadFile(file))(t))
	return must(x509.ParsePKCS8PrivateKey(block.Bytes))(t).(ed25519.PrivateKey)
}

// system is a partner's system: a NATS client, and what the server refused it.
type system struct {
	nc      *nats.Conn
	js      jetstream.JetStream
	key     record.KID
	refused chan error
	closed  chan struct{}
}

// knock connects with a token, as any client of NATS does.
func (s *server) knock(key ed25519.PrivateKey, token string) (*system, error) {
	p := &system{refused: make(chan error, 100), closed: make(chan struct{}),
		key: record.KIDOf(key.Public().(ed25519.PublicKey))}
	nc, err := nats.Connect(s.nats, nats.Token(token), nats.Timeout(patience), nats.NoReconnect(),
		nats.CustomInboxPrefix("_INBOX."+p.key.String()),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { p.refused <- err }),
		nats.ClosedHandler(func(*nats.Conn) { close(p.closed) }))
	if err != nil {
		return nil, err
	}
	s.t.Cleanup(nc.Close)
	p.nc = nc
	p.js, err = jetstream.New(nc)
	return p, err
}

func (s *server) partner(name string) *system {
	s.t.Helper()
	key := s.deviceKey(name)
	p, err := s.knock(key, must(bearer.Sign(key, s.url, time.Now()))(s.t))
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	return p
}

// fetch takes everything up to n messages through the device's consumer.
func (p *system) fetch(t testing.TB, n int) (all []jetstream.Msg) {
	t.Helper()
	c, err := p.js.Consumer(t.Context(), partner.StreamName, p.key.String())
	if err != nil {
		t.Fatal(err)
	}
	for len(all) < n {
		m, err := c.Next(jetstream.FetchMaxWait(patience))
		if err != nil {
			t.Fatalf("after %d of %d messages: %v", len(all), n, err)
		}
		if err := m.DoubleAck(t.Context()); err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

// TestPartnersReadTheirOwnEvents: each party finds in its account what it may see, once
// and in order, and nothing else; authorities find everything.
func TestPartnersReadTheirOwnEvents(t *testing.T) {
	s := serve(t, "--nats-listen", "127.0.0.1:0")
	authority := s.partner("authority")
	var facts []*record.Fact
	for _, m := range authority.fetch(t, s.factsSoFar()) {
		_, b, err := events.Open(m.Data())
		if err != nil {
			t.Fatal(err)
		}
		f := must(record.DecodeFact(b))(t)
		facts = append(facts, f)
		if m.Headers().Get("Nats-Msg-Id") != f.ID() || !strings.HasPrefix(m.Subject(), "epcis.") {
			t.Errorf("%s came as %s", f.ID(), m.Subject())
		}
	}
	for name, gln := range map[string]string{"medco": medcoGLN, "corner": cornerGLN} {
		var want, got []string
		others := 0
		for _, f := range facts {
			open, glns := mustSee(t, f)
			if open || glns[gln] {
				want = append(want, f.ID())
			} else {
				others++
			}
		}
		p := s.partner(name)
		for _, m := range p.fetch(t, len(want)) {
			got = append(got, m.Headers().Get("Nats-Msg-Id"))
			if !strings.HasPrefix(m.Subject(), "party."+gln+".") ||
				m.Headers().Get("Pedigree-Ordinal") != "" {
				t.Errorf("%s: %s %v", name, m.Subject(), m.Headers())
			}
		}
		if !slices.Equal(got, want) || others == 0 {
			t.Errorf("%s got %v, want %v (%d of others)", name, got, want, others)
		}
		// The next event is the next message, and no other has slipped in before.
		o := s.terminal().order(s.home+"/keys/authority.pem", "grant_prefix",
			`{"party":"`+gln+`","prefix":"`+gln[:7]+`"}`)
		if m := p.fetch(t, 1)[0]; m.Headers().Get("Pedigree-Height") != o.Height {
			t.Errorf("%s: %v, want an event of height %s", name, m.Headers(), o.Height)
		}
		if len(p.refused) > 0 {
			t.Errorf("%s: %v", name, <-p.refused)
		}
	}
	s.stop()
}

func mustSee(t testing.TB, f *record.Fact) (bool, map[string]bool) {
	t.Helper()
	open, glns, err := readmodel.Seers(f)
	if err != nil {
		t.Fatal(err)
	}
	return open, glns
}

// factsSoFar counts the events that the gateway has.
func (s *server) factsSoFar() int {
	s.t.Helper()
	var answer struct {
		Events struct {
			PageInfo struct{ HasNextPage bool }
			Edges    []struct{}
		}
	}
	s.ask(`{events(first:100){pageInfo{hasNextPage} edges{cursor}}}`, &answer)
	if answer.Events.PageInfo.HasNextPage {
		s.t.Fatal("more than a page")
	}
	return len(answer.Events.Edges)
}

// TestPartnersMayDoNothingElse: what a device may neither hear nor say.
func TestPartnersMayDoNothingElse(t *testing.T) {
	s := serve(t, "--nats-listen", "127.0.0.1:0")
	p := s.partner("corner")
	own := p.key.String()
	for _, subject := range []string{">", "*.>", "epcis.>", "party.>", "party." + medcoGLN + ".>",
		"party." + cornerGLN + ".>", "_R_.>",
		"_INBOX.>", "$JS.>", "$JS.API.>", "$SYS.>", "$KV.>",
		"_INBOX." + strings.Repeat("0", len(own)) + ".>"} {
		sub := must(p.nc.SubscribeSync(subject))(t)
		p.expectRefusal(t, "listening to "+subject)
		sub.Unsubscribe()
	}
	for _, subject := range []string{"party." + cornerGLN + ".shipping._.0", "epcis.shipping._.0",
		"$JS.API.STREAM.DELETE.EVENTS", "$JS.API.STREAM.PURGE.EVENTS", "$JS.API.STREAM.CREATE.MINE",
		"$JS.API.CONSUMER.CREATE.EVENTS.mine", "$JS.API.CONSUMER.DELETE.EVENTS." + own,
		"$JS.API.STREAM.NAMES", "$JS.API.STREAM.INFO.EPCIS", "$JS.API.CONSUMER.MSG.NEXT.EVENTS.another",
		"$SYS.REQ.USER.AUTH", "$KV.PEDIGREE_RELAY.lease", "_INBOX.somebody"} {
		if err := p.nc.Publish(subject, nil); err != nil {
			t.Fatal(err)
		}
		p.expectRefusal(t, "saying "+subject)
	}
	if p.nc.IsClosed() {
		t.Error("the connection did not outlive the refusals")
	}
}

func (p *system) expectRefusal(t testing.TB, what string) {
	t.Helper()
	if err := p.nc.Flush(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-p.refused:
		if !errors.Is(err, nats.ErrPermissionViolation) {
			t.Errorf("%s: %v", what, err)
		}
	case <-time.After(patience):
		t.Fatalf("%s is allowed", what)
	}
}

// TestPartnersWithoutRights: who is not let in, and who is put out again.
func TestPartnersWithoutRights(t *testing.T) {
	s := serve(t, "--nats-listen", "127.0.0.1:0")
	u := s.terminal()
	corner, village := s.deviceKey("corner"), s.deviceKey("village")
	stranger := u.dir + "/stranger.pem"
	u.expect(0, "key", "new", stranger)
	sign := func(key ed25519.PrivateKey, origin string, at time.Time) string {
		return must(bearer.Sign(key, origin, at))(t)
	}
	now := time.Now()
	for name, token := range map[string]string{
		"no token":                 "",
		"no JWT":                   "secret",
		"for another gateway":      sign(corner, "https://other.example", now),
		"expired":                  sign(corner, s.url, now.Add(-10*time.Minute)),
		"from the future":          sign(corner, s.url, now.Add(10*time.Minute)),
		"key that is not a device": sign(keyIn(t, stranger), s.url, now),
		"forged":                   forged(t, corner, keyIn(t, stranger), s.url, now),
		"signature of another":     swapped(sign(corner, s.url, now), sign(village, s.url, now)),
	} {
		if _, err := s.knock(corner, token); !errors.Is(err, nats.ErrAuthorization) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, user := range []string{"relay", "callout", "mirror:party." + medcoGLN, "mirror:$G",
		"mirror:$SYS"} {
		_, err := nats.Connect(s.nats, nats.UserInfo(user, "guess"), nats.NoReconnect(),
			nats.Timeout(patience))
		if !errors.Is(err, nats.ErrAuthorization) {
			t.Errorf("user %s: %v", user, err)
		}
	}
	authority := s.home + "/keys/authority.pem"
	for name, out := range map[string]func(){
		"corner": func() {
			u.order(authority, "suspend", `{"party":"`+cornerGLN+`","reason":"inspection"}`)
		},
		"village": func() {
			kid := record.KIDOf(village.Public().(ed25519.PublicKey))
			u.order(authority, "revoke_key", `{"key":"`+kid.String()+`","reason":"till stolen"}`)
		},
	} {
		p := s.partner(name)
		out()
		select {
		case <-p.closed:
		case <-time.After(patience):
			t.Errorf("%s is still connected", name)
		}
		key := s.deviceKey(name)
		_, err := s.knock(key, sign(key, s.url, time.Now()))
		if !errors.Is(err, nats.ErrAuthorization) {
			t.Errorf("%s comes in again: %v", name, err)
		}
	}
}

// forged is a token that names one key and is signed by another.
func forged(t testing.TB, named, signing ed25519.PrivateKey, origin string, at time.Time) string {
	t.Helper()
	k := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{"aud": origin, "iat": at.Unix(),
		"exp": at.Add(time.Minute).Unix()})
	k.Header["kid"] = record.KIDOf(named.Public().(ed25519.PublicKey)).String()
	return must(k.SignedString(signing))(t)
}

// swapped is one token with the signature of another.
func swapped(token, other string) string {
	return token[:strings.LastIndex(token, ".")] + other[strings.LastIndex(other, "."):]
}

// TestPartnersReadOn: a partner's system reads on where it stopped, over kills of the
// gateway and the loss of its copies. What it has had, it tells by the height and place
// that every message names: nothing is skipped, nothing is taken twice.
func TestPartnersReadOn(t *testing.T) {
	s := serve(t, "--nats-listen", "127.0.0.1:0")
	u := s.terminal()
	const some = 5
	got := s.partner("corner").readOn(t, nil, some)
	for i, lose := range []string{"/nothing", "/nats/jetstream/$G/streams/KV_PEDIGREE_PARTNERS",
		"/nats/jetstream/party." + cornerGLN, "/nats"} {
		s.kill()
		all := s.logged(cornerGLN)
		if _, err := os.Stat(s.home + lose); err != nil && i > 0 {
			t.Fatal(err)
		}
		if err := os.RemoveAll(s.home + lose); err != nil {
			t.Fatal(err)
		}
		s.start()
		u.order(s.home+"/keys/authority.pem", "grant_prefix",
			fmt.Sprintf(`{"party":"%s","prefix":"40999900%d"}`, cornerGLN, i))
		got = s.partner("corner").readOn(t, got, len(all)+1)
		if len(all) <= some {
			t.Fatalf("only %d events", len(all))
		}
	}
	s.stop()
	if want := s.logged(cornerGLN); !slices.Equal(got, want) {
		t.Errorf("read\n%v, want\n%v", got, want)
	}
}

// readOn reads until n messages are taken; what is not after the last one was taken before.
func (p *system) readOn(t testing.TB, got []position, n int) []position {
	t.Helper()
	for len(got) < n {
		at := positionOf(t, p.fetch(t, 1)[0].Headers().Get("Nats-Msg-Id"))
		if len(got) == 0 || slices.Compare(at[:], got[len(got)-1][:]) > 0 {
			got = append(got, at)
		}
	}
	return got
}

// TestPartnersOfAnotherChain: copies that a former chain left behind are not gone on with,
// whether by their last id or by the name of the chain.
func TestPartnersOfAnotherChain(t *testing.T) {
	s := serve(t, "--nats-listen", "127.0.0.1:0")
	s.partner("corner").fetch(t, 5)
	s.kill()
	all := s.logged(cornerGLN)
	for _, e := range must(os.ReadDir(s.home))(t) {
		if e.Name() != "nats" {
			if err := os.RemoveAll(s.home + "/" + e.Name()); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.start()
	got := s.partner("corner").readOn(t, nil, len(all))
	s.stop()
	if want := s.logged(cornerGLN); !slices.Equal(got, want) {
		t.Errorf("read\n%v, want\n%v", got, want)
	}
}

// position is a fact's id: height, transaction, number.
type position [3]int

func positionOf(t testing.TB, id string) (p position) {
	t.Helper()
	if _, err := fmt.Sscanf(id, "%d/%d/%d", &p[0], &p[1], &p[2]); err != nil {
		t.Fatalf("id %q: %v", id, err)
	}
	return p
}

// logged is what a party may see of the fact log of a process that has ended.
func (s *server) logged(gln string) (all []position) {
	s.t.Helper()
	for _, b := range s.facts() {
		f := must(record.DecodeFact(b))(s.t)
		if open, glns := mustSee(s.t, f); open || glns[gln] {
			all = append(all, positionOf(s.t, f.ID()))
		}
	}
	return all
}

// TestPartnersOfAStreamElsewhere: with the stream on a NATS server of others, partners
// come to the gateway all the same. While that server is down they stay, and nothing is
// skipped or doubled when it is back, even without its data.
func TestPartnersOfAStreamElsewhere(t *testing.T) {
	broker := startBroker(t, t.TempDir(), -1)
	port := broker.Addr().(*net.TCPAddr).Port
	s := serve(t, "--nats", broker.ClientURL(), "--nats-listen", "127.0.0.1:0")
	if strings.HasSuffix(s.nats, fmt.Sprint(":", port)) {
		t.Fatalf("partners are sent to %s, the server of others", s.nats)
	}
	authority := s.partner("authority")
	before := s.factsSoFar()
	authority.fetch(t, before)
	corner := s.partner("corner")

	stopBroker(broker)
	grant := func(gln string) submitted {
		return s.terminal().order(s.home+"/keys/authority.pem", "grant_prefix",
			`{"party":"`+gln+`","prefix":"`+gln[:7]+`"}`)
	}
	missed := grant(cornerGLN)
	if err := corner.nc.FlushTimeout(patience); err != nil {
		t.Errorf("while the stream is down: %v", err)
	}
	startBroker(t, t.TempDir(), port)
	for _, o := range []submitted{missed, grant(villageGLN)} {
		if m := authority.fetch(t, 1)[0]; m.Headers().Get("Pedigree-Height") != o.Height {
			t.Errorf("an event of height %s, want %s", m.Headers().Get("Pedigree-Height"), o.Height)
		}
	}
	if n := must(authority.js.Stream(t.Context(), partner.StreamName))(t).CachedInfo().State.Msgs; n !=
		uint64(before)+2 {
		t.Errorf("%d messages after %d and two more", n, before)
	}
	s.stop()
}

// TestPartnersOverTLS: where others reach the port, it speaks TLS with the certificate in
// the home, and nothing without.
func TestPartnersOverTLS(t *testing.T) {
	s := serve(t, "--nats-listen", "0.0.0.0:0")
	at, err := url.Parse(s.nats)
	if err != nil || at.Scheme != "tls" {
		t.Fatalf("partners are sent to %s: %v", s.nats, err)
	}
	address := net.JoinHostPort("127.0.0.1", at.Port())
	key := s.deviceKey("corner")
	token := nats.Token(must(bearer.Sign(key, s.url, time.Now()))(t))
	nc, err := nats.Connect("tls://"+address, token, nats.NoReconnect(), nats.RootCAs(s.home+"/lan.pem"))
	if err != nil {
		t.Fatal(err)
	}
	if state, err := nc.TLSConnectionState(); err != nil || state.Version < tls.VersionTLS12 {
		t.Errorf("%v %v", state.Version, err)
	}
	nc.Close()
	if _, err := nats.Connect("tls://"+address, token, nats.NoReconnect()); err == nil {
		t.Error("an unknown certificate was taken")
	}
	conn := must(net.Dial("tcp", address))(t)
	defer conn.Close()
	fmt.Fprintf(conn, "CONNECT {\"verbose\":true,\"auth_token\":\"x\"}\r\nPING\r\n")
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if said, _ := io.ReadAll(conn); bytes.Contains(said, []byte("PONG")) {
		t.Errorf("without TLS the server said %s", said)
	}
	s.stop()
}
