package partner

import (
	"strings"

	"github.com/nats-io/jwt/v2"

	"pedigree/events"
	"pedigree/gs1"
	"pedigree/record"
)

// Guest is a device that has shown who it is, with its rights at that moment.
type Guest struct {
	Key       record.KID
	Party     gs1.GLN
	Authority bool // sees everything
}

// StreamName is the name of the stream in each account.
const StreamName = "EVENTS"

const (
	partyPrefix     = "party."
	authorityPrefix = "authority."
	inboxPrefix     = "_INBOX."
)

// account is the NATS account of a guest's party, which it shares with no other party.
func (g Guest) account() string {
	if g.Authority {
		return authorityPrefix + g.Party.String()
	}
	return partyPrefix + g.Party.String()
}

// authority says whether an account is that of an authority, who sees everything.
func authority(account string) bool { return strings.HasPrefix(account, authorityPrefix) }

// root is where the events of an account begin: party.<gln>.<bizStep>.<object>.<shard>, and
// for authorities as in the stream EPCIS. The stream gives them these subjects; published
// they are on intake.
func root(account string) string {
	if authority(account) {
		return events.SubjectRoot
	}
	return account
}

// intake begins the subjects that the stream of an account takes messages from. A server
// sends an answer wherever its request says; but a client that asks for one on a subject
// that begins with _R_. is refused (nats-server, isReservedReply), and so no device can
// have the server put something into the stream.
const intake = "_R_.events"

const (
	maxSubscriptions = 32
	maxPublishBytes  = 4096 // of a request or an acknowledgement
)

// user says what a guest may do: fetch its account's events through its own consumer, whose
// name is its key's id, and acknowledge them. It hears nothing but its own inbox: what is
// said on other subjects of the account, another device of the party can say.
func (g Guest) user(nkey string) *jwt.UserClaims {
	u := jwt.NewUserClaims(nkey)
	u.Name, u.Audience = g.Key.String(), g.account()
	consumer := StreamName + "." + g.Key.String()
	u.Permissions.Sub.Allow.Add(inboxPrefix + g.Key.String() + ".>")
	u.Permissions.Pub.Allow.Add("$JS.API.STREAM.INFO."+StreamName,
		"$JS.API.CONSUMER.INFO."+consumer, "$JS.API.CONSUMER.MSG.NEXT."+consumer,
		"$JS.ACK."+consumer+".>")
	u.Limits.Subs, u.Limits.Payload = maxSubscriptions, maxPublishBytes
	u.AllowedConnectionTypes.Add(jwt.ConnectionTypeStandard)
	return u
}
