package proof_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pedigree/proof"
)

const lightVectors = "../../shared/vectors/light"

func readLight(t *testing.T, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func lightFiles(t *testing.T, pattern string) []string {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(lightVectors, pattern))
	if len(files) == 0 {
		t.Skip("the public light-client vectors are not beside the repository")
	}
	return files
}

// Blocks made with the real CometBFT types: header hash, set hash, sign bytes and
// signatures.
func TestOwnLightVectors(t *testing.T) {
	passed, total := 0, 0
	check := func(what string, ok bool) {
		t.Helper()
		if total++; ok {
			passed++
			return
		}
		t.Error(what)
	}
	for _, file := range lightFiles(t, "own/*.json") {
		var v struct {
			Chain      string
			Header     lightHeader
			HeaderHash []byte
			Bid        lightBlockID
			ValHash    []byte
			Sigs       []struct {
				Pk, Sig, SignBytes []byte
				Power              uint64
				T                  time.Time
			}
		}
		readLight(t, file, &v)
		h, id := v.Header.ours(t), v.Bid.ours()
		hash := h.Hash()
		check(file+": header hash", bytes.Equal(hash[:], v.HeaderHash) && bytes.Equal(hash[:], id.Hash))
		var set []proof.Validator
		var full []*proof.Signature
		for i, s := range v.Sigs {
			at := lightTime(s.T)
			set = append(set, proof.Validator{PublicKey: s.Pk, Power: s.Power})
			full = append(full, &proof.Signature{Seconds: at.Seconds, Nanos: at.Nanos, Signature: s.Sig})
			check(fmt.Sprintf("%s: sign bytes %d", file, i),
				bytes.Equal(proof.SignBytes(v.Chain, h.Height, 0, id, at), s.SignBytes))
		}
		valHash := proof.ValidatorsHash(set)
		check(file+": set hash", bytes.Equal(valHash[:], v.ValHash) &&
			bytes.Equal(valHash[:], h.ValidatorsHash))
		short, err := proof.MinimalSignatures(v.Chain, h.Height, 0, id, set, full)
		check(file+": all signatures count", err == nil && len(short) == len(set)*2/3+1)
		check(file+": commit", proof.CheckCommit(v.Chain, h.Height, 0, id, set, short) == nil)
		for i := range short {
			full[i].Signature[40]++
			check(fmt.Sprintf("%s: signature %d changed", file, i),
				proof.CheckCommit(v.Chain, h.Height, 0, id, set, short) != nil)
			full[i].Signature[40]--
		}
	}
	fmt.Printf("light vectors (own): %d/%d passed\n", passed, total)
}

// Steps of a TLA+ model of a skipping light client. Our trust model is another: a
// header follows when the set that the last trusted header names for the next
// block signed it, and a change of set needs its checkpoint. So a step is judged:
//
//   - SUCCESS with the set that the trusted header names must be accepted;
//   - SUCCESS with another set carries trust over by a third of it, which bundles
//     do not do: out of scope, and it must be refused as untrusted, because the
//     checkpoint between is missing;
//   - NOT_ENOUGH_TRUST must be refused as untrusted, although the commit is good by
//     the set that the block brings along, which is checked too;
//   - INVALID must be refused. We know no trusting period and leave the clock to
//     the caller of Verify (Evidence.Time): the cases named HeaderFromFuture and
//     HeaderNotWithinTrustingPeriod are refused here for their sets and commits.
func TestSingleStepLightVectors(t *testing.T) {
	passed, total, outOfScope := 0, 0, 0
	for _, file := range lightFiles(t, "single_step/*.json") {
		var v struct {
			Initial struct {
				Signed lightSigned `json:"signed_header"`
				Next   lightSet    `json:"next_validator_set"`
			}
			Input []lightStep
		}
		readLight(t, file, &v)
		trusted, set := v.Initial.Signed.Header.ours(t), v.Initial.Next.ours(t)
		for i, step := range v.Input {
			b := step.Block
			h, own := b.Signed.Header.ours(t), b.Set.ours(t)
			follows, commit := judgeStep(t, &trusted, set, &b.Signed, own)
			named := bytes.Equal(h.ValidatorsHash, trusted.NextValidatorsHash)
			ok := false
			switch {
			case step.Verdict == "SUCCESS" && named:
				ok = follows == nil && commit == nil
			case step.Verdict == "SUCCESS":
				outOfScope++
				ok = errors.Is(follows, proof.ErrUntrusted) && commit == nil
			case step.Verdict == "NOT_ENOUGH_TRUST":
				ok = errors.Is(follows, proof.ErrUntrusted) && commit == nil
			case step.Verdict == "INVALID":
				ok = follows != nil
			}
			if total++; ok {
				passed++
			} else {
				t.Errorf("%s, step %d: %s, but follows: %v; commit by its own set: %v",
					filepath.Base(file), i, step.Verdict, follows, commit)
			}
			if step.Verdict == "SUCCESS" {
				trusted, set = h, b.Next.ours(t)
			}
		}
	}
	fmt.Printf("light vectors (single step): %d/%d passed, %d of them skip and must be refused here\n",
		passed, total, outOfScope)
}

// judgeStep asks whether the block follows from the trusted header, and whether
// its commit is good by the set that it brings along.
func judgeStep(t *testing.T, trusted *proof.Header, set []proof.Validator, b *lightSigned,
	own []proof.Validator) (follows, commit error) {
	h, id := b.Header.ours(t), b.Commit.BlockID.ours()
	short, commit := b.commit(t, own)
	if hash := proof.ValidatorsHash(own); commit == nil && !bytes.Equal(hash[:], h.ValidatorsHash) {
		commit = errors.New("the header names another set than the block brings")
	}
	if mine, err := b.commit(t, set); err == nil {
		short = mine
	}
	return proof.Follows(trusted, set, &h, id, b.Commit.Round, short), commit
}
