package tests

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// Every node has to come to the same state, on any machine, in any release of Go.
// So the ledger's code, and that of its records, knows no clock, chance, network,
// disk, goroutine or float, and never asks a map for its order.
func TestLedgerIsDeterministic(t *testing.T) {
	from := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for _, dir := range []string{"../record", "../abci/ledger"} {
		complaints, err := undetermined(os.DirFS(dir), from, forbidden[filepath.Base(dir)])
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range complaints {
			t.Errorf("%s/%s", dir, c)
		}
	}
}

var neverImported = []string{"time", "math/rand", "math/rand/v2", "crypto/rand", "os", "io/fs",
	"net",
	"net/http", "runtime", "sync", "sync/atomic", "syscall", "unsafe", "context", "log", "math/big",
	"maps", "iter", "hash/maphash", "runtime/debug", "path/filepath", "os/exec", "text/template",
	"math"}

// What is forbidden beyond that, by package: record may use math for the largest
// integers (floats are looked for by themselves), and json, whose map order is
// sorted, for people.
var forbidden = map[string][]string{
	"record": slices.DeleteFunc(slices.Clone(neverImported),
		func(p string) bool { return p == "math" }),
	"ledger": append(slices.Clone(neverImported), "crypto/ed25519", "reflect"),
}

// Each rule of the test can fail: a file that breaks just that one.
func TestDeterminismCanFail(t *testing.T) {
	from := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for want, code := range map[string]string{
		"imports time":       `import "time"; var Now = time.Now`,
		"imports math/rand":  `import "math/rand"; var N = rand.Int`,
		"imports maps":       `import "maps"; var K = maps.Keys[map[string]int]`,
		"a goroutine":        `func f() { go f() }`,
		"a select":           `func f(c chan int) { select { case <-c: default: } }`,
		"a channel":          `var c = make(chan int)`,
		"a float":            `var x = 1.5`,
		"a float ":           `func f(n int) bool { return float64(n) > 0 }`,
		"a complex":          `var x complex128`,
		"ranges over a map":  `func f(m map[string]int) { for range m { } }`,
		"ranges over a map ": `type M map[string]int; func f(m M) (n int) { for _, v := range m { n += v }; return }`,
		"formats a map":      `import "fmt"; func f(m map[string]int) string { return fmt.Sprint(m) }`,
		"formats a map ": `import "fmt"; type T struct{ M map[int]int }
			func f(t *T) string { return fmt.Sprintf("%v", t) }`,
		"formats a pointer": `import "fmt"; func f(p *int) string { return fmt.Sprintf("%p", p) }`,
		"": `import "fmt"
			func f(m map[string]int, s []int) string {
				n := 0
				for _, x := range s {
					n += x
				}
				return fmt.Sprint(n, m["a"], len(m))
			}`,
	} {
		files := fstest.MapFS{"x.go": {Data: []byte("package x\n" + code)}}
		got, err := undetermined(files, from, forbidden["ledger"])
		if err != nil {
			t.Fatal(code, err)
		}
		want = strings.TrimSpace(want)
		if want == "" && len(got) > 0 || want != "" && !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("%s: got %q, want %q", code, got, want)
		}
	}
}

// undetermined reads a package and lists what could differ between two nodes.
func undetermined(dir fs.FS, from types.Importer, imports []string) (complaints []string,
	err error) {
	set := token.NewFileSet()
	names, err := fs.Glob(dir, "*.go")
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no code")
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: from}
	if _, err := conf.Check("checked", set, files, info); err != nil {
		return nil, err
	}
	for _, f := range files {
		w := watch{set: set, info: info}
		for _, spec := range f.Imports {
			if p, err := strconv.Unquote(spec.Path.Value); err != nil || slices.Contains(imports, p) {
				w.say(spec.Pos(), "imports %s", p)
			}
		}
		ast.Inspect(f, w.node)
		complaints = append(complaints, w.complaints...)
	}
	return complaints, nil
}

// watch goes through a file.
type watch struct {
	set        *token.FileSet
	info       *types.Info
	complaints []string
}

func (w *watch) say(at token.Pos, format string, args ...any) {
	w.complaints = append(w.complaints,
		fmt.Sprintf("%s: %s", w.set.Position(at), fmt.Sprintf(format, args...)))
}

func (w *watch) node(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		w.say(n.Pos(), "a goroutine")
	case *ast.SelectStmt:
		w.say(n.Pos(), "a select")
	case *ast.ChanType:
		w.say(n.Pos(), "a channel")
	case *ast.RangeStmt:
		if isMap(w.info.TypeOf(n.X)) {
			w.say(n.Pos(), "ranges over a map")
		}
	case *ast.CallExpr:
		w.call(n)
	case ast.Expr:
		w.number(n)
	}
	return true
}

func (w *watch) number(x ast.Expr) {
	t := w.info.TypeOf(x)
	if t == nil {
		return
	}
	if b, ok := t.Underlying().(*types.Basic); ok {
		switch {
		case b.Info()&types.IsFloat != 0:
			w.say(x.Pos(), "a float")
		case b.Info()&types.IsComplex != 0:
			w.say(x.Pos(), "a complex number")
		}
	}
}

// call looks at what is formatted: fmt sorts the keys of maps, but not what they
// point at, and an address differs on every run.
func (w *watch) call(c *ast.CallExpr) {
	w.number(c)
	s, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	if o := w.info.Uses[s.Sel]; o == nil || o.Pkg() == nil || o.Pkg().Path() != "fmt" {
		return
	}
	for _, arg := range c.Args {
		if holdsMap(w.info.TypeOf(arg), 0) {
			w.say(arg.Pos(), "formats a map")
		}
		if v := w.info.Types[arg].Value; v != nil && strings.Contains(v.ExactString(), "%p") {
			w.say(arg.Pos(), "formats a pointer")
		}
	}
}

func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	_, is := t.Underlying().(*types.Map)
	return is
}

func holdsMap(t types.Type, depth int) bool {
	if t == nil || depth > 4 {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Map:
		return true
	case *types.Pointer:
		return holdsMap(u.Elem(), depth+1)
	case *types.Slice:
		return holdsMap(u.Elem(), depth+1)
	case *types.Struct:
		for i := range u.NumFields() {
			if holdsMap(u.Field(i).Type(), depth+1) {
				return true
			}
		}
	}
	return false
}
