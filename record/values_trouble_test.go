package record_test

import (
	"pedigree/gs1"
	"pedigree/record"
)

func troubleValues() []valueCase {
	return []valueCase{
		{"a recall", "recall", record.RecallKey(idOf("recall")), record.Recall{Lot: pillsLotKey(),
			Class: 2, Depth: "retail", Sealed: &record.RecallSealed{Salt: salt("recall"),
				GTIN: pills(), Number: pillsLot(), Party: acme(), Reason: "wrong leaflet",
				Time: newYear}}.Encode()},
		{"a closed case", "case", record.CaseKey(idOf("case")), record.Case{
			Sealed: &record.CaseSealed{Salt: salt("case"), Subjects: []string{pillsLotKey()},
				Party: corner(), Site: cornerSite(), Reason: "tampered seal", Opened: newYear,
				Findings: []record.Finding{{Party: acme(), Time: newYear + 60, Text: "seal is ours"}},
				Closed:   newYear + 3600, Outcome: "cleared", Classification: "Counterfeit",
				Incident: "INC-1"}}.Encode()},
		{"a shortage", "exception", record.ExceptionKey(idOf("exception")), record.Exception{
			Sealed: &record.ExceptionSealed{Salt: salt("exception"), Transfer: idOf("transfer"),
				Kind: "shortage", Reporter: medco(), Partner: acme(),
				Items:  []record.Goods{{GTIN: syrup(), Lot: lotNo("L5000"), Quantity: 50}},
				Text:   "fifty missing",
				Opened: newYear, Resolved: newYear + 3600, Outcome: "credited"}}.Encode()},
		{"a second supply", "alert", record.AlertKey(idOf("alert")), record.Alert{
			Sealed: &record.AlertSealed{Salt: salt("alert"), Code: record.AlreadySupplied,
				GTIN: to(pills()), Serial: to(serial("S001")), Lot: to(pillsLot()),
				Site: cornerSite(), Parties: []gs1.GLN{authority(), acme(), corner()},
				First: to(hashOf("first")), Time: newYear}}.Encode()},
		{"an unknown serial", "alert", record.AlertKey(idOf("alert")), record.Alert{
			Sealed: &record.AlertSealed{Salt: salt("alert"), Code: record.NotFound,
				Site: cornerSite(), Time: newYear}}.Encode()},
		{"an answer to a recall", "acknowledgement",
			record.AcknowledgementKey(idOf("recall"), cornerSite()), record.Acknowledgement{
				Sealed: &record.AcknowledgementSealed{Salt: salt("ack"), Party: corner(),
					Time: newYear + 60, Held: 12}}.Encode()},
	}
}

func networkValues() []valueCase {
	body := record.MustMarshal(record.GrantPrefix{Prefix: "952110", Party: acme()})
	return []valueCase{
		{"a proposal", "gov", record.GovKey(idOf("gov")), record.Gov{Sealed: &record.GovSealed{
			Salt: salt("gov"), Command: "grant_prefix", Body: body, Proposer: authority(),
			Expires: newYear + 86_400, Approvals: []gs1.GLN{authority()}, Executed: 12}}.Encode()},
		{"a permission", "grant", record.GrantKey(idOf("grant")), record.Grant{
			Sealed: &record.GrantSealed{Salt: salt("grant"), Owner: acme(), Grantee: medco(),
				Kind: "ship", Until: newYear + 86_400, Revoked: newYear}}.Encode()},
		{"a validator", "validator", record.ValidatorKey([20]byte{0: 0xab, 19: 0x01}),
			record.Validator{Public: devicePublic(), Power: 10}.Encode()},
		{"a number", "param", record.ParamKey("format"), record.NumberParam(1).Encode()},
		{"a hash", "param", record.ParamKey("genesis"),
			record.BytesParam(make([]byte, 32)).Encode()},
		{"an upgrade", "upgrade", record.UpgradeKey(1_000_000),
			record.Upgrade{Height: 1_000_000, AppVersion: 2}.Encode()},
		{"the empty log", "log", record.KeyLogHead, record.Log{}.Encode()},
		{"a log", "log", record.KeyLogHead, record.Log{}.Add(3, hashOf("data")).Encode()},
	}
}
