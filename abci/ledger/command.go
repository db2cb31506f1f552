package ledger

import (
	"errors"
	"fmt"
	"strings"

	"pedigree/record"
)

// Command is one kind of order.
type Command interface {
	// Body is where the order's fields are decoded into: a pointer to the body
	// type of record.
	Body() any
	// Check judges the order by itself: form and limits. What it refuses is
	// Malformed and uses up no sequence.
	Check() error
	// Apply does it, or says why not; what it wrote then is dropped.
	Apply(s *State) *Refused
}

// Refused is why a command was not done: all reasons, of which the worst is
// committed, and what has to be warned of.
type Refused struct {
	Reasons []*record.Refusal
	Alert   *record.AlertSealed
}

func (r *Refused) text(worst *record.Refusal) string {
	texts := []string{worst.Text}
	for _, other := range r.Reasons {
		if other != nil && other != worst {
			texts = append(texts, other.Text)
		}
	}
	return strings.Join(texts, "; also: ")
}

// no refuses for one reason.
func no(c record.Code, format string, args ...any) *Refused {
	return &Refused{Reasons: []*record.Refusal{record.Refuse(c, format, args...)}}
}

// refusedFor gathers reasons; none at all means that nothing speaks against it.
func refusedFor(reasons []*record.Refusal) *Refused {
	if record.Worst(reasons...) == nil {
		return nil
	}
	return &Refused{Reasons: reasons}
}

// known is a row of the table of commands.
type known struct {
	name           string
	make           func() Command
	whileSuspended bool // a suspended party may still do it
	lane           Lane
	cost           uint64 // of one order, in units of one signature check
	costPerItem    uint64 // of each thing that it names, in hundredths
}

// Lane is how urgent a kind of order is: the lower, the sooner.
type Lane int

// The lanes of a block. Each has room that no flood in another can take.
const (
	Protect  Lane = iota // stops goods, keys and parties; the votes about it
	Trade                // goods change hands
	Register             // everything else
)

// LaneOf gives the lane of a command.
func LaneOf(command string) Lane {
	if k := entry(command); k != nil {
		return k.lane
	}
	return Register
}

