package tests

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// house says what a package may import: ours by their place, others by the path
// of their module, without a major version. The standard library is free, but for
// the ledger (determinism_test.go).
// A room of a house (within) may use what the house owns.
type house struct {
	ours, owns []string
	within     string
}

// The table of docs/architecture.md, section 1. It is policy: change it with a
// reason, never to pass. Each heavy dependency has exactly one owner.
var houses = map[string]house{
	"gs1":    {},
	"record": {ours: []string{"gs1"}, owns: []string{"github.com/fxamacker/cbor"}},
	// The curve for the index of packs and lots; keys and signatures stay with abci.
	"proof": {ours: []string{"gs1", "record"}, owns: []string{
		"github.com/oasisprotocol/curve25519-voi/curve",
		"github.com/oasisprotocol/curve25519-voi/primitives/h2c",
		"github.com/oasisprotocol/curve25519-voi/primitives/ed25519/extra/ecvrf"}},
	"events": {ours: []string{"gs1", "record"}},
	// proof knows which keys are sound for those who verify without the curve.
	"graphql/bearer": {ours: []string{"gs1", "proof", "record"}, owns: []string{"github.com/golang-jwt/jwt"}},
	"events/stream": {ours: []string{"events", "record"},
		owns: []string{"github.com/nats-io/nats.go"}},
	"events/partner": {ours: []string{"events", "events/stream", "gs1", "record"},
		owns: []string{"github.com/nats-io/jwt", "github.com/nats-io/nkeys"}, within: "events/stream"},
	"events/capture": {ours: []string{"events", "gs1", "record"}},
	"events/webhook": {ours: []string{"events/stream", "gs1", "record"}},
	// record for the CBOR of snapshots alone: it owns the one strict reader.
	"abci/store": {ours: []string{"abci/store/disk", "abci/store/tree", "proof", "record"}, owns: []string{"github.com/cockroachdb/pebble"}},
	// Which keys are sound is a rule of the ledger: it asks the curve itself, which proof owns.
	"abci/ledger":     {ours: []string{"gs1", "record"}, owns: []string{"golang.org/x/text/unicode/norm"}, within: "proof"},
	"abci/store/tree": {ours: []string{"proof"}},
	"abci/store/disk": {within: "abci/store"},
	"abci/queue":      {ours: []string{"abci/ledger", "gs1", "record"}, within: "abci"},
	"abci": {ours: []string{"abci/ledger", "abci/queue", "abci/store", "record", "proof"},
		owns: []string{"github.com/cometbft/cometbft", "github.com/oasisprotocol/curve25519-voi/primitives/ed25519"}},
	"abci/load":        {ours: []string{"abci", "abci/ledger", "gs1", "record"}, within: "abci"},
	"abci/store/bench": {ours: []string{"abci/store", "abci/store/disk", "gs1", "proof", "record"}},
	"graphql/readmodel": {ours: []string{"gs1", "record", "events"},
		owns: []string{"modernc.org/sqlite", "github.com/jackc/pgx", "github.com/tidwall/gjson"}},
	"gateway": {},
	"graphql": {ours: []string{"gateway", "graphql/readmodel", "gs1", "record", "events", "proof", "graphql/bearer"},
		owns: []string{"github.com/graphql-go/graphql", "github.com/vektah/gqlparser",
			"github.com/coder/websocket"}},
	"scanner": {ours: []string{"gs1", "record", "proof"},
		owns: []string{"github.com/skip2/go-qrcode", "github.com/makiuchi-d/gozxing",
			"github.com/boombuler/barcode", "golang.org/x/image"}},
	"web": {},
	"cmd/pedigree": {ours: []string{"gs1", "record", "proof", "events", "graphql/bearer", "events/stream",
		"events/partner", "events/webhook", "events/capture",
		"abci", "abci/ledger", "abci/load", "abci/store", "abci/store/bench", "gateway", "graphql", "graphql/readmodel",
		"scanner", "web"},
		owns: []string{"github.com/nats-io/nats-server", "github.com/spf13/cobra",
			"github.com/schollz/progressbar"}},
	"tests": {},
	// The normal form of texts as the ledger has it; countries by another's list.
	"tests/model": {ours: []string{"gs1", "record"}, owns: []string{"golang.org/x/text/language"},
		within: "abci/ledger"},
	"tests/system": {},
	// For tests alone; it is no _test file because several packages share it.
	"tests/postgres": {},
}

// TestImports reads every import of the code that is built. What is only tested
// may import anything.
func TestImports(t *testing.T) {
	edges, err := importsOf("..")
	if err != nil {
		t.Fatal(err)
	}
	if len(edges) < 15 {
		t.Fatalf("only %d packages found", len(edges))
	}
	for _, complaint := range judgeImports(edges, houses) {
		t.Error(complaint)
	}
	owners := map[string]string{}
	for place, h := range houses {
		for _, module := range h.owns {
			if other, taken := owners[module]; taken {
				t.Errorf("%s is owned by %s and %s", module, place, other)
			}
			owners[module] = place
		}
	}
}

// A table that lets everything pass would pass, too.
func TestImportsCanFail(t *testing.T) {
	table := map[string]house{"gs1": {}, "record": {ours: []string{"gs1"}, owns: []string{"example.org/cbor"}}}
	for name, c := range map[string]struct {
		place, path string
		fine        bool
	}{
		"ours":                 {"record", "pedigree/gs1", true},
		"the standard library": {"gs1", "encoding/json", true},
		"its own dependency":   {"record", "example.org/cbor/v2/internal", true},
		"the other way round":  {"gs1", "pedigree/record", false},
		"another's dependency": {"gs1", "example.org/cbor/v2", false},
		"nobody's dependency":  {"record", "example.org/cborx", false},
		"a place not listed":   {"helpers", "fmt", false},
	} {
		got := judgeImports(map[string][]string{c.place: {c.path}}, table)
		if (len(got) == 0) != c.fine {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func judgeImports(edges map[string][]string, table map[string]house) (complaints []string) {
	for place, paths := range edges {
		h, listed := table[place]
		if !listed {
			complaints = append(complaints, place+" is in no row of the table")
			continue
		}
		for _, p := range paths {
			if ours, is := strings.CutPrefix(p, "pedigree/"); is {
				if !slices.Contains(h.ours, ours) {
					complaints = append(complaints, fmt.Sprintf("%s imports %s", place, p))
				}
				continue
			}
			first, _, _ := strings.Cut(p, "/")
			owned := slices.ContainsFunc(slices.Concat(h.owns, table[h.within].owns),
				func(m string) bool { return p == m || strings.HasPrefix(p, m+"/") })
			if strings.Contains(first, ".") && !owned {
				complaints = append(complaints, fmt.Sprintf("%s imports %s", place, p))
			}
		}
	}
	slices.Sort(complaints)
	return complaints
}

// importsOf gives the imports of each package below root, by its place.
func importsOf(root string) (map[string][]string, error) {
	edges := map[string][]string{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && file != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		place, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		place = path.Clean(filepath.ToSlash(place))
		edges[place] = append(edges[place], []string{}...)
		for _, spec := range f.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			edges[place] = append(edges[place], p)
		}
		return nil
	})
	return edges, err
}
