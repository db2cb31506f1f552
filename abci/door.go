package abci

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"pedigree/record"
)

// Door serves orders over HTTP:
//
//	POST /tx          application/cose: sends an order and waits (?wait=ACCEPTED does not)
//	GET  /keys/{kid}  the chain; for the device itself also where its sequence stands
//	GET  /checkpoints?from=HEIGHT  the headers where the validators changed since
type Door struct {
	Client *Client
	// Owns says whether a request is from the device that has a key; nil knows none.
	Owns func(*http.Request, record.KID) bool
}

const answerWithin = 60 * time.Second

// Handler serves the door.
func (d Door) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /tx", d.tx)
	mux.HandleFunc("GET /keys/{kid}", d.key)
	mux.HandleFunc("GET /checkpoints", d.checkpoints)
	return mux
}

// Submitted is the answer to an order, as JSON.
type Submitted struct {
	ID      string  `json:"id"`
	Status  Stage   `json:"status"`
	Height  uint64  `json:"height,string,omitempty"`
	Index   uint32  `json:"index"`
	Code    string  `json:"code,omitempty"`
	Number  uint32  `json:"number,omitempty"`
	Message string  `json:"message,omitempty"`
	Advice  string  `json:"advice,omitempty"`
	Events  []Event `json:"events"`
}

// Event is a fact that the order made.
type Event struct {
	ID      string `json:"id"` // height/tx index/n
	Command string `json:"command"`
	Fields  any    `json:"fields"`
}

func (d Door) tx(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Content-Type") != "application/cose" {
		replyError(w, http.StatusUnsupportedMediaType, "send application/cose")
		return
	}
	tx, err := io.ReadAll(http.MaxBytesReader(w, r.Body, record.MaxTxBytes))
	if err != nil {
		replyError(w, http.StatusRequestEntityTooLarge, "an order has at most 256 KiB")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	o, err := d.Client.Submit(ctx, tx, r.URL.Query().Get("wait") == string(Accepted))
	if err != nil {
		// It may be in a block or not: the same bytes may be sent again.
		replyError(w, http.StatusServiceUnavailable, "no answer yet; send the same bytes again")
		return
	}
	answer, err := d.submitted(ctx, o)
	if err != nil {
		replyError(w, http.StatusServiceUnavailable, "no answer yet; send the same bytes again")
		return
	}
	replyJSON(w, http.StatusOK, answer)
}

func (d Door) submitted(ctx context.Context, o Outcome) (Submitted, error) {
	s := Submitted{ID: o.ID.String(), Status: o.Stage, Height: o.Height, Index: o.Index,
		Message: o.Text, Events: []Event{}}
	if o.Code != record.OK {
		s.Code, s.Number, s.Advice = o.Code.String(), uint32(o.Code), o.Code.Advice()
	}
	if o.Facts == 0 {
		return s, nil
	}
	facts, err := d.Client.Facts(ctx, o.First, int(o.Facts))
	if err != nil {
		return s, err
	}
	for _, b := range facts {
		f, err := record.DecodeFact(b)
		if err != nil {
			return s, err
		}
		fields, err := record.FieldsOf(f)
		if err != nil {
			return s, err
		}
		s.Events = append(s.Events, Event{ID: f.ID(), Command: f.Command, Fields: fields})
	}
	return s, nil
}

// keyState says where a device's sequence stands. It persists its own before it
// sends: this is for the first time, or after its disk was lost. A stranger learns of the
// chain alone: whose device it is, and how many orders it sent, is its own to know.
type keyState struct {
	ChainID   string `json:"chainId"`
	BlockTime int64  `json:"blockTime,string"`
	*ownState
}

type ownState struct {
	Party   string `json:"party"` // GLN of whose device it is
	Highest uint64 `json:"highest,string"`
}

func (d Door) key(w http.ResponseWriter, r *http.Request) {
	var id record.KID
	if n, err := hex.Decode(id[:], []byte(r.PathValue("kid"))); err != nil || n != len(id) {
		replyError(w, http.StatusBadRequest, "a key id has 16 hex digits")
		return
	}
	state, err := d.keyState(r.Context(), id, d.Owns != nil && d.Owns(r, id))
	if err != nil {
		replyError(w, http.StatusServiceUnavailable, ErrUnavailable.Error())
		return
	}
	replyJSON(w, http.StatusOK, state)
}

func (d Door) keyState(ctx context.Context, id record.KID, own bool) (keyState, error) {
	status, err := d.Client.Status(ctx)
	if err != nil {
		return keyState{}, err
	}
	s := keyState{ChainID: status.NodeInfo.Network, BlockTime: status.SyncInfo.LatestBlockTime.Unix()}
	if !own {
		return s, nil
	}
	k, err := d.Client.Key(ctx, id)
	if err == nil && k != nil {
		s.ownState = &ownState{k.Party.String(), k.Window.Highest}
	}
	return s, err
}

func replyJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

func replyError(w http.ResponseWriter, status int, text string) {
	replyJSON(w, status, map[string]string{"error": text})
}
