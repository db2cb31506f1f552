package model

import (
	"math/big"
	"slices"

	"pedigree/record"
)

var holdReasons = []string{"quality", "temperature", "suspect", "investigation", "to_be_destroyed"}

func formHold(c *record.HoldGoods) bool {
	return oneOf(c.Reason, holdReasons...) && formHeld(c)
}

func formRelease(c *record.HoldGoods) bool {
	return (c.Reason == "" || oneOf(c.Reason, holdReasons...)) && formHeld(c)
}

// formHeld: what a site has of a lot is held as one.
func formHeld(c *record.HoldGoods) bool {
	for _, i := range c.Items {
		lot := i.Serial.IsZero() && i.SSCC.IsZero()
		if i.Quantity != 0 || !i.Owner.IsZero() || !c.Site.IsZero() && !lot {
			return false
		}
	}
	return len(c.Items) > 0 && formItems(c.Items)
}

func formOpenCase(c *record.OpenCase) bool {
	return len(c.Items) <= 256 && someText(c.Reason) && formHeld(&record.HoldGoods{Items: c.Items})
}

func formFinding(c *record.AddFinding) bool {
	return isID(c.Case) && someText(c.Text) && text(c.Incident)
}

func formCloseCase(c *record.CloseCase) bool {
	found := c.Classification
	fits := c.Outcome == "cleared" && found == "" && c.Incident == "" ||
		c.Outcome == "illegitimate" && oneOf(found, "counterfeit", "diverted", "stolen", "adulterated",
			"fraudulent_transaction", "unfit")
	return isID(c.Case) && fits && text(c.Text) && text(c.Incident) &&
		formHeld(&record.HoldGoods{Items: c.Items})
}

func formRecall(c *record.RecallLot) bool {
	return !c.GTIN.IsZero() && !c.Lot.IsZero() && c.Again == c.Lot && 1 <= c.Class && c.Class <= 3 &&
		oneOf(c.Depth, depths...) && someText(c.Reason)
}

func formAcknowledge(c *record.AcknowledgeRecall) bool { return isID(c.Recall) && text(c.Note) }

func formReport(c *record.ReportException) bool {
	named := len(c.Items) > 0 || oneOf(c.Kind, "no_data", "wrong_party")
	return isID(c.Transfer) && named && text(c.Text) && formItems(c.Items) &&
		oneOf(c.Kind, "overage", "shortage", "wrong_lot", "wrong_serial", "wrong_party", "no_data", "damaged")
}

func formResolve(c *record.ResolveException) bool { return isID(c.Exception) && someText(c.Outcome) }

func formLicences(ls []record.Licence) bool {
	for _, l := range ls {
		role := oneOf(string(l.Role), "authority", "manufacturer", "repackager", "wholesaler", "logistics",
			"dispenser", "payer")
		if !role || l.Until != 0 && l.Until < l.From || !text(l.Number) || !l.Authority.IsZero() {
			return false
		}
	}
	return len(ls) <= 16
}

func formAuthorize(c *record.Authorize) bool {
	return c.Parent != c.GLN && formAmendParty(&record.AmendParty{GLN: c.GLN, Name: c.Name,
		Country: c.Country, Licences: c.Licences})
}

func formAmendParty(c *record.AmendParty) bool {
	return !c.GLN.IsZero() && someText(c.Name) && IsCountry(c.Country) && formLicences(c.Licences)
}

func formSuspend(c *record.SuspendParty) bool { return !c.Party.IsZero() && someText(c.Reason) }

func formPrefix(c *record.GrantPrefix) bool {
	return digits.MatchString(c.Prefix) && !c.Party.IsZero()
}

// The field of edwards25519 and its d (RFC 8032, 5.1).
var (
	fieldOrder = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	curveD     = inField(new(big.Int).Mul(big.NewInt(-121665),
		new(big.Int).ModInverse(big.NewInt(121666), fieldOrder)))
)

func inField(x *big.Int) *big.Int { return x.Mod(x, fieldOrder) }

