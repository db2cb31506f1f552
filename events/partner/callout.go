package partner

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats.go"

	"pedigree/events/stream"
)

const (
	calloutSubject = "$SYS.REQ.USER.AUTH"
	admitWithin    = 4 * time.Second // the server waits AuthSeconds
	atOnce         = 16              // requests that are judged at the same time
)

// AuthSeconds is how long the server has to wait for the callout.
const AuthSeconds = 5

// ErrRefused marks errors that are about who asks.
var ErrRefused = errors.New("refused")

// callout answers the server's questions until ctx ends.
func (p *Partners) callout(ctx context.Context) error {
	nc, err := nats.Connect("", nats.InProcessServer(p.options.Server), nats.Name("callout"),
		nats.UserInfo(calloutUser, p.access.calloutPassword), nats.MaxReconnects(-1))
	if err != nil {
		return fmt.Errorf("auth callout: %w", err)
	}
	defer nc.Close()
	places := make(chan struct{}, atOnce)
	_, err = nc.Subscribe(calloutSubject, func(m *nats.Msg) {
		go p.answer(ctx, places, m) // the server bounds how many clients wait
	})
	if err == nil {
		err = nc.Flush()
	}
	if err != nil {
		return fmt.Errorf("auth callout: %w", err)
	}
	close(p.ready)
	<-ctx.Done()
	return ctx.Err()
}

// answer judges one connection. Without an answer, the server refuses it.
func (p *Partners) answer(ctx context.Context, places chan struct{}, m *nats.Msg) {
	ctx, cancel := context.WithTimeout(ctx, admitWithin)
	defer cancel()
	ask, err := jwt.DecodeAuthorizationRequestClaims(string(m.Data))
	if err != nil {
		p.options.Trouble(fmt.Errorf("auth callout: %w", err))
		return
	}
	user, err := p.judge(ctx, places, ask)
	r := jwt.NewAuthorizationResponseClaims(ask.UserNkey)
	r.Audience = ask.Server.ID
	if err == nil {
		r.Jwt, err = user.Encode(p.access.issuer)
	}
	if err != nil {
		// The client hears only that it was refused. What is not its fault is for the operator.
		if !errors.Is(err, ErrRefused) {
			p.options.Trouble(fmt.Errorf("NATS client from %s: %w", ask.ClientInformation.Host, err))
		}
		r.Error = "refused"
	}
	text, err := r.Encode(p.access.issuer)
	if err == nil {
		err = m.Respond([]byte(text))
	}
	if err != nil {
		p.options.Trouble(fmt.Errorf("auth callout: %w", err))
	}
}

func (p *Partners) judge(ctx context.Context, places chan struct{},
	ask *jwt.AuthorizationRequestClaims) (*jwt.UserClaims, error) {

	o := ask.ConnectOptions
	if account, ours := strings.CutPrefix(o.Username, mirrorUser); ours {
		return p.ourselves(ask, account) // without a place: who has one may wait for this
	}
	select {
	case places <- struct{}{}:
		defer func() { <-places }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	token := o.Token
	if token == "" {
		token = o.Password
	}
	g, err := p.options.Admit(ctx, token)
	if err != nil {
		return nil, err
	}
	c, err := p.open(ctx, g.account())
	if err == nil {
		err = c.consumer(ctx, g.Key)
	}
	if err != nil {
		return nil, err
	}
	if err := p.enter(ask.ClientInformation.ID, g); err != nil {
		return nil, err
	}
	return g.user(ask.UserNkey), nil
}

// ourselves lets the mirror into an account, to write there.
func (p *Partners) ourselves(ask *jwt.AuthorizationRequestClaims, account string) (
	*jwt.UserClaims, error) {

	password := []byte(ask.ConnectOptions.Password)
	if subtle.ConstantTimeCompare(password, []byte(p.access.mirrorPassword)) != 1 {
		return nil, fmt.Errorf("%w: not the mirror", ErrRefused)
	}
	u := jwt.NewUserClaims(ask.UserNkey)
	u.Name, u.Audience = mirrorUser+account, account
	u.AllowedConnectionTypes.Add(jwt.ConnectionTypeInProcess)
	return u, nil
}

// connect opens an account for ourselves.
func (p *Partners) connect(account string) (*stream.Conn, error) {
	if err := p.options.Server.Open(account); err != nil {
		return nil, fmt.Errorf("account %s: %w", account, err)
	}
	return stream.Connect(stream.Options{Server: p.options.Server, User: mirrorUser + account,
		Password: p.access.mirrorPassword})
}
