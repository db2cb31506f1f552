package webhook

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"syscall"
	"time"

	"pedigree/events/stream"
)

const (
	attemptWithin  = 20 * time.Second
	dialWithin     = 10 * time.Second
	maxHeaderBytes = 16 << 10
	maxAnswerBytes = 4 << 10 // read so that the connection can be used again
)

// Poster signs and sends.
type Poster struct {
	key         ed25519.PrivateKey
	allow       []netip.Prefix
	https, http *http.Client
}

// NewPoster makes a Poster that signs with a key, which must serve nothing else. allow
// are networks to which it may send beside the Internet, by HTTP too.
func NewPoster(key ed25519.PrivateKey, allow []netip.Prefix) *Poster {
	p := &Poster{key: key, allow: allow}
	p.https, p.http = p.client("https"), p.client("http")
	return p
}

// PublicKey is what receivers check signatures with, as Standard Webhooks writes it.
func (p *Poster) PublicKey() string {
	return "whpk_" + base64.StdEncoding.EncodeToString(p.key.Public().(ed25519.PublicKey))
}

// client asks no proxy, which would dial for us. The address is judged when a socket is
// about to connect to it: whatever a name is resolved to, or resolved to another time.
func (p *Poster) client(scheme string) *http.Client {
	dialer := &net.Dialer{Timeout: dialWithin,
		Control: func(_, address string, _ syscall.RawConn) error { return p.judge(scheme, address) }}
	return &http.Client{
		Timeout:       attemptWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
			TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: dialWithin, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 1,
			MaxResponseHeaderBytes: maxHeaderBytes,
		},
	}
}

// Post sends a fact's event once, as of now. Anything but 2xx is an error.
func (p *Poster) Post(ctx context.Context, to string, m stream.Message, now time.Time) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(m.Event))
	if err != nil {
		return err
	}
	at := strconv.FormatInt(now.Unix(), 10)
	req.Header.Set("Content-Type", "application/ld+json")
	req.Header.Set("User-Agent", "Pedigree")
	req.Header.Set("webhook-id", m.ID)
	req.Header.Set("webhook-timestamp", at)
	req.Header.Set("webhook-signature", p.sign(m.ID, at, m.Event))
	req.Header.Set("Pedigree-Height", strconv.FormatUint(m.Height, 10))
	client := p.https
	if req.URL.Scheme == "http" {
		client = p.http
	}
	answer, err := client.Do(req)
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err // without the URL, which may hold a secret of the receiver's
	}
	if err != nil {
		return ours(err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswerBytes) // the status said all
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("the receiver answers %d", answer.StatusCode)
	}
	return nil
}

var (
	errNoHTTP      = errors.New("the receiver speaks no valid HTTP or TLS")
	errCertificate = errors.New("the receiver's certificate does not hold for its name")
)

// ours says in our own words why a request failed. Errors of the HTTP and TLS libraries
// repeat what the receiver said, and the log is not for it to write.
func ours(err error) error {
	var socket *net.OpError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &socket), errors.Is(err, context.Canceled), errors.Is(err, io.EOF),
		errors.Is(err, io.ErrUnexpectedEOF):
		return err // names the socket, its address and what the system said
	case os.IsTimeout(err):
		return fmt.Errorf("the receiver did not answer within %v", attemptWithin)
	case errors.As(err, &certificate):
		return errCertificate
	}
	return errNoHTTP
}

// sign makes a v1a signature: Ed25519 over id, timestamp and body, joined by dots.
func (p *Poster) sign(id, at string, body []byte) string {
	signed := append([]byte(id+"."+at+"."), body...)
	return "v1a," + base64.StdEncoding.EncodeToString(ed25519.Sign(p.key, signed))
}
