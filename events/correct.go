package events

import (
	"fmt"
	"strings"
	"time"

	"pedigree/record"
)

type correctDetail struct {
	Quantity uint64     `json:"quantity,omitempty"`
	Expiry   record.Day `json:"expiry,omitempty"`
	Made     record.Day `json:"made,omitempty"`
}

// corrected says again what was said, when that was, and that it was wrong (EPCIS
// 2.0, 7.4.1.4). What is right stands beside it.
func (d *document) corrected(x *record.Corrected) ([]record.Goods, bool) {
	wrong, fields, err := x.Said()
	if err != nil {
		return nil, false
	}
	declared := d.EventTime
	goods, err := d.say(wrong, fields)
	if err != nil || d.BizStep == "" {
		return nil, false
	}
	d.EventTime = time.Unix(int64(wrong.Time), 0).UTC().Format("2006-01-02T15:04:05Z")
	d.Error = &didNotOccur{Time: declared, Reason: x.Reason,
		Undone: "urn:pedigree:fact:sha-256:" + record.FactHash(x.Fact).String()}
	d.Detail = nil
	if right := (correctDetail{x.Quantity, x.Expiry, x.Made}); right != (correctDetail{}) {
		d.Detail = right
	}
	return goods, true
}

func correctedSentence(by string, x *record.Corrected) string {
	wrong, _, err := x.Said()
	if err != nil {
		return fmt.Sprintf("%s corrected a fact that cannot be read.", by)
	}
	var right []string
	if x.Quantity > 0 {
		right = append(right, packs(x.Quantity))
	}
	if x.Expiry != 0 {
		right = append(right, "expiry "+x.Expiry.String())
	}
	if x.Made != 0 {
		right = append(right, "made on "+x.Made.String())
	}
	said := strings.TrimSuffix(Summary(wrong), ".")
	if len(right) == 0 {
		return fmt.Sprintf("%s declared that this did not occur: %s.", by, said)
	}
	return fmt.Sprintf("%s declared this wrong: %s; right is %s.", by, said, strings.Join(right, ", "))
}
