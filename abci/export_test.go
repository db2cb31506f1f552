package abci

// PieceBytes makes the application give the log in other pieces.
func (a *App) PieceBytes(n int) { a.pieceBytes = n }

// FactsFrom reads the log.
func (a *App) FactsFrom(n uint64) ([][]byte, error) { return a.factsFrom(n, 10, 1<<20) }

// FactCount counts it.
func (a *App) FactCount() (uint64, error) { return a.factCount() }