// formPublic: the key is the canonical form of a point, and not of one of small order,
// by which one signature would fit many messages (RFC 8032, 5.1.3).
func formPublic(public record.PublicKey) bool {
	b := slices.Clone(public[:])
	slices.Reverse(b)
	negative := b[0]&0x80 != 0
	b[0] &= 0x7f
	y := new(big.Int).SetBytes(b)
	if y.Cmp(fieldOrder) >= 0 {
		return false
	}
	xx, there := squareOfX(y)
	if !there || new(big.Int).ModSqrt(xx, fieldOrder) == nil || xx.Sign() == 0 && negative {
		return false
	}
	return !smallOrder(y)
}

// squareOfX solves the equation of the curve: x^2 = (y^2-1)/(d y^2+1).
func squareOfX(y *big.Int) (*big.Int, bool) {
	yy := inField(new(big.Int).Mul(y, y))
	below := inField(new(big.Int).Add(new(big.Int).Mul(curveD, yy), big.NewInt(1)))
	inverse := new(big.Int).ModInverse(below, fieldOrder)
	if inverse == nil {
		return nil, false
	}
	return inField(new(big.Int).Mul(new(big.Int).Sub(yy, big.NewInt(1)), inverse)), true
}

// smallOrder says whether a point with this y has an order that divides 8: doubling it
// thrice gives y = 1. The y of the double is (y^2+x^2)/(2-(y^2-x^2)).
func smallOrder(y *big.Int) bool {
	for range 3 {
		xx, there := squareOfX(y)
		if !there {
			return false
		}
		yy := inField(new(big.Int).Mul(y, y))
		over := inField(new(big.Int).Add(yy, xx))
		under := inField(new(big.Int).Sub(big.NewInt(2), new(big.Int).Sub(yy, xx)))
		inverse := new(big.Int).ModInverse(under, fieldOrder)
		if inverse == nil {
			return false
		}
		y = inField(new(big.Int).Mul(over, inverse))
	}
	return y.Cmp(big.NewInt(1)) == 0
}

func formKey(c *record.AddKey) bool {
	known := table()
	for i, name := range c.Commands {
		if _, is := known[name]; !is || i > 0 && c.Commands[i-1] >= name {
			return false
		}
	}
	return formPublic(c.Public) && !c.Site.IsZero() && (c.Until == 0 || c.From <= c.Until) &&
		c.From <= latestMoment && c.Until <= latestMoment && someText(c.Label)
}

func formRevokeKey(c *record.RevokeKey) bool { return text(c.Reason) }

func formGrant(c *record.GiveGrant) bool {
	return !c.Grantee.IsZero() && oneOf(c.Kind, "ship", "see") && c.Until <= latestMoment
}

func formRevokeGrant(c *record.RevokeGrant) bool { return isID(c.Grant) && text(c.Reason) }

func formValidator(c *record.SetValidator) bool { return c.Power <= 1<<40 && formPublic(c.Public) }

func formParam(c *record.SetParam) bool {
	most := map[string]uint64{"approvals": 64, "deadlineHours": 8784, "alertsPerDay": 100_000}[c.Name]
	return 1 <= c.Value && c.Value <= most
}

func formUpgrade(c *record.ScheduleUpgrade) bool { return 1 <= c.Height && c.Height <= 9_999_999_999 }

func formPropose(c *record.Propose) bool {
	return c.Expires != 0 && c.Expires <= latestMoment && record.ProposableBody(c.Command) != nil &&
		table()[c.Command].read(c.Body) != nil
}

func formApprove(c *record.Approve) bool { return isID(c.Proposal) }

func formWithdraw(c *record.WithdrawProduct) bool {
	for i, m := range c.Markets {
		everywhere := m == "*" && len(c.Markets) == 1
		if !everywhere && !IsCountry(m) || i > 0 && c.Markets[i-1] >= m {
			return false
		}
	}
	return !c.GTIN.IsZero() && len(c.Markets) > 0 && len(c.Markets) <= 676 && someText(c.Reason)
}
