package system

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
)

// asked is what a closed gateway answers to a question with or without a token.
func (s *server) asked(token, query string, variables map[string]any) (answer struct {
	Data   map[string]any
	Errors []struct{ Extensions struct{ Code string } }
}) {
	s.t.Helper()
	body := must(json.Marshal(map[string]any{"query": query, "variables": variables}))(s.t)
	req := must(http.NewRequestWithContext(within(s.t), http.MethodPost, s.url+"/graphql",
		strings.NewReader(string(body))))(s.t)
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(token))
	}
	resp := must(http.DefaultClient.Do(req))(s.t)
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		s.t.Fatal(err)
	}
	return answer
}

// A gateway that others reach: the anonymous verify and no more, a device asks with a
// token that the program makes for it, and sees what its party has to do with.
func TestTokensOnAGatewayThatOthersReach(t *testing.T) {
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t) // a port that is free
	address := l.Addr().String()
	l.Close()
	s := serve(t, "--listen", address, "--public-url", "http://"+address)
	u := s.terminal()
	lots := `{lots(first:9){edges{node{gtin lot}}}}`
	code := func(token, query string) string {
		if a := s.asked(token, query, nil); len(a.Errors) > 0 {
			return a.Errors[0].Extensions.Code
		}
		return ""
	}
	if got := code("", lots); got != "Forbidden" {
		t.Errorf("the anonymous listed lots: %q", got)
	}
	if got := code("", `{__schema{types{name}}}`); got != "Forbidden" {
		t.Errorf("the anonymous looked into the schema: %q", got)
	}
	u.expect(4, "verify", "(01)09504000100018(21)NOBODY1", "--trust", s.trust())
	for _, url := range []string{s.url, strings.Replace(s.url, "127.0.0.1", "localhost", 1)} {
		token := u.expect(0, "token", "--as", s.home+"/keys/authority.pem", "--url", url).out
		if a := s.asked(token, lots, nil); len(a.Errors) > 0 || a.Data["lots"] == nil {
			t.Errorf("the authority, for %s: %+v", url, a)
		}
	}
	stranger := s.home + "/stranger.pem"
	u.expect(0, "key", "new", stranger)
	for want, args := range map[string][]string{
		"Forbidden":       {"--as", stranger, "--url", s.url},
		"Unauthenticated": {"--as", s.home + "/keys/authority.pem", "--url", "https://other.example"},
	} {
		token := u.expect(0, append([]string{"token"}, args...)...).out
		if got := code(token, lots); got != want {
			t.Errorf("%v: %q instead of %s", args, got, want)
		}
	}
}
