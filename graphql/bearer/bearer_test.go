package bearer_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"pedigree/graphql/bearer"
	"pedigree/gs1"
	"pedigree/record"
)

const origin = "https://gateway.example:8443"

var now = time.Unix(1_790_000_000, 0)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

var (
	party = must(gs1.ParseGLN("4000001000012"))
	site  = must(gs1.ParseGLN("4000001000029"))
)

// state is the ledger's newest state.
type state struct {
	records map[string]record.Value
	down    error
}

func (s *state) Get(_ context.Context, _ uint64, keys ...string) (
	uint64, map[string]record.Value, error) {

	found := map[string]record.Value{}
	for _, k := range keys {
		if v, ok := s.records[k]; ok {
			found[k] = v
		}
	}
	return 1, found, s.down
}

type world struct {
	key    ed25519.PrivateKey
	state  *state
	door   bearer.Door
	device record.DeviceKey
	owner  record.Party
	place  record.Party
}

func newWorld() *world {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	w := &world{key: key, state: &state{}}
	w.door = bearer.Door{Records: w.state, Origins: []string{origin},
		Now: func() time.Time { return now }}
	w.device = record.DeviceKey{Party: party, Site: site}
	copy(w.device.Public[:], key.Public().(ed25519.PublicKey))
	w.owner = record.Party{GLN: party, Name: "Medco", Country: "DE"}
	w.place = record.Party{GLN: site, Parent: &party, Name: "Dock", Country: "DE"}
	w.write()
	return w
}

func (w *world) write() {
	w.state.records = map[string]record.Value{
		record.KeyKey(record.KIDOf(w.device.Public[:])): w.device.Encode(),
		record.PartyKey(party):                          w.owner.Encode(),
		record.PartyKey(site):                           w.place.Encode(),
	}
}

func (w *world) admit(token string) (bearer.Bearer, error) {
	return w.door.Admit(context.Background(), token)
}

func TestAdmit(t *testing.T) {
	w := newWorld()
	b, err := w.admit(must(bearer.Sign(w.key, origin+"/graphql?x", now)))
	want := bearer.Bearer{Key: record.KIDOf(w.device.Public[:]), Party: party, Site: site}
	if err != nil || b != want {
		t.Fatalf("%+v %v", b, err)
	}
	w.owner.Licences = []record.Licence{{Role: record.Authority}}
	w.write()
	if b, err = w.door.Rights(context.Background(), b.Key); err != nil || !b.Authority {
		t.Fatalf("%+v %v", b, err)
	}
}

// signed makes a token of any claims, header and method.
func (w *world) signed(change func(*jwt.Token)) string {
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{"aud": origin,
		"iat": now.Unix(), "exp": now.Add(time.Minute).Unix()})
	t.Header["kid"] = record.KIDOf(w.device.Public[:]).String()
	change(t)
	switch t.Method {
	case jwt.SigningMethodNone:
		return must(t.SignedString(jwt.UnsafeAllowNoneSignatureType))
	case jwt.SigningMethodHS256:
		return must(t.SignedString(w.device.Public[:])) // the public key as a shared secret
	}
	return must(t.SignedString(w.key))
}

func claim(name string, v any) func(*jwt.Token) {
	return func(t *jwt.Token) {
		if t.Claims.(jwt.MapClaims)[name] = v; v == nil {
			delete(t.Claims.(jwt.MapClaims), name)
		}
	}
}

func by(m jwt.SigningMethod) func(*jwt.Token) {
	return func(t *jwt.Token) { t.Method, t.Header["alg"] = m, m.Alg() }
}

