package proof_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"pedigree/proof"
)

const (
	someHash  = "00bde185351c620905736496300a7e82c017ca01189a58cf3179d8647de7656e"
	otherHash = "beed937525de1571d6039c2eef2599e291b828be35e8ee27465c68b8d54edd77"
)

func trustFile(chainID, height, header, validators string) string {
	return `{"chainId":` + chainID + `,"height":` + height + `,"headerHash":` + header +
		`,"validatorsHash":` + validators + `,"indexKey":"` + someHash + "\"}\n"
}

func TestTrustRoot(t *testing.T) {
	q := func(s string) string { return `"` + s + `"` }
	at := func(chainID, height string) string {
		return trustFile(chainID, height, q(someHash), q(otherHash))
	}
	good := at(`"pharma-1"`, `"12345"`)
	for name, tc := range map[string]struct {
		file  string
		valid bool
	}{
		"canonical":          {good, true},
		"white space":        {strings.ReplaceAll(strings.TrimSpace(good), ",", " ,\n\t"), true},
		"genesis":            {trustFile(`"pharma-1"`, `"0"`, `""`, q(otherHash)), true},
		"genesis and hash":   {at(`"pharma-1"`, `"0"`), false},
		"no header hash":     {trustFile(`"pharma-1"`, `"1"`, `""`, q(otherHash)), false},
		"height as number":   {at(`"pharma-1"`, `12345`), false},
		"height with zero":   {at(`"pharma-1"`, `"012345"`), false},
		"height with sign":   {at(`"pharma-1"`, `"+12345"`), false},
		"height too large":   {at(`"p"`, `"9223372036854775808"`), false},
		"largest height":     {at(`"p"`, `"9223372036854775807"`), true},
		"upper-case hash":    {strings.Replace(good, someHash, strings.ToUpper(someHash), 1), false},
		"short hash":         {trustFile(`"p"`, `"1"`, q(someHash[2:]), q(otherHash)), false},
		"no validators":      {trustFile(`"p"`, `"1"`, q(someHash), `""`), false},
		"empty chain id":     {at(`""`, `"1"`), false},
		"quote in chain id":  {at(`"p\"q"`, `"1"`), false},
		"escaped chain id":   {at(`"\u0070"`, `"1"`), false},
		"accent in chain id": {at(`"é"`, `"1"`), false},
		"long chain id":      {at(q(strings.Repeat("p", 51)), `"1"`), false},
		"unknown field":      {strings.Replace(good, `{`, `{"a":1,`, 1), false},
		"double field":       {strings.Replace(good, `{`, `{"chainId":"pharma-1",`, 1), false},
		"other case":         {strings.Replace(good, "chainId", "chainID", 1), false},
		"missing field":      {strings.Replace(good, `"height":"12345",`, "", 1), false},
		"two objects":        {good + good, false},
		"not JSON":           {"chainId: pharma-1", false},
		"array":              {"[" + strings.TrimSpace(good) + "]", false},
		"empty":              {"", false},
		"null":               {"null", false},
		"no index key":       {strings.Replace(good, `,"indexKey":"`+someHash+`"`, "", 1), false},
		"short index key":    {strings.Replace(good, someHash+`"}`, someHash[2:]+`"}`, 1), false},
		"too long":           {good + strings.Repeat(" ", 4096), false},
	} {
		trust, err := proof.ParseTrust([]byte(tc.file))
		if (err == nil) != tc.valid {
			t.Errorf("%s: %+v, %v", name, trust, err)
		}
		if tc.valid {
			again, err := proof.ParseTrust(trust.Encode())
			if err != nil || again != trust {
				t.Errorf("%s: read again: %+v, %v", name, again, err)
			}
		}
	}
	trust, _ := proof.ParseTrust([]byte(good))
	if name := fmt.Sprintf("%x", sha256.Sum256([]byte(good))); trust.Name() != name {
		t.Errorf("name %s, the file's SHA-256 is %s", trust.Name(), name)
	}
	if string(trust.Encode()) != good || trust.Height != 12345 || trust.ChainID != "pharma-1" {
		t.Errorf("%s", trust.Encode())
	}
}
