package tests

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
	"pedigree/record"
)

// thoroughness is how much a scenario is looked at while it is made smaller.
type thoroughness int

const (
	onlyOutcomes thoroughness = iota // codes and facts on the bare ledger
	withState                        // its state after each order, too
	withStore                        // and the application over the real store
)

// A replayed run: what was told, as a scenario, and what was found at its end.
type replayed struct {
	told  []string
	ran   int // lines
	found error
}

// replay runs lines as a scenario, until something is found. Lines that name what is
// not there any more are left out.
func replay(t testing.TB, lines []line, how thoroughness) (r replayed) {
	trapped := &trap{TB: t}
	defer trapped.close()
	err := guard(func() error {
		s, g := emptyScenario(trapped)
		if s.quick = how == onlyOutcomes; how == withStore {
			s.chains = append(s.chains, newOverABCI(trapped, g, s.now, store.Options{FS: vfs.NewMem(),
				CacheBytes: 4 << 20}))
		}
		for n, l := range lines {
			r.ran = n + 1
			if err := s.again(l, &r); err != nil {
				return err
			}
		}
		return nil
	})
	r.found = err
	return r
}

// again takes one line. What it returns was found, whatever else went wrong.
func (s *scenario) again(l line, r *replayed) error {
	w := strings.Fields(l.text)
	if !l.order {
		if at := map[string]int{"site": 2, "device": 2}[w[0]]; at > 0 && s.actors[w[at]] == nil {
			return nil
		}
		err := s.step(l.text)
		if err == nil {
			r.told = append(r.told, l.text)
		}
		return onlyFindings(err)
	}
	text, err := s.fill(l.text)
	by := s.actors[w[0]]
	if err != nil || by == nil {
		return nil
	}
	body, err := bodyOf(w[1], strings.SplitN(text, " ", 3)[2])
	if err != nil {
		return nil
	}
	raw, err := by.sign(s.now, w[1], body)
	if err != nil {
		return nil
	}
	if tx, err := record.DecodeTx(raw); err == nil && l.makes != "" {
		s.words[l.makes] = string(record.NewID(created[l.makes[0]], tx.ID, 0))
	}
	results, err := s.deliver(raw)
	outcome := results[0].Code.String()
	var d disagreement
	if errors.As(err, &d) {
		r.told = append(r.told, "# "+strings.ReplaceAll(d.err.Error(), "\n", "\n# "))
		outcome = d.want.String()
	}
	if outcome == record.OK.String() {
		outcome = strings.TrimSpace("ok " + l.makes)
	}
	r.told = append(r.told, l.text+" -> "+outcome)
	if l.fact != "" && len(s.said) > 0 {
		s.words[l.fact] = hex.EncodeToString(s.said[0])
		r.told = append(r.told, "fact "+l.fact)
	}
	return onlyFindings(err)
}

func onlyFindings(err error) error {
	var f finding
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// shrink leaves out lines, and things that orders name, while something is still
// found.
func shrink(t testing.TB, lines []line) (told []string, found error) {
	how := onlyOutcomes
	r := replay(t, lines, how)
	for ; r.found == nil && how < withStore; r = replay(t, lines, how) {
		how++
	}
	if r.found == nil {
		return nil, nil
	}
	lines = lines[:r.ran]
	still := func(less []line) bool { return replay(t, less, how).found != nil }
	for changed := true; changed; {
		changed = false
		for size := max(len(lines)/2, 1); size > 0; size /= 2 {
			for at := 0; at < len(lines); {
				less := append(append([]line{}, lines[:at]...), lines[min(at+size, len(lines)):]...)
				if still(less) {
					lines, changed = less, true
				} else {
					at += size
				}
			}
		}
		for n := 0; n < len(lines); n++ {
			if less := waitOnce(lines, n); less != nil && still(less) {
				lines, changed = less, true
			}
		}
		for n := range lines {
			for _, smaller := range lessOf(lines[n]) {
				less := append([]line{}, lines...)
				less[n] = smaller
				if still(less) {
					lines, changed = less, true
					break
				}
			}
		}
	}
	r = replay(t, unnamed(lines), how)
	return r.told, r.found
}

// waitOnce leaves a waiting out and adds it to the one after it.
func waitOnce(lines []line, n int) []line {
	var first, second int64
	if _, err := fmt.Sscanf(lines[n].text, "later %ds", &first); err != nil {
		return nil
	}
	for m := n + 1; m < len(lines); m++ {
		if _, err := fmt.Sscanf(lines[m].text, "later %ds", &second); err == nil {
			less := append(append([]line{}, lines[:n]...), lines[n+1:]...)
			less[m-1].text = fmt.Sprintf("later %ds", first+second)
			return less
		}
	}
	return nil
}

// lessOf gives an order with one thing less in one of its lists, or one field less.
func lessOf(l line) (smaller []line) {
	at := strings.Index(l.text, "{")
	if !l.order || at < 0 {
		return nil
	}
	var fields map[string]any
	d := json.NewDecoder(strings.NewReader(l.text[at:]))
	if d.UseNumber(); d.Decode(&fields) != nil {
		return nil
	}
	add := func() {
		if b, err := json.Marshal(fields); err == nil {
			x := l
			x.text = l.text[:at] + string(b)
			smaller = append(smaller, x)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		v := fields[name]
		delete(fields, name)
		add()
		if list, is := v.([]any); is && len(list) > 1 {
			for n := range list {
				fields[name] = append(append([]any{}, list[:n]...), list[n+1:]...)
				add()
			}
		}
		fields[name] = v
	}
	return smaller
}

// unnamed forgets the names that no later line uses.
func unnamed(lines []line) []line {
	less := append([]line{}, lines...)
	for n, l := range less {
		used := func(name string) bool {
			for _, later := range less[n+1:] {
				for _, word := range wordPattern.FindAllString(later.text, -1) {
					if word == "$"+name || word == "$heads_"+name || word == "$histories_"+name {
						return true
					}
				}
			}
			return false
		}
		if l.makes != "" && !used(l.makes) {
			less[n].makes = ""
		}
		if l.fact != "" && !used(l.fact) {
			less[n].fact = ""
		}
	}
	return less
}

// report tells of a failure: as small a scenario as was found, or, where one order a
// block does not show it, all that was done.
func report(t testing.TB, seed int64, found error, lines []line) string {
	text := fmt.Sprintf("seed %d: %v\n", seed, found)
	told, again := shrink(t, lines)
	if again == nil {
		text += "It takes several orders in one block, a restart or a replica: run the seed again.\n"
		for _, l := range lines[max(0, len(lines)-20):] {
			text += l.text + "\n"
		}
		return text
	}
	return text + fmt.Sprintf("# a minimal scenario, for a file in tests/scenarios: %s\n%s\n",
		strings.ReplaceAll(again.Error(), "\n", "\n# "), strings.Join(told, "\n"))
}
