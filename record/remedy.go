package record

// Advice says what to do about a refusal, in words for the person at the till.
func (c Code) Advice() string {
	switch c {
	case Malformed, TooLarge:
		return "The order is not well-formed: see docs/commands.md for its fields."
	case BadSignature, UnknownKey:
		return "Check that this is the device's own key and that the authority has registered it."
	case KeyRevoked, KeyNotAllowed:
		return "Use a key that is valid for this order, or ask your administrator for one."
	case SequenceUsed, SequenceTooOld, SequenceJump:
		return "Sign the order anew with the next sequence. If you don't know whether the first one " +
			"was done, look before you repeat it."
	case WrongChain, TooLate, UntilTooFar:
		return "Sign the order anew; check the device's clock and its network."
	case SuspendedParty, NotLicensed, PrefixNotGranted, Forbidden, NotApproved:
		return "Ask your authority: this takes a right that you do not have now."
	case NotHolder, NotAddressee, InTransit, Disputed:
		return "Receive the goods first, or ask the sender to correct the offer."
	case LotMismatch, ExpiryMismatch, NotFound:
		return "Scan again. If it stays so, keep the pack apart and tell the manufacturer."
	case RecalledGoods, WithdrawnGoods, ExpiredGoods:
		return "Do not supply it. Keep it apart and follow the recall or return procedure."
	case HeldGoods, SuspectGoods, IllegitimateGoods, StolenGoods:
		return "Do not supply it. Keep it apart and tell the authority."
	case AlreadySupplied:
		return "Do not supply it. Keep it apart: an alert was raised."
	case OwnDuplicate:
		return "You have done this already. Nothing more is needed."
	case RateLimited:
		return "Wait, then try again."
	}
	return "Read the message, correct the order and sign it anew."
}
