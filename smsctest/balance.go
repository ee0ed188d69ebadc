package smsctest

// tellBalance runs get_balance.
func (g *Gateway) tellBalance(c *call) *answer {
	if !g.limiter.allowBalance(c.at) {
		return refuse(codeTooOften)
	}
	a := &answer{}
	a.add("balance", g.funds.String())
	a.addInt("error", 0) // the docs list 0 for this operation
	return a
}