// The table of commands is the map of this package. Order is that of rules.md.
var table = []known{
	{name: "propose", make: func() Command { return new(propose) }, lane: Protect, cost: 1},
	{name: "approve", make: func() Command { return new(approve) }, lane: Protect, cost: 1},
	{name: "authorize", make: func() Command { return new(authorize) }, lane: Register, cost: 1},
	{name: "amend_party", make: func() Command { return new(amendParty) }, lane: Register, cost: 1},
	{name: "suspend", make: func() Command { return new(suspend) }, lane: Protect, cost: 1},
	{name: "reinstate", make: func() Command { return new(reinstate) }, lane: Register, cost: 1},
	{name: "grant_prefix", make: func() Command { return new(grantPrefix) }, lane: Register, cost: 1},
	{name: "add_key", make: func() Command { return new(addKey) }, lane: Register, cost: 1},
	{name: "revoke_key", make: func() Command { return new(revokeKey) }, lane: Protect, cost: 1},
	{name: "grant", make: func() Command { return new(grant) }, lane: Register, cost: 1},
	{name: "revoke_grant", make: func() Command { return new(revokeGrant) }, lane: Protect, cost: 1},
	{name: "set_validator", make: func() Command { return new(setValidator) }, lane: Register, cost: 1},
	{name: "set_param", make: func() Command { return new(setParam) }, lane: Register, cost: 1},
	{name: "schedule_upgrade", make: func() Command { return new(scheduleUpgrade) }, lane: Register, cost: 1},
	{name: "register_product", make: func() Command { return new(registerProduct) }, lane: Register, cost: 1},
	{name: "amend_product", make: func() Command { return new(amendProduct) }, lane: Register, cost: 1},
	{name: "withdraw_product", make: func() Command { return new(withdrawProduct) }, lane: Protect, cost: 1},
	{name: "register_lot", make: func() Command { return new(registerLot) }, lane: Register, cost: 1},
	{name: "add_serials", make: func() Command { return new(addSerials) }, lane: Register, cost: 1, costPerItem: 240},
	{name: "close_lot", make: func() Command { return new(closeLot) }, lane: Register, cost: 1},
	{name: "ship", make: func() Command { return new(ship) }, lane: Trade, cost: 1, costPerItem: 340},
	{name: "receive", make: func() Command { return new(receive) }, lane: Trade, whileSuspended: true,
		cost: 1, costPerItem: 220},
	{name: "refuse", make: func() Command { return new(refuseOffer) }, lane: Trade, whileSuspended: true, cost: 1},
	{name: "cancel", make: func() Command { return new(cancelOffer) }, lane: Trade, cost: 1},
	{name: "dispense", make: func() Command { return new(dispense) }, lane: Trade, cost: 3},
	{name: "decommission", make: func() Command { return new(decommission) }, lane: Trade, cost: 1, costPerItem: 340},
	{name: "pack", make: func() Command { return new(packGoods) }, lane: Trade, cost: 1, costPerItem: 340},
	{name: "unpack", make: func() Command { return new(unpack) }, lane: Trade, cost: 4, costPerItem: 800},
	{name: "return", make: func() Command { return new(returnGoods) }, lane: Trade, cost: 1, costPerItem: 340},
	{name: "move", make: func() Command { return new(move) }, lane: Trade, cost: 1, costPerItem: 560},
	{name: "undo", make: func() Command { return new(undo) }, lane: Trade, cost: 3},
	{name: "destroy", make: func() Command { return new(destroy) }, lane: Trade, cost: 1, costPerItem: 340},
	{name: "report_stolen", make: func() Command { return new(reportStolen) }, lane: Protect, cost: 1, costPerItem: 340},
	{name: "hold", make: func() Command { return new(hold) }, lane: Protect, cost: 1, costPerItem: 420},
	{name: "release", make: func() Command { return new(release) }, lane: Trade, cost: 1, costPerItem: 420},
	{name: "recall", make: func() Command { return new(recall) }, lane: Protect, cost: 1},
	{name: "acknowledge_recall", make: func() Command { return new(acknowledgeRecall) }, lane: Protect,
		whileSuspended: true, cost: 1},
	{name: "report_exception", make: func() Command { return new(reportException) }, lane: Trade, cost: 1,
		costPerItem: 220},
	{name: "resolve_exception", make: func() Command { return new(resolveException) }, lane: Trade, cost: 1},
	{name: "open_case", make: func() Command { return new(openCase) }, lane: Protect, cost: 1, costPerItem: 340},
	{name: "add_finding", make: func() Command { return new(addFinding) }, lane: Trade, cost: 1},
	{name: "close_case", make: func() Command { return new(closeCase) }, lane: Protect, cost: 1, costPerItem: 340},
	{name: "repackage", make: func() Command { return new(repackage) }, lane: Register, cost: 1, costPerItem: 340},
	{name: "correct", make: func() Command { return new(correct) }, lane: Register, cost: 1, costPerItem: 220},
}

// Names lists the commands, in the table's order.
func Names() []string {
	names := make([]string, len(table))
	for i, k := range table {
		names[i] = k.name
	}
	return names
}

// New makes an empty command by its name, or nil.
func New(name string) Command {
	if k := entry(name); k != nil {
		return k.make()
	}
	return nil
}

func entry(name string) *known {
	for i := range table {
		if table[i].name == name {
			return &table[i]
		}
	}
	return nil
}

// Limits of every order.
const (
	maxItems = 4096
	maxText  = 200 // bytes of a free text

	// maxMoment is the last second that a date with four digits of a year can
	// write: 9999-12-31, in unix seconds.
	maxMoment = 253_402_300_799
)

func checkCount(field string, n int) error {
	if n > maxItems {
		return fmt.Errorf("%s: %d, at most %d", field, n, maxItems)
	}
	return nil
}

var errNoGTIN = errors.New("gtin is required")
