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
	partyPrefix      = "party."
	authorityAccount = "authority"
	inboxPrefix      = "_INBOX."
)

// account is the NATS account of a guest: its party's, or that of the authorities.
func (g Guest) account() string {
	if g.Authority {
		return authorityAccount
	}
	return partyPrefix + g.Party.String()
}

// root is where the events of an account begin.
func root(account string) string {
	if account == authorityAccount {
		return events.SubjectRoot
	}
	return account
}

// subject is where an event stands in an account: party.<gln>.<bizStep>.<object>.<shard>,
// and for authorities as in the stream EPCIS.
func subject(account, epcis string) string {
	return root(account) + strings.TrimPrefix(epcis, events.SubjectRoot)
}

const (
	maxSubscriptions = 32
	maxPublishBytes  = 4096 // of a request or an acknowledgement
)

// user says what a guest may do: read its account's events, fetch them through its own
// consumer, whose name is its key's id, and acknowledge them.
func (g Guest) user(nkey string) *jwt.UserClaims {
	u := jwt.NewUserClaims(nkey)
	u.Name, u.Audience = g.Key.String(), g.account()
	consumer := StreamName + "." + g.Key.String()
	u.Permissions.Sub.Allow.Add(root(g.account())+".>", inboxPrefix+g.Key.String()+".>")
	u.Permissions.Pub.Allow.Add("$JS.API.STREAM.INFO."+StreamName,
		"$JS.API.CONSUMER.INFO."+consumer, "$JS.API.CONSUMER.MSG.NEXT."+consumer,
		"$JS.ACK."+consumer+".>")
	u.Limits.Subs, u.Limits.Payload = maxSubscriptions, maxPublishBytes
	u.AllowedConnectionTypes.Add(jwt.ConnectionTypeStandard)
	return u
}
