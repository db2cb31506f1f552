package tests

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/licensecheck"
)

// What is linked into the binary or shipped in the page has to leave its users
// free: no licence that reaches over to what is linked with it (GPL, AGPL, LGPL).
// MPL-2.0 ends at its own files.
var freeLicences = []string{"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD",
	"BSD-2-Clause-Views", "MPL-2.0", "CC0-1.0", "Unlicense", "BlueOak-1.0.0", "Python-2.0", "Zlib"}

var licenceFile = regexp.MustCompile(`^(?i:licen[sc]e|copying|unlicense)(-[^.]*)?(\.(md|txt|[A-Z]+))?$`)

// readByHand are files whose words the scanner does not know, and what they say.
var readByHand = map[string]string{
	"modernc.org/sqlite/LICENSE-SQLITE":             "public domain",
	"modernc.org/memory/LICENSE-LOGO":               "", // of a logo that is not linked
	"github.com/multiformats/go-multicodec/LICENSE": "Apache-2.0 or MIT",
	"github.com/multiformats/go-base36/LICENSE.md":  "Apache-2.0 or MIT",
}

// TestLicencesOfGoModules reads the licence of each module that the binary, its
// tests included, is made of. docs/licences.md lists them for who passes the
// binary on; LICENCES=update writes it anew.
func TestLicencesOfGoModules(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-test", "-f",
		`{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}`, "../...").Output()
	if err != nil {
		t.Fatal("go list: ", err)
	}
	lines := strings.Fields(string(out))
	dirs := make(map[string]string)
	for i := 0; i+1 < len(lines); i += 2 {
		dirs[lines[i]] = lines[i+1]
	}
	if len(dirs) < 50 {
		t.Fatalf("only %d modules were listed", len(dirs))
	}
	var rows []string
	for module, dir := range dirs {
		names, err := moduleLicences(module, dir)
		if err != nil {
			t.Errorf("%s: %v", module, err)
		}
		rows = append(rows, fmt.Sprintf("| %s | %s |\n", module, strings.Join(names, ", ")))
	}
	slices.Sort(rows)
	compareLicences(t, rows)
}

// moduleLicences names the licences in a module's directory. A text that is not
// recognised for the greater part is an error: nobody knows what it asks.
func moduleLicences(module, dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	judged := 0
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		judged++
		if says, known := readByHand[module+"/"+e.Name()]; known {
			if says != "" {
				names = append(names, says)
			}
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		found := licensecheck.Scan(text)
		if found.Percent < 50 {
			return nil, fmt.Errorf("%s is recognised to %.0f %% only", e.Name(), found.Percent)
		}
		for _, m := range found.Match {
			if !slices.Contains(freeLicences, m.ID) {
				return nil, fmt.Errorf("%s holds licence %s, which the project may not use", e.Name(), m.ID)
			}
			names = append(names, m.ID)
		}
	}
	if judged == 0 {
		return nil, fmt.Errorf("no licence was found in %d files", len(entries))
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

const licencesIntro = "# Licences of what the binary is made of\n\n" +
	"Each Go module that is linked into `pedigree` or its tests, with the licences in its folder\n" +
	"(`LICENCES=update go test ./tests -run Licences` writes this page). What the page is made of stands, with its\n" +
	"licence, in `web/package-lock.json`; the same test checks it.\n\n| module | licence |\n|---|---|\n"

func compareLicences(t *testing.T, rows []string) {
	want := licencesIntro + strings.Join(rows, "")
	const page = "../docs/licences.md"
	if os.Getenv("LICENCES") == "update" && !t.Failed() {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(page)
	if err != nil || string(have) != want {
		t.Errorf("docs/licences.md does not list today's modules (%v): LICENCES=update writes it", err)
	}
}

// TestLicencesOfThePage reads what npm's lock file says of each package.
func TestLicencesOfThePage(t *testing.T) {
	b, err := os.ReadFile("../web/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]struct{ License string }
	}
	if err := json.Unmarshal(b, &lock); err != nil {
		t.Fatal(err)
	}
	if len(lock.Packages) < 50 {
		t.Fatalf("only %d packages stand in the lock file", len(lock.Packages))
	}
	choice := regexp.MustCompile(`[()]| OR .*`)
	for name, p := range lock.Packages {
		if name == "" {
			continue // our own
		}
		if l := choice.ReplaceAllString(p.License, ""); !slices.Contains(freeLicences, l) {
			t.Errorf("%s: licence %q is not one that the project may use", name, p.License)
		}
	}
}
