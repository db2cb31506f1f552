package bench

// Copy is what a snapshot and its restoration cost.
type Copy struct {
	Chunks  int  `json:"chunks"`
	Bytes   int  `json:"bytes"`
	Make    Cost `json:"snapshot"` // per row
	Restore Cost `json:"restore"`  // per row
}

func (r *run) copy() error { return nil }
