package ledger

import (
	"errors"

	"pedigree/record"
)

// scheduleUpgrade names the height from which another version of the rules counts.
// One upgrade waits at a time.
type scheduleUpgrade struct{ record.ScheduleUpgrade }

func (c *scheduleUpgrade) Body() any { return &c.ScheduleUpgrade }

const (
	maxHeight      = 9_999_999_999   // ten digits, as in the key
	upgradeHeight  = "upgradeHeight" // parameter: of the upgrade scheduled last, 0 = none
	rulesBefore    = "rulesBefore"   // parameter: the version that counts until that height
	rulesAtGenesis = 1
)

func (c *scheduleUpgrade) Check() error {
	if c.Height == 0 || c.Height > maxHeight {
		return errors.New("height is required, at most ten digits")
	}
	return nil
}

func (c *scheduleUpgrade) Apply(s *State) *Refused {
	if r := s.mayGovern(); r != nil {
		return r
	}
	now := s.block.Height
	rules, waiting := rulesAt(s.get, now)
	switch {
	case c.AppVersion == 0 && (waiting == nil || waiting.Height != c.Height):
		return no(record.NotFound, "no upgrade waits for height %d", c.Height)
	case c.Height <= now+1:
		return no(record.Conflict, "height %d is too soon: it is %d now", c.Height, now)
	case c.AppVersion == 0:
		s.put(record.ParamKey(upgradeHeight), record.NumberParam(0).Encode())
	case waiting != nil:
		return no(record.Conflict, "an upgrade waits for height %d; call it off first", waiting.Height)
	case c.AppVersion <= rules:
		return no(record.Conflict, "version %d counts already", rules)
	default:
		s.put(record.ParamKey(upgradeHeight), record.NumberParam(c.Height).Encode())
	}
	s.put(record.ParamKey(rulesBefore), record.NumberParam(rules).Encode())
	s.put(record.UpgradeKey(c.Height),
		record.Upgrade{Height: c.Height, AppVersion: c.AppVersion}.Encode())
	s.emit("schedule_upgrade", c.ScheduleUpgrade)
	return nil
}

// Rules says which version of the rules counts at a height, by the state with what
// the block has done so far.
func (b *Block) Rules(height uint64) (version uint64, err error) {
	defer stop(&err)
	version, _ = rulesAt(b.get, height)
	return version, nil
}

// rulesAt gives the version that counts at a height, and the upgrade that waits
// for a later one.
func rulesAt(get func(string) (record.Value, bool), height uint64) (uint64, *record.Upgrade) {
	before := uint64(rulesAtGenesis)
	if v, ok := get(record.ParamKey(rulesBefore)); ok {
		before = numberOf(v)
	}
	v, ok := get(record.ParamKey(upgradeHeight))
	if !ok || numberOf(v) == 0 {
		return before, nil
	}
	v, _ = get(record.UpgradeKey(numberOf(v)))
	u, err := record.DecodeUpgrade(v)
	must(err)
	if u.Height > height {
		return before, u
	}
	return u.AppVersion, nil
}
