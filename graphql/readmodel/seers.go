package readmodel

import "pedigree/record"

// Seers says who may see a fact, for those who hand facts on without asking the read
// model: open is whether everybody may, and glns are the parties and sites that may
// besides. It is the rule by which the read model shows facts (partsOf), but for what
// owners permit others to see.
func Seers(f *record.Fact) (open bool, glns map[string]bool, err error) {
	fields, err := record.FieldsOf(f)
	if err != nil {
		return false, nil, err
	}
	glns = map[string]bool{}
	for gln, part := range partsOf(f, fields, mentionsOf(f, fields)) {
		if part > named {
			glns[gln] = true
		}
	}
	return public(fields), glns, nil
}
