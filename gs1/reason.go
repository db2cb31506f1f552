package gs1

// Reason names why a text is not what it claims to be. The names in the first block are
// those of the GS1 Barcode Syntax Tests without their GS1_LINTER_ prefix; they say what is
// wrong inside a value.
type Reason string

// What the linters of the syntax dictionary find in a value.
const (
	NonDigitCharacter         Reason = "NON_DIGIT_CHARACTER"
	InvalidCset82Character    Reason = "INVALID_CSET82_CHARACTER"
	InvalidCset39Character    Reason = "INVALID_CSET39_CHARACTER"
	InvalidCset64Character    Reason = "INVALID_CSET64_CHARACTER"
	InvalidCset64Padding      Reason = "INVALID_CSET64_PADDING"
	TooShortForCheckDigit     Reason = "TOO_SHORT_FOR_CHECK_DIGIT"
	IncorrectCheckDigit       Reason = "INCORRECT_CHECK_DIGIT"
	TooShortForCheckPair      Reason = "TOO_SHORT_FOR_CHECK_PAIR"
	TooLongForCheckPair       Reason = "TOO_LONG_FOR_CHECK_PAIR_IMPLEMENTATION"
	IncorrectCheckPair        Reason = "INCORRECT_CHECK_PAIR"
	TooShortForGCP            Reason = "TOO_SHORT_FOR_GCP"
	InvalidGCPPrefix          Reason = "INVALID_GCP_PREFIX"
	DateTooShort              Reason = "DATE_TOO_SHORT"
	DateTooLong               Reason = "DATE_TOO_LONG"
	IllegalMonth              Reason = "ILLEGAL_MONTH"
	IllegalDay                Reason = "ILLEGAL_DAY"
	HourTooShort              Reason = "HOUR_TOO_SHORT"
	HourTooLong               Reason = "HOUR_TOO_LONG"
	IllegalHour               Reason = "ILLEGAL_HOUR"
	MinuteTooShort            Reason = "MINUTE_TOO_SHORT"
	MinuteTooLong             Reason = "MINUTE_TOO_LONG"
	IllegalMinute             Reason = "ILLEGAL_MINUTE"
	SecondTooShort            Reason = "SECOND_TOO_SHORT"
	SecondTooLong             Reason = "SECOND_TOO_LONG"
	IllegalSecond             Reason = "ILLEGAL_SECOND"
	HourWithMinuteTooShort    Reason = "HOUR_WITH_MINUTE_TOO_SHORT"
	HourWithMinuteTooLong     Reason = "HOUR_WITH_MINUTE_TOO_LONG"
	IllegalZeroValue          Reason = "ILLEGAL_ZERO_VALUE"
	IllegalZeroPrefix         Reason = "ILLEGAL_ZERO_PREFIX"
	NotZero                   Reason = "NOT_ZERO"
	NotZeroOrOne              Reason = "NOT_ZERO_OR_ONE"
	NotHyphen                 Reason = "NOT_HYPHEN"
	RequiresNonDigitCharacter Reason = "REQUIRES_NON_DIGIT_CHARACTER"
	InvalidPercentSequence    Reason = "INVALID_PERCENT_SEQUENCE"
	InvalidLengthOfPieceTotal Reason = "INVALID_LENGTH_FOR_PIECE_OF_TOTAL"
	ZeroPieceNumber           Reason = "ZERO_PIECE_NUMBER"
	ZeroTotalPieces           Reason = "ZERO_TOTAL_PIECES"
	PieceNumberExceedsTotal   Reason = "PIECE_NUMBER_EXCEEDS_TOTAL"
	PositionMalformed         Reason = "POSITION_IN_SEQUENCE_MALFORMED"
	PositionExceedsEnd        Reason = "POSITION_EXCEEDS_END"
	NotISO3166                Reason = "NOT_ISO3166"
	NotISO3166Or999           Reason = "NOT_ISO3166_OR_999"
	NotISO3166Alpha2          Reason = "NOT_ISO3166_ALPHA2"
	NotISO4217                Reason = "NOT_ISO4217"
	InvalidSexCode            Reason = "INVALID_BIOLOGICAL_SEX_CODE"
	InvalidMediaType          Reason = "INVALID_MEDIA_TYPE"
	InvalidPackageType        Reason = "INVALID_PACKAGE_TYPE"
	InvalidWindingDirection   Reason = "INVALID_WINDING_DIRECTION"
	InvalidLatitudeLength     Reason = "LATITUDE_INVALID_LENGTH"
	InvalidLatitude           Reason = "INVALID_LATITUDE"
	InvalidLongitudeLength    Reason = "LONGITUDE_INVALID_LENGTH"
	InvalidLongitude          Reason = "INVALID_LONGITUDE"
	IBANTooShort              Reason = "IBAN_TOO_SHORT"
	IBANTooLong               Reason = "IBAN_TOO_LONG"
	InvalidIBANCharacter      Reason = "INVALID_IBAN_CHARACTER"
	IncorrectIBANChecksum     Reason = "INCORRECT_IBAN_CHECKSUM"
	IllegalIBANCountryCode    Reason = "ILLEGAL_IBAN_COUNTRY_CODE"
	ImporterIndexLength       Reason = "IMPORTER_IDX_MUST_BE_ONE_CHARACTER"
	InvalidImporterIndex      Reason = "INVALID_IMPORT_IDX_CHARACTER"
)

// What is wrong with the form of an identifier, an element string or a URI.
const (
	WrongLength     Reason = "WRONG_LENGTH"      // not as many characters as the AI asks for
	IllegalYear     Reason = "ILLEGAL_YEAR"      // outside the years 1 to 9999
	InvalidCoupon   Reason = "INVALID_COUPON"    // AI (8110) or (8112) does not follow its layout
	InvalidNDC      Reason = "INVALID_NDC"       // no National Drug Code of 10 digits
	EmptyCode       Reason = "EMPTY_CODE"        // nothing to read
	CodeTooLong     Reason = "CODE_TOO_LONG"     // more than any GS1 symbol holds
	NotGS1          Reason = "NOT_GS1"           // no element string, Digital Link or GTIN
	UnknownSymbol   Reason = "UNKNOWN_SYMBOLOGY" // a symbology identifier GS1 does not use
	MalformedAI     Reason = "MALFORMED_AI"      // brackets that hold no AI
	UnknownAI       Reason = "UNKNOWN_AI"        // not in the syntax dictionary
	EmptyValue      Reason = "EMPTY_VALUE"       // an AI without a value
	TooManyAIs      Reason = "TOO_MANY_AIS"      // more than 64
	RepeatedAI      Reason = "REPEATED_AI"       // the same AI with different values
	ExclusiveAIs    Reason = "EXCLUSIVE_AIS"     // two AIs that may not stand together
	MissingAI       Reason = "MISSING_AI"        // an AI without the one that it needs
	UnserialisedKey Reason = "UNSERIALISED_KEY"  // (8030) signs a key that has no serial number
	InvalidURI      Reason = "INVALID_URI"       // not the form of a web address
	NoPrimaryKey    Reason = "NO_PRIMARY_KEY"    // no GS1 key in the path
	QualifierOrder  Reason = "QUALIFIER_ORDER"   // path AIs are not key and qualifiers in order
	NotAttribute    Reason = "NOT_AN_ATTRIBUTE"  // the AI may not stand in the query
)
