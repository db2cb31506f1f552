package record

// bare is the open part of a record that reveals nothing but its type.
type bare struct {
	_ struct{} `cbor:",toarray"`
	head
}

func sealedOnly[S any](t Type, sealed *S) Value {
	v := Value{Open: MustMarshal(bare{head: headOf(t)})}
	if sealed != nil {
		v.Sealed = MustMarshal(sealed)
	}
	return v
}

func decodeSealedOnly[S any](t Type, v Value) (*S, error) {
	var o bare
	var s S
	if err := decode(v, &o, &s); err != nil {
		return nil, err
	}
	if err := o.check(t); err != nil {
		return nil, err
	}
	if len(v.Sealed) == 0 {
		return nil, nil
	}
	return &s, nil
}

func decodeOpenOnly[T any](t Type, v Value, headOf func(*T) head) (*T, error) {
	var o T
	if err := decode(v, &o, nil); err != nil {
		return nil, err
	}
	return &o, headOf(&o).check(t)
}
