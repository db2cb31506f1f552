package record

import "fmt"

// Code numbers a refusal. Numbers are hashed into block headers: append only.
type Code uint32

// The refusals (rules.md). 6 is a node's answer, never committed.
const (
	OK Code = iota
	Malformed
	BadSignature
	UnknownKey
	KeyRevoked
	KeyNotAllowed
	Duplicate
	SequenceUsed
	SequenceTooOld
	SequenceJump
	WrongChain
	TooLate
	TooLarge
	NotFound
	AlreadyExists
	Forbidden
	SuspendedParty
	NotLicensed
	PrefixNotGranted
	NotHolder
	NotOwner
	InContainer
	NotAddressee
	LotMismatch
	ExpiryMismatch
	ExpiredGoods
	RecalledGoods
	WithdrawnGoods
	HeldGoods
	SuspectGoods
	IllegitimateGoods
	InTransit
	Disputed
	Inactive
	OwnDuplicate
	AlreadySupplied
	StolenGoods
	DestroyedGoods
	UndoWindowOver
	UndoWrongSite
	UndoImpossible
	QuantityExceeded
	QuantityMismatch
	Cycle
	TooDeep
	TooManyLots
	Closed
	Conflict
	DependsOnLater
	NotApproved
	RateLimited
	UntilTooFar
)

var codeNames = [...]string{
	"OK", "Malformed", "BadSignature", "UnknownKey", "KeyRevoked", "KeyNotAllowed", "Duplicate",
	"SequenceUsed", "SequenceTooOld", "SequenceJump", "WrongChain", "TooLate", "TooLarge",
	"NotFound", "AlreadyExists", "Forbidden", "Suspended", "NotLicensed", "PrefixNotGranted",
	"NotHolder", "NotOwner", "InContainer", "NotAddressee", "LotMismatch", "ExpiryMismatch",
	"Expired", "Recalled", "Withdrawn", "Held", "Suspect", "Illegitimate", "InTransit",
	"Disputed", "Inactive", "OwnDuplicate", "AlreadySupplied", "Stolen", "Destroyed",
	"UndoWindowOver", "UndoWrongSite", "UndoImpossible", "QuantityExceeded", "QuantityMismatch",
	"Cycle", "TooDeep", "TooManyLots", "Closed", "Conflict", "DependsOnLater", "NotApproved",
	"RateLimited", "UntilTooFar",
}

func (c Code) String() string {
	if int(c) < len(codeNames) {
		return codeNames[c]
	}
	return fmt.Sprintf("Code%d", uint32(c))
}

// ParseCode finds a code by its name.
func ParseCode(name string) (Code, bool) {
	for i, n := range codeNames {
		if n == name {
			return Code(i), true
		}
	}
	return 0, false
}
