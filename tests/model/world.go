package model

import (
	"pedigree/gs1"
	"pedigree/record"
)

// World is everything that is known at a moment.
type World struct {
	Chain  string
	Height uint64
	Now    int64          // unix seconds of the block
	Index  record.Indexer // which facts name packs by

	Parties    map[gs1.GLN]*Party
	Keys       map[record.KID]*Key
	Prefixes   map[string]gs1.GLN
	Params     map[string]uint64
	Products   map[gs1.GTIN]*Product
	Lots       map[LotID]*Lot
	Packs      map[PackID]*Pack
	Boxes      map[BoxID]*Box
	Shelves    map[Shelf]*Shelved
	SiteHolds  map[Place][]Hold
	Had        map[Place]bool // sites that ever had some of a lot
	Offers     map[record.ID]*Offer
	Recalls    map[record.ID]*Recall
	Answers    map[Answer]bool
	Cases      map[record.ID]*Case
	Exceptions map[record.ID]*Exception
	Grants     map[record.ID]*Grant
	Proposals  map[record.ID]*Proposal
	Alerts     map[record.ID]record.Code
	Validators map[record.PublicKey]uint64
	Rules      uint64 // version that counts until the upgrade
	Upgrade    record.ScheduleUpgrade

	powers map[record.PublicKey]uint64 // as they were before the block
	told   *told
}

// Party is a company, or a site of one.
type Party struct {
	Parent        gs1.GLN // zero for a company
	Name, Country string
	Licences      []record.Licence
	Suspended     bool
}

// Key is a device key, with every sequence that it has used.
type Key struct {
	Public      record.PublicKey
	Party, Site gs1.GLN
	Commands    []string
	From, Until uint64
	Revoked     bool
	Highest     uint64
	Used        map[uint64]bool
	Alerts      map[record.Day]uint64
}

// Product is a trade item.
type Product struct {
	record.RegisterProduct
	Maker     gs1.GLN
	Withdrawn []string
	Lots      uint64
}

// LotID names a lot.
type LotID struct {
	GTIN   gs1.GTIN
	Number gs1.Lot
}

// Lot is a lot. Owner and Holder are of the packs that nothing has happened to yet,
// and of those that are still to come.
type Lot struct {
	Ordinal       uint64
	Expiry, Made  record.Day
	Maker         gs1.GLN
	Serialised    bool
	Closed        bool
	Recall        *record.Recalled
	Holds         []Hold
	Owner, Holder gs1.GLN
	Planned       uint64
	Registered    uint64
}

// PackID names a pack.
type PackID struct {
	GTIN   gs1.GTIN
	Serial gs1.Serial
}

// Pack is a pack with a serial.
type Pack struct {
	Lot           LotID
	Status        record.Status
	Part, Of      uint64
	Since         record.Day
	Owner, Holder gs1.GLN
	Box           BoxID     // the container that it is in
	Left          BoxID     // the dissolved one that it lies beside since
	Offer         record.ID // the open offer that it is on
	Holds         []Hold
	Touched       bool // something has happened to it alone
	Acts          []Act
}

// Act is what a site did to a pack and may take back, with what the pack was before:
// whole, or supplied in part. The last sixteen are kept.
type Act struct {
	Site     gs1.GLN
	Day      record.Day
	Part, Of uint64
}

// BoxID names a container: an SSCC in its n-th use.
type BoxID struct {
	SSCC gs1.SSCC
	Use  int
}

// Box is a container. What lies in it directly without a serial it counts itself.
type Box struct {
	Owner, Holder gs1.GLN
	In, Left      BoxID // as of packs
	Offer         record.ID
	Holds         []Hold
	Dissolved     bool
	Levels        int // of containers that were put into it since it held none
	Inside        map[LotID]uint64
}

// Hold is a quarantine.
type Hold struct {
	Placer gs1.GLN
	Reason string
	Case   record.ID
}

// Place is what a site has of a lot.
type Place struct {
	Lot  LotID
	Site gs1.GLN
}

// Shelf is what a site has of a lot without serials for an owner.
type Shelf struct {
	Place
	Owner gs1.GLN
}

// Shelved counts packs without serials that are in no container and on no offer.
type Shelved struct{ Loose, Supplied, Gone uint64 }

// New is a world before anything happened, with the parameters of its genesis.
func New(chain string, params map[string]uint64) *World {
	w := &World{Chain: chain, Parties: map[gs1.GLN]*Party{}, Keys: map[record.KID]*Key{},
		Prefixes: map[string]gs1.GLN{}, Params: map[string]uint64{"approvals": 1,
			"deadlineHours": 72, "alertsPerDay": 50},
		Products: map[gs1.GTIN]*Product{}, Lots: map[LotID]*Lot{}, Packs: map[PackID]*Pack{},
		Boxes: map[BoxID]*Box{}, Shelves: map[Shelf]*Shelved{}, SiteHolds: map[Place][]Hold{},
		Had: map[Place]bool{}, Offers: map[record.ID]*Offer{}, Recalls: map[record.ID]*Recall{},
		Answers: map[Answer]bool{}, Cases: map[record.ID]*Case{},
		Exceptions: map[record.ID]*Exception{}, Grants: map[record.ID]*Grant{},
		Proposals: map[record.ID]*Proposal{}, Alerts: map[record.ID]record.Code{},
		Validators: map[record.PublicKey]uint64{}, Rules: 1, told: newTold()}
	for name, n := range params {
		w.Params[name] = n
	}
	return w
}

// Begin begins a block.
func (w *World) Begin(height uint64, unix int64) {
	w.Height, w.Now = height, unix
	w.powers = map[record.PublicKey]uint64{}
	for k, n := range w.Validators {
		w.powers[k] = n
	}
}

// Authority registers an authority at genesis.
func (w *World) Authority(gln gs1.GLN, name, country string, public ...record.PublicKey) {
	w.Parties[gln] = &Party{Name: name, Country: country,
		Licences: []record.Licence{{Role: record.Authority}}}
	for _, k := range public {
		w.Keys[record.KIDOf(k[:])] = newKey(k, gln, gln)
	}
}
