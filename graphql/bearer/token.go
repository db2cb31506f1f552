// Package bearer is who asks: short-lived tokens that a device signs with the
// key by which it also signs orders, and the rights that the ledger gives that
// device at this moment. A token says only which key made it and for which
// gateway; party, role, suspension and revocation are read from the ledger each
// time, so that a right that was taken away is gone at the next question.
package bearer

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"pedigree/record"
)

// Life is how long a token is good for at most (RFC 7519, exp - iat).
const Life = 5 * time.Minute

// leeway is how far the clocks of a device and a gateway may differ.
const leeway = 30 * time.Second

// maxToken bounds what is read at all, in bytes.
const maxToken = 2048

// ErrToken says that a token proves nothing.
var ErrToken = errors.New("the token does not hold")

// Sign makes a token for the gateway of an origin ("https://example.org"), good
// for Life from now on. Its algorithm is EdDSA (RFC 8037), kid is the key's id.
func Sign(key ed25519.PrivateKey, origin string, now time.Time) (string, error) {
	audience, err := Origin(origin)
	if err != nil {
		return "", err
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.RegisteredClaims{
		Audience: jwt.ClaimStrings{audience}, IssuedAt: jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(Life))})
	t.Header["kid"] = record.KIDOf(key.Public().(ed25519.PublicKey)).String()
	return t.SignedString(key)
}

// Origin gives scheme, host and port of a URL, as tokens name their gateway.
func Origin(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", fmt.Errorf("%q is no http or https URL", s)
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}

// read checks a token against the key that find gives for its kid. The algorithm
// is fixed, not the token's to choose.
func read(token string, origins []string, now time.Time,
	find func(record.KID) (ed25519.PublicKey, error)) (kid record.KID, err error) {

	if len(token) > maxToken {
		return kid, fmt.Errorf("%w: it is too long", ErrToken)
	}
	var claims jwt.RegisteredClaims
	var asked error // what kept us from finding the key: not the token's fault
	_, err = jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
		jwt.WithAudience(origins...), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
		jwt.WithLeeway(leeway), jwt.WithTimeFunc(func() time.Time { return now })).
		ParseWithClaims(token, &claims, func(t *jwt.Token) (any, error) {
			text, _ := t.Header["kid"].(string)
			if err := kid.UnmarshalJSON([]byte(`"` + text + `"`)); err != nil || kid.String() != text {
				return nil, errors.New("kid names no key")
			}
			key, err := find(kid)
			asked = err
			return key, err
		})
	switch {
	case asked != nil:
		return kid, asked
	case err != nil:
		return kid, fmt.Errorf("%w: %v", ErrToken, err)
	case claims.IssuedAt == nil || claims.ExpiresAt.Sub(claims.IssuedAt.Time) > Life:
		return kid, fmt.Errorf("%w: it says no iat, or lives for more than %s", ErrToken, Life)
	}
	return kid, nil
}
