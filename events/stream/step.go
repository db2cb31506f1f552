package stream

// Step names a moment of a relay's work: what lies between two of them is either done
// wholly or not at all, so a relay that is killed at each of them is killed everywhere.
type Step string

// The steps, in the order in which a relay comes to them.
const (
	StepLease        Step = "lease taken"
	StepRenewal      Step = "lease about to be renewed"
	StepRenewed      Step = "lease renewed"
	StepStream       Step = "stream there"
	StepCompared     Step = "ends compared"
	StepExamined     Step = "part audited"
	StepDeletion     Step = "stream about to be deleted"
	StepDeleted      Step = "stream deleted"
	StepRecreated    Step = "stream made anew"
	StepRead         Step = "facts read"
	StepPublished    Step = "message published"
	StepAcknowledged Step = "message acknowledged"
	StepRelease      Step = "lease about to be released"
	StepReleased     Step = "lease released"
)

// Steps are all steps of a relay.
func Steps() []Step {
	return []Step{StepLease, StepRenewal, StepRenewed, StepStream, StepCompared, StepExamined,
		StepDeletion, StepDeleted, StepRecreated, StepRead, StepPublished, StepAcknowledged,
		StepRelease, StepReleased}
}
