package ledger

import (
	"errors"

	"pedigree/record"
)

// acknowledgeRecall is a site's word that it has read a recall and keeps apart what
// it has of the lot. A suspended party may still give it.
type acknowledgeRecall struct{ record.AcknowledgeRecall }

func (c *acknowledgeRecall) Body() any { return &c.AcknowledgeRecall }

func (c *acknowledgeRecall) Check() error {
	if !c.Recall.Valid() {
		return errors.New("recall is the id of the recall: 32 hex digits")
	}
	return checkText("note", c.Note, false)
}

func (c *acknowledgeRecall) Apply(s *State) *Refused {
	recall, ok := load(s, record.RecallKey(c.Recall), record.DecodeRecall)
	if !ok {
		return no(record.NotFound, "no recall %s", c.Recall)
	}
	gtin, number := recall.Sealed.GTIN, recall.Sealed.Number
	holding := record.HoldingKey(recall.Lot, s.Site)
	h := s.holding(holding)
	if h == nil {
		return no(record.NotHolder, "this site never had anything of lot %s; nothing is to be done", number)
	}
	key := record.AcknowledgementKey(c.Recall, s.Site)
	if s.has(key) {
		return no(record.AlreadyExists, "this site has acknowledged the recall of lot %s already", number)
	}
	fact := record.RecallAcknowledged{Recall: c.Recall, GTIN: gtin, Lot: number, Note: c.Note}
	for _, r := range h.Rows {
		fact.Held += r.Held
		fact.Outgoing += r.Outgoing
		fact.Supplied += r.Supplied
		fact.Gone += r.Gone
	}
	s.put(key, record.Acknowledgement{Sealed: &record.AcknowledgementSealed{Salt: s.salt(key),
		Party: s.Party, Time: uint64(s.Time()), Held: fact.Held}}.Encode())
	s.touch(holding)
	s.emit("acknowledge_recall", fact)
	return nil
}
