package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

func fromHex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestHashesAreTheirFormulas spells each formula out once more, byte by byte.
func TestHashesAreTheirFormulas(t *testing.T) {
	sum := func(parts ...string) Hash { return sha256.Sum256([]byte(strings.Join(parts, ""))) }
	raw := func(h Hash) string { return string(h[:]) }
	empty := string(fromHex(t, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
	long := strings.Repeat("k", 64)
	value := sum("value")
	for _, c := range []struct {
		what      string
		got, want Hash
	}{
		{"empty root", EmptyRoot(), Hash([]byte(empty))},
		{"value", ValueHash([]byte("open"), []byte("sealed")), sum("open", raw(sum("sealed")))},
		{"value, nothing sealed", ValueHash([]byte("open"), nil), sum("open", empty)},
		{"sealed of no bytes", ValueHash([]byte("open"), []byte{}), sum("open", empty)},
		{"long value", ValueHash(make([]byte, 4000), nil), sum(string(make([]byte, 4000)), empty)},
		{"sentinel", SentinelHash(), sum("\x00")},
		{"leaf", LeafHash("unit|x", value), sum("\x00", "\x06", "unit|x", "\x20", raw(value))},
		{"longest key", LeafHash(long, value), sum("\x00", "\x40", long, "\x20", raw(value))},
		{"inner", InnerHash(value, SentinelHash()), sum("\x01", raw(value), raw(SentinelHash()))},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
		}
	}
}

func TestCheckKey(t *testing.T) {
	for _, key := range []string{"a", "!a", "unit|09506000134352|x", "xé", strings.Repeat("k", 64)} {
		if err := CheckKey(key); err != nil {
			t.Error(err)
		}
	}
	for _, key := range []string{
		"", "!", "~", "~a", " ", "\x7f", "a\x00", "\xff", "a\xffb", strings.Repeat("k", 65),
	} {
		if CheckKey(key) == nil {
			t.Errorf("%q is accepted", key)
		}
	}
}

func TestCritBit(t *testing.T) {
	for _, c := range []struct {
		a, b string
		bit  int
	}{
		{"a", "b", 6}, {"a", "c", 6}, {"@", "A", 7}, {"a", "aa", 9}, {"aa", "a", 9},
		{"", "a", 1}, {"ab", "ab\x00", 1<<63 - 1}, {"", "", 1<<63 - 1}, {"a", "\xe1", 0},
	} {
		if got := CritBit(c.a, c.b); got != c.bit {
			t.Errorf("CritBit(%q, %q) = %d, want %d", c.a, c.b, got, c.bit)
		}
	}
}
