package proof

// A BlockID names a block: the hash of its header and the hash of the parts in
// which it was gossiped. Validators sign both. In the bundle it is the array
// [hash, parts total, parts hash].
type BlockID struct {
	_          struct{} `cbor:",toarray"`
	Hash       []byte   // of the header; 32 bytes, or empty in the first block's last block id
	PartsTotal uint32
	PartsHash  []byte // 32 bytes, or empty as above
}

// complete says whether the id names a block; the first block's last block id
// does not.
func (id *BlockID) complete() bool {
	return len(id.Hash) == len(Hash{}) && id.PartsTotal > 0 && len(id.PartsHash) == len(Hash{})
}

// proto gives tendermint.types.BlockID. CanonicalBlockID, which votes sign, has
// the same fields and so the same bytes.
func (id *BlockID) proto() message {
	parts := message(nil).varint(1, uint64(id.PartsTotal)).bytes(2, id.PartsHash)
	return message(nil).bytes(1, id.Hash).embed(2, parts)
}
