package ledger

import (
	"errors"

	"pedigree/record"
)

// resolveException settles what the other partner reported: then both have signed.
type resolveException struct{ record.ResolveException }

func (c *resolveException) Body() any { return &c.ResolveException }

func (c *resolveException) weigh(g *Gate) uint64 {
	key := record.ExceptionKey(c.Exception)
	v, _ := g.b.get(key)
	if len(v.Sealed) == 0 {
		return g.made[key]
	}
	x, err := record.DecodeException(v)
	must(err)
	return g.weighOffer(x.Sealed.Transfer, false)
}

func (c *resolveException) Check() error {
	if !c.Exception.Valid() {
		return errors.New("exception is its id: 32 hex digits")
	}
	return checkText("outcome", c.Outcome, true)
}

func (c *resolveException) Apply(s *State) *Refused {
	key := record.ExceptionKey(c.Exception)
	exception, ok := load(s, key, record.DecodeException)
	if !ok {
		return no(record.NotFound, "no exception %s", c.Exception)
	}
	x := exception.Sealed
	if s.Party != x.Partner && !s.governs(s.Party) {
		return no(record.Forbidden,
			"the partner of who reported it resolves an exception, or an authority")
	}
	if x.Resolved != 0 {
		return no(record.Closed, "the exception is resolved already: %s", x.Outcome)
	}
	x.Resolved, x.Outcome = uint64(s.Time()), c.Outcome
	s.put(key, record.Exception{Sealed: x}.Encode())
	s.touch(record.TransferKey(x.Transfer))
	s.emit("resolve_exception", record.ExceptionResolved{ID: c.Exception, Transfer: x.Transfer,
		Way: wayOf(s.transfer(x.Transfer)), Kind: x.Kind, Outcome: c.Outcome})
	return nil
}
