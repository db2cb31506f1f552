package gs1

// lintersByName holds the linters under their names in the syntax dictionary.
func lintersByName() map[string]linter {
	return map[string]linter{
		"cset39": lintCset39, "cset64": lintCset64, "cset82": lintCset82,
		"csetnumeric": lintNumeric, "csum": lintCsum, "csumalpha": lintCsumalpha,
		"gcppos1": lintGcppos1, "gcppos2": lintGcppos2, "hasnondigit": lintHasnondigit,
		"hh": lintHh, "hhmi": lintHhmi, "hyphen": lintHyphen, "importeridx": lintImporteridx,
		"iso3166": lintIso3166, "iso3166999": lintIso3166999,
		"iso3166alpha2": lintIso3166alpha2, "iso5218": lintIso5218, "mi": lintMi,
		"nonzero": lintNonzero, "nozeroprefix": lintNozeroprefix, "pcenc": lintPcenc,
		"pieceoftotal": lintPieceoftotal, "posinseqslash": lintPosinseqslash, "ss": lintSs,
		"yesno": lintYesno, "yymmd0": lintYymmd0, "yymmdd": lintYymmdd,
		"yyyymmd0": lintDate(4, true), "yyyymmdd": lintYyyymmdd, "zero": lintZero,
		"iban": lintIban, "iso4217": lintIso4217, "latitude": lintLatitude,
		"longitude": lintLongitude, "mediatype": lintMediatype, "packagetype": lintPackagetype,
		"winding": lintWinding, "couponcode": lintCouponcode,
		"couponposoffer": lintCouponposoffer,
	}
}
