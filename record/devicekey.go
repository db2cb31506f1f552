package record

import (
	"pedigree/gs1"
)

// DeviceKey is the public key of one till, line, connector or sensor.
type DeviceKey struct {
	_ struct{} `cbor:",toarray"`
	head
	Public   [32]byte
	Party    gs1.GLN
	Site     gs1.GLN
	Label    string
	Commands []string // what it may order; empty = whatever its party may
	From     uint64   // unix seconds
	Until    uint64   // unix seconds; 0 = open
	Revoked  uint64   // unix seconds; 0 = not
	Window   Window
	AlertDay Day
	Alerts   uint64 // alerts that it caused on AlertDay
}

// Allows says whether the key may order the command.
func (k *DeviceKey) Allows(command string) bool {
	for _, c := range k.Commands {
		if c == command {
			return true
		}
	}
	return len(k.Commands) == 0
}

// Encode gives the record's bytes.
func (k DeviceKey) Encode() Value {
	k.head = headOf(TypeKey)
	return Value{Open: MustMarshal(k)}
}

// DecodeDeviceKey reads the record.
func DecodeDeviceKey(v Value) (*DeviceKey, error) {
	return decodeOpenOnly(TypeKey, v, func(k *DeviceKey) head { return k.head })
}
