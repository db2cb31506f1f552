package proof

import "testing"

// The words of the proquint paper for 127.0.0.1 and 63.84.220.193, which the page's own
// tests have too.
func TestProquints(t *testing.T) {
	name := Hash{127, 0, 0, 1, 63, 84, 220, 193}
	if got := proquints(name); got != "lusab babad gutih tugad babab babab babab babab" {
		t.Error(got)
	}
	if got := (Trust{ChainID: "c"}).Words(); len(got) != 8*5+7 {
		t.Error(got)
	}
}
