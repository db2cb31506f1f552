package system

import (
	"net/http"
	"time"
)

// network is what the gateway says of its chain and readers.
type network struct {
	ChainID, Height string
	Readers         []struct{ Name, Height, Lag string }
}

func (s *server) network() network {
	s.t.Helper()
	var data struct{ Network network }
	s.ask(`{network{chainId height readers{name height lag}}}`, &data)
	return data.Network
}

// lag is how many facts a reader has not read yet.
func (n network) lag(reader string) string {
	for _, r := range n.Readers {
		if r.Name == reader {
			return r.Lag
		}
	}
	return "no such reader"
}

// caughtUp waits until stream and read model are where the ledger is.
func (s *server) caughtUp() {
	s.t.Helper()
	eventually(s.t, "the readers catch up", func() bool {
		n := s.network()
		return n.lag("stream") == "0" && n.lag("readmodel") == "0"
	})
}

// ready says what /readyz answers.
func (s *server) ready() int {
	s.t.Helper()
	c := http.Client{Timeout: 10 * time.Second}
	resp := must(c.Get(s.url + "/readyz"))(s.t)
	resp.Body.Close()
	return resp.StatusCode
}
