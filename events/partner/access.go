package partner

import (
	"crypto/rand"

	"github.com/nats-io/nkeys"
)

// Names of the server's own users. Everybody else is judged by the callout.
const (
	relayUser   = "relay"
	calloutUser = "callout"
	mirrorUser  = "mirror:" // and an account
)

// CalloutAccount is the account in which the callout listens.
const CalloutAccount = "AUTH"

// Access is what the server has to be configured with. It is made anew at each start and
// never leaves the process.
type Access struct {
	issuer                                         nkeys.KeyPair
	relayPassword, calloutPassword, mirrorPassword string
}

// NewAccess makes new secrets.
func NewAccess() (*Access, error) {
	issuer, err := nkeys.CreateAccount()
	if err != nil {
		return nil, err
	}
	return &Access{issuer, rand.Text(), rand.Text(), rand.Text()}, nil
}

// Issuer is the public key by which the callout signs.
func (a *Access) Issuer() (string, error) { return a.issuer.PublicKey() }

// Relay is the user of the main account, as which relay and readers connect.
func (a *Access) Relay() (user, password string) { return relayUser, a.relayPassword }

// Callout is the user of CalloutAccount.
func (a *Access) Callout() (user, password string) { return calloutUser, a.calloutPassword }
