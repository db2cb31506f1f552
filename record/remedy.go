package record

// Advice says what to do about a refusal, in words for the person at the till or in the
// goods-in. What exactly is wrong, the refusal's text says.
func (c Code) Advice() string {
	if int(c) < len(remedies) && remedies[c] != "" {
		return remedies[c]
	}
	return "Read the message, correct the order and send it again."
}

var remedies = [...]string{
	Malformed: "Correct what the message names, and send the order again.",
	BadSignature: "Sign with this device's own key. If it stays so, ask your administrator to set " +
		"the device up anew.",
	UnknownKey: "This device is not registered. Ask your administrator to register its key.",
	KeyRevoked: "This device's key is not valid now. Use another device, or ask your administrator " +
		"for a new key.",
	KeyNotAllowed: "This device may not do that. Use one that may, or ask your administrator for " +
		"a key that may.",
	Duplicate: "This order was answered before. Look up what became of it, and do not send it again.",
	SequenceUsed: "An order of this device with the same number came first. Look whether it was " +
		"done before you send this one as a new order.",
	SequenceTooOld: "Newer orders of this device came first. Look whether this one was done before " +
		"you send it as a new order.",
	SequenceJump: "This device has lost count of its orders. Restart it, and send the order as a " +
		"new one.",
	WrongChain: "The order was meant for another ledger. Check which one the device is set to, and " +
		"send the order as a new one.",
	TooLate: "The order came too late and was not done. Check the device's clock and its network, " +
		"and send the order as a new one.",
	TooLarge: "The order is too big. Split it, and send the parts one by one.",
	NotFound: "Scan again and check the number. If a pack stays unknown, do not supply it: keep it " +
		"apart and tell the manufacturer.",
	AlreadyExists: "This is on record already. Look it up: if it is what you meant, nothing more is " +
		"needed.",
	Forbidden: "This is not yours to do. Ask those who may: the message says who.",
	SuspendedParty: "Your company or site is suspended: it may receive, refuse, and acknowledge " +
		"recalls. Ask your authority about anything else.",
	NotLicensed: "The licence for this is missing or has ended, here or at the receiver. Ask your " +
		"authority before you go on.",
	PrefixNotGranted: "The number does not begin with a company prefix of yours. Check it, or ask " +
		"your authority to register your prefix.",
	NotHolder: "The goods are not booked in at this site. Receive their delivery first; if you have " +
		"them without one, keep them apart and ask the sender.",
	NotOwner: "The goods belong to somebody else. Send them on without a change of owner, or ask " +
		"the owner.",
	InContainer: "Take it out of its container first, or do this with the whole container.",
	NotAddressee: "This was not sent to your site. Check the delivery note, and report what came " +
		"without being announced.",
	LotMismatch: "Scan again and compare the lot with the print on the pack. If it differs, do not " +
		"supply it: keep it apart and tell the manufacturer.",
	ExpiryMismatch: "Scan again and compare the expiry with the print on the pack. If it differs, " +
		"do not supply it: keep it apart and tell the manufacturer.",
	ExpiredGoods: "Do not supply it. Keep it apart, and send it back or to destruction.",
	RecalledGoods: "Do not supply it. Keep it apart, acknowledge the recall, and send it back as " +
		"the recall says.",
	WithdrawnGoods: "Do not supply it in this market. Keep it apart and send it back.",
	HeldGoods: "Do not supply or send it. Keep it apart until whoever put it on hold " +
		"releases it.",
	SuspectGoods: "Do not supply or send it. Keep it apart until the investigation is closed.",
	IllegitimateGoods: "Do not supply it. Keep it apart, and ask the authority whether to send it " +
		"back or to destroy it.",
	InTransit: "It is on its way. Receive or refuse the delivery first; if you sent it, cancel it " +
		"first.",
	Disputed: "Its delivery was not answered in time. Receive or refuse it first; if you sent it, " +
		"cancel it first.",
	Inactive: "Do not supply it: it has left the trade. If that was a slip of your own, undo it; " +
		"otherwise keep it apart and ask the manufacturer.",
	OwnDuplicate: "Your site did this already. If you scanned one pack twice, nothing more is " +
		"needed; if there are two, do not supply the second and tell the manufacturer.",
	AlreadySupplied: "Do not supply or send it: it was supplied before. If that was not you, keep " +
		"it apart and tell the authority.",
	StolenGoods:    "Do not supply it: it was reported stolen. Keep it apart and tell the authority.",
	DestroyedGoods: "Do not supply it: it should be no more. Keep it apart and tell the authority.",
	UndoWindowOver: "It is too late to undo this. Do not supply the pack: keep it apart for " +
		"destruction.",
	UndoWrongSite: "Only the site that did it can undo it: ask there. Until then, do not supply the " +
		"pack.",
	UndoImpossible: "Check that it is the right pack, and state that no patient had it. If it stays " +
		"so, do not supply the pack: keep it apart.",
	QuantityExceeded: "There is less than that. Count again, and name no more than there is.",
	QuantityMismatch: "The numbers do not add up. Count again, and name all of it: what is there " +
		"and what is missing.",
	Cycle:       "A container cannot be inside itself. Check the containers' numbers, and scan again.",
	TooDeep:     "Too many containers are inside each other. Unpack one of them, and pack again.",
	TooManyLots: "Take another container: this one would hold too many lots.",
	Closed:      "This was settled before. Look up how; if something is left, open a new one.",
	Conflict: "This does not fit what is on record. Read the message, look up the goods or the " +
		"delivery, and correct the order.",
	DependsOnLater: "Something that was done later depends on this. Take that back first: the " +
		"message names it.",
	NotApproved: "Several authorities have to agree. Propose it, and ask the others to approve.",
	RateLimited: "Too much came from this device. If this is about a pack, do not supply it: keep " +
		"it apart. Wait, then try again.",
	UntilTooFar: "The order would be good for too long. Check the device's clock, and send the " +
		"order as a new one.",
}
