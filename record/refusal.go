package record

import "fmt"

// Refusal is why an order was not carried out: a code that all nodes agree on
// and a text for people.
type Refusal struct {
	Code Code
	Text string
}

func (r *Refusal) Error() string { return r.Code.String() + ": " + r.Text }

// Refuse makes a refusal.
func Refuse(c Code, format string, args ...any) *Refusal {
	return &Refusal{Code: c, Text: fmt.Sprintf(format, args...)}
}

// before is the order in which refusals of one order compete for being the one
// that is hashed ("One number is hashed", formats.md).
var before = [...]Code{
	Malformed, WrongChain, UnknownKey, BadSignature, SequenceUsed, SequenceTooOld, SequenceJump,
	TooLate, UntilTooFar, KeyRevoked, KeyNotAllowed, SuspendedParty, RateLimited,
	NotFound, AlreadyExists, Forbidden, NotLicensed, PrefixNotGranted, NotHolder, NotOwner,
	InContainer, NotAddressee, LotMismatch, ExpiryMismatch, DestroyedGoods, StolenGoods,
	IllegitimateGoods, SuspectGoods, RecalledGoods, WithdrawnGoods, HeldGoods, ExpiredGoods,
	OwnDuplicate, AlreadySupplied, Inactive, InTransit, Disputed,
}

// Rank places a code in that order: lower is worse, and is the one committed.
// Codes that the order does not name follow by number.
func (c Code) Rank() int {
	for i, b := range before {
		if b == c {
			return i
		}
	}
	return len(before) + int(c)
}

// Worst gives the refusal that is committed when several apply, the first given
// among equals, or nil when none applies.
func Worst(rs ...*Refusal) *Refusal {
	var worst *Refusal
	for _, r := range rs {
		if r != nil && (worst == nil || r.Code.Rank() < worst.Code.Rank()) {
			worst = r
		}
	}
	return worst
}
