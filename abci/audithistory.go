package abci

import (
	"fmt"

	"pedigree/abci/store"
	"pedigree/record"
)

// records compares the history of each record with the one its facts make. Without
// the beginning of the log there is nothing to compare with.
func (a *audit) records() error {
	if !a.full || a.First != 1 {
		return nil
	}
	view, err := a.app.store.Tip()
	if err != nil {
		return err
	}
	defer view.Close()
	var failed error
	err = view.Range("", "", 0, func(key string, v store.Value) bool {
		h, has, err := historyOf(key, record.Value{Open: v.Open, Sealed: v.Sealed})
		switch {
		case err != nil:
			failed = fmt.Errorf("%s: %w", key, err)
		case has && h != a.history(key):
			want := a.history(key)
			failed = fmt.Errorf("%s has history %d %s, its facts make %d %s", key, h.Count, h.Head,
				want.Count, want.Head)
		case has:
			if a.Histories++; a.Histories%10_000 == 0 {
				a.progress("histories", a.Histories)
			}
		}
		return failed == nil
	})
	if err == nil {
		err = failed
	}
	return err
}

func (a *audit) history(key string) record.History {
	if h, ok := a.histories[key]; ok {
		return h
	}
	return record.NewHistory(key)
}

// historyOf reads the history of a record of a type that has one. A unit has none
// while it follows its lot.
func historyOf(key string, v record.Value) (h record.History, has bool, err error) {
	switch record.KindOf(key) {
	case "unit":
		u, err := record.DecodeUnit(v)
		if err != nil || u.Sealed == nil {
			return h, false, err
		}
		return u.Sealed.History, true, nil
	case "lot":
		l, err := record.DecodeLot(v)
		if err != nil {
			return h, false, err
		}
		return l.Sealed.History, true, nil
	case "sscc":
		c, err := record.DecodeContainer(v)
		if err != nil {
			return h, false, err
		}
		return c.Sealed.History, true, nil
	case "holding":
		if record.IsBound(key) {
			return h, false, nil
		}
		x, err := record.DecodeHolding(v)
		if err != nil {
			return h, false, err
		}
		return x.Sealed.History, true, nil
	case "transfer":
		t, err := record.DecodeTransfer(v)
		if err != nil {
			return h, false, err
		}
		return t.Sealed.History, true, nil
	}
	return h, false, nil
}
