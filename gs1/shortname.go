package gs1

// aiOfShortName returns the AI that a link made before GS1 Digital Link 1.2 spells as a
// word, or "". New links never do.
func aiOfShortName(name string) string {
	switch name {
	case "cpid":
		return "8010"
	case "cpsn":
		return "8011"
	case "cpv":
		return "22"
	case "gcn":
		return "255"
	case "gdti":
		return "253"
	case "giai":
		return "8004"
	case "ginc":
		return "401"
	case "gln":
		return "414"
	case "glnx":
		return "254"
	case "gmn":
		return "8013"
	case "grai":
		return "8003"
	case "gsin":
		return "402"
	case "gsrn":
		return "8018"
	case "gsrnp":
		return "8017"
	case "gtin":
		return "01"
	case "itip":
		return "8006"
	case "lot":
		return "10"
	case "party":
		return "417"
	case "refno":
		return "8020"
	case "ser":
		return "21"
	case "srin":
		return "8019"
	case "sscc":
		return "00"
	}
	return ""
}
