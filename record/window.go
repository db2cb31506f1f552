package record

// Window remembers which sequences a key has used, as in IPsec (RFC 4303,
// 3.4.3): the highest, and one bit for each of the 256 up to it; the least
// significant bit of the big-endian number is the highest itself.
type Window struct {
	_       struct{} `cbor:",toarray"`
	Highest uint64
	Bits    [32]byte
}

const (
	windowWidth = 256
	maxJump     = 1 << 20
)

// Use marks a sequence as used. It refuses, and leaves the window as it is, when
// the sequence was used, is too old to know, or jumps too far ahead.
func (w *Window) Use(sequence uint64) *Refusal {
	switch {
	case sequence > w.Highest:
		if sequence-w.Highest > maxJump {
			return Refuse(SequenceJump, "sequence %d is more than %d ahead of %d",
				sequence, maxJump, w.Highest)
		}
		w.shift(sequence - w.Highest)
		w.Highest = sequence
	case w.Highest-sequence >= windowWidth:
		return Refuse(SequenceTooOld, "sequence %d is older than the last %d", sequence, windowWidth)
	case w.bit(w.Highest - sequence):
		return Refuse(SequenceUsed, "sequence %d was used before", sequence)
	}
	w.set(w.Highest - sequence)
	return nil
}

func (w *Window) bit(n uint64) bool { return w.Bits[31-n/8]&(1<<(n%8)) != 0 }
func (w *Window) set(n uint64)      { w.Bits[31-n/8] |= 1 << (n % 8) }

// shift moves every bit n places towards older.
func (w *Window) shift(n uint64) {
	if n >= windowWidth {
		w.Bits = [32]byte{}
		return
	}
	var out [32]byte
	whole, part := int(n/8), n%8
	for i := 0; i+whole < 32; i++ {
		out[i] = w.Bits[i+whole] << part
		if part > 0 && i+whole+1 < 32 {
			out[i] |= w.Bits[i+whole+1] >> (8 - part)
		}
	}
	w.Bits = out
}