func TestTokensThatDoNotHold(t *testing.T) {
	w := newWorld()
	if _, err := w.admit(w.signed(func(*jwt.Token) {})); err != nil {
		t.Fatal("the plain one is refused:", err)
	}
	good := must(bearer.Sign(w.key, origin, now))
	for name, token := range map[string]string{
		"empty":           "",
		"garbage":         "a.b.c",
		"cut":             good[:len(good)-10],
		"long":            string(make([]byte, 5000)),
		"algorithm none":  w.signed(by(jwt.SigningMethodNone)),
		"algorithm HS256": w.signed(by(jwt.SigningMethodHS256)),
		"no kid":          w.signed(func(t *jwt.Token) { delete(t.Header, "kid") }),
		"kid in capitals": w.signed(func(t *jwt.Token) { t.Header["kid"] = "ABCDEF0123456789" }),
		"kid is no text":  w.signed(func(t *jwt.Token) { t.Header["kid"] = 7 }),
		"another gateway": w.signed(claim("aud", "https://other.example")),
		"no audience":     w.signed(claim("aud", nil)),
		"no end":          w.signed(claim("exp", nil)),
		"no beginning":    w.signed(claim("iat", nil)),
		"over":            w.signed(claim("exp", now.Add(-time.Minute).Unix())),
		"from the future": w.signed(claim("iat", now.Add(time.Minute).Unix())),
		"for a day":       w.signed(claim("exp", now.Add(24*time.Hour).Unix())),
		"by another key":  must(bearer.Sign(newWorld().key, origin, now)),
		"not yet (nbf)":   w.signed(claim("nbf", now.Add(time.Hour).Unix())),
	} {
		_, err := w.admit(token)
		want := bearer.ErrToken
		if name == "by another key" {
			want = bearer.ErrNoRights
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestForgedSignature(t *testing.T) {
	w, other := newWorld(), newWorld()
	forged := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{"aud": origin,
		"iat": now.Unix(), "exp": now.Add(time.Minute).Unix()})
	forged.Header["kid"] = record.KIDOf(w.device.Public[:]).String()
	if _, err := w.admit(must(forged.SignedString(other.key))); !errors.Is(err, bearer.ErrToken) {
		t.Fatal(err)
	}
}

func TestRightsThatWereTakenAway(t *testing.T) {
	unix := uint64(now.Unix())
	for name, change := range map[string]func(*world){
		"revoked":          func(w *world) { w.device.Revoked = unix - 1 },
		"not yet valid":    func(w *world) { w.device.From = unix + 1 },
		"no longer valid":  func(w *world) { w.device.Until = unix },
		"party suspended":  func(w *world) { w.owner.Suspended = true },
		"site suspended":   func(w *world) { w.place.Suspended = true },
		"party unknown":    func(w *world) { w.device.Party = must(gs1.ParseGLN("4000001000036")) },
		"another's public": func(w *world) { w.device.Public[0] ^= 1 },
	} {
		w := newWorld()
		token := must(bearer.Sign(w.key, origin, now))
		change(w)
		w.write()
		if _, err := w.admit(token); !errors.Is(err, bearer.ErrNoRights) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w := newWorld()
	w.owner.Licences = []record.Licence{{Role: record.Authority, Until: record.DayOf(now.Unix()) - 1}}
	w.write()
	b, err := w.admit(must(bearer.Sign(w.key, origin, now)))
	if err != nil || b.Authority {
		t.Errorf("a licence that lapsed: %+v %v", b, err)
	}
}

func TestLedgerDown(t *testing.T) {
	w := newWorld()
	w.state.down = errors.New("connection refused")
	_, err := w.admit(must(bearer.Sign(w.key, origin, now)))
	if err == nil || errors.Is(err, bearer.ErrToken) || errors.Is(err, bearer.ErrNoRights) {
		t.Errorf("an outage reads as a refusal: %v", err)
	}
}

// A token of R = identity and S = 0 fits a key of order 8 for one message in eight.
func TestNobodySignsATokenForAWeakKey(t *testing.T) {
	weak, err := hex.DecodeString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld()
	copy(w.device.Public[:], weak)
	w.write()
	forged := append([]byte{1}, make([]byte, ed25519.SignatureSize-1)...)
	fits := 0
	for life := 1; life < 100; life++ {
		token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.RegisteredClaims{
			Audience: jwt.ClaimStrings{origin}, IssuedAt: jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(time.Duration(life) * time.Second))})
		token.Header["kid"] = record.KIDOf(weak).String()
		text := must(token.SigningString())
		if !ed25519.Verify(weak, []byte(text), forged) {
			continue
		}
		fits++
		text += "." + base64.RawURLEncoding.EncodeToString(forged)
		if b, err := w.door.Admit(context.Background(), text); !errors.Is(err, bearer.ErrNoRights) {
			t.Errorf("%+v, %v", b, err)
		}
	}
	if fits == 0 {
		t.Error("no message fits the signature: nothing was tried")
	}
}
