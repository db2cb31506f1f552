package system

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
)

// Whoever invents serials learns nothing of real ones: no answer and no proof holds a
// registered serial, a lot number, or anybody's GLN.
func TestInventedSerialsRevealNothing(t *testing.T) {
	queries, seed := setting("QUERIES", 10_000), uint64(setting("SEED", 20261122))
	s := serve(t, "--no-demo")
	serials := randomSerials(300)
	s.stockOf(amoxal, "AMX-SECRET-1", serials)
	secrets := [][]byte{[]byte("AMX-SECRET-1"), []byte(acme.gln), []byte(corner.gln),
		[]byte("4099990000004")}
	for _, serial := range serials {
		secrets = append(secrets, []byte(serial))
	}
	began := time.Now()
	codes := make(chan string)
	var asking sync.WaitGroup
	for range 4 {
		asking.Go(func() {
			for code := range codes {
				if err := s.learns(t.Context(), code, secrets); err != nil {
					t.Errorf("%s: %v", code, err)
				}
			}
		})
	}
	dice := rand.New(rand.NewPCG(seed, 10))
	for range queries {
		codes <- invented(dice)
	}
	close(codes)
	asking.Wait()
	took := time.Since(began)
	fmt.Printf("%d anonymous questions about invented serials reveal no serial, lot or GLN, in %s "+
		"(%.0f a second)\n", queries, took.Round(time.Millisecond), float64(queries)/took.Seconds())
}

// invented is a code that somebody made up: of a product that exists or one that does
// not, with or without a lot.
func invented(dice *rand.Rand) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	b := make([]byte, 14)
	for i := range b {
		b[i] = alphabet[dice.IntN(len(alphabet))]
	}
	code := "(01)" + []string{amoxal, amoxal, amoxal, paracetol}[dice.IntN(4)]
	if dice.IntN(2) == 0 {
		code += "(17)291231(10)AMX" + string(b[:3])
	}
	return code + "(21)" + string(b)
}

const wholeVerdict = `query($code: String!) { verify(code: $code) {
	verdict authenticity use reasons { code text } basis height time bundle message advice
	label { gtin serial lot expiry humanReadable digitalLink }
	lot { gtin lot expiry made serialised recalled { class depth } }
	product { gtin name strength form pack manufacturer }
	trail { step role country day } } }`

// learns asks about a code and says what the answer gives away.
func (s *server) learns(ctx context.Context, code string, secrets [][]byte) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	raw, err := question(ctx, s.url, wholeVerdict, map[string]string{"code": code})
	if err != nil {
		return err
	}
	var answer struct {
		Data struct {
			Verify struct {
				Verdict string
				Bundle  proof.Bundle
			}
		}
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return fmt.Errorf("%w in %s", err, raw)
	}
	if v := answer.Data.Verify.Verdict; v != "NOT_REGISTERED" {
		return fmt.Errorf("%s: %s", v, raw)
	}
	bundle := answer.Data.Verify.Bundle
	encoded := bundle.Encode()
	for _, secret := range secrets {
		if bytes.Contains(raw, secret) || bytes.Contains(encoded, secret) {
			return fmt.Errorf("the answer or its proof holds %s", secret)
		}
	}
	return onlyAsked(code, bundle.Proof)
}

// onlyAsked demands that a proof shows no record but those that the code itself names,
// and nothing sealed.
func onlyAsked(code string, p proof.Proof) error {
	label, err := gs1.ParseLabel(code, time.Now().Year())
	if err != nil {
		return err
	}
	for _, token := range p {
		switch {
		case token.Kind == proof.Record && token.Key != record.ProductKey(label.GTIN):
			return fmt.Errorf("the proof shows %s", token.Key)
		case token.Kind == proof.Record && len(token.Sealed) > 0:
			return fmt.Errorf("the proof shows what is sealed of %s", token.Key)
		case token.Kind == proof.Neighbour && record.KindOf(token.Key) == "party",
			token.Kind == proof.Neighbour && record.KindOf(token.Key) == "holding":
			return fmt.Errorf("a neighbour names a GLN: %s", token.Key)
		}
	}
	return nil
}
