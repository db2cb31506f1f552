package webhook

// Judge is what happens when a socket is about to connect. Tests of addresses that are not
// of this machine ask it alone, so that a rule which is broken leads nowhere.
func (p *Poster) Judge(scheme, address string) error { return p.judge(scheme, address) }
