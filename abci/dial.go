package abci

import (
	"io"
	"net/http"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	jsonrpc "github.com/cometbft/cometbft/rpc/jsonrpc/client"
)

// maxReply bounds what another node may answer: the largest piece of the log is that
// of one full block.
const maxReply = 128 << 20

// Dial makes a client of a node elsewhere, by the address of its CometBFT RPC. It
// connects when something is asked.
func Dial(url string) (*Client, error) {
	c, err := jsonrpc.DefaultHTTPClient(url)
	if err != nil {
		return nil, err
	}
	c.Transport = bounded{c.Transport}
	node, err := rpchttp.NewWithClient(url, "/websocket", c)
	if err != nil {
		return nil, err
	}
	return NewClient(node, nil), nil
}

// bounded cuts answers that are too long; what is left of them is no JSON.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, maxReply), resp.Body}
	}
	return resp, err
}
