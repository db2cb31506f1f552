package abci

// Snapshots makes the application take them at other heights, on a chain whose id
// InitChain does not tell.
func (a *App) Snapshots(every uint64, chainID string) {
	a.sync.every = every
	a.setChain(chainID)
}

// PieceBytes makes the application give the log in other pieces.
func (a *App) PieceBytes(n int) { a.pieceBytes = n }

// FactsFrom reads the log.
func (a *App) FactsFrom(n uint64) ([][]byte, error) { return a.factsFrom(n, 10, 1<<20) }

// FactCount counts it.
func (a *App) FactCount() (uint64, error) { return a.factCount() }
