package ledger

import "pedigree/record"

// Reader reads the state as it was after the last block.
type Reader interface {
	Get(key string) (record.Value, bool, error)
}

// overlay holds values that were written and not yet handed on, in the order in
// which their keys were first written.
type overlay struct {
	values map[string]record.Value
	keys   []string
}

func newOverlay() *overlay { return &overlay{values: make(map[string]record.Value)} }

func (o *overlay) put(key string, v record.Value) {
	if _, ok := o.values[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.values[key] = v
}

func (o *overlay) into(to *overlay) {
	for _, key := range o.keys {
		to.put(key, o.values[key])
	}
}

// broken carries an error that no order may ever be refused for: the store
// failed, or a stored record is not what it must be. It stops the node.
type broken struct{ err error }

func must(err error) {
	if err != nil {
		panic(broken{err})
	}
}
