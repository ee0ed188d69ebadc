package smsctest

import (
	"net/http"
	"time"

	"github.com/shopspring/decimal"
)

// clockJSON is the clock. Ahead is empty when it is another one than
// [RunningClock].
type clockJSON struct {
	Now     time.Time `json:"now"`
	Ahead   string    `json:"ahead,omitempty"`
	Movable bool      `json:"movable"`
}

// Now returns what the Gateway's clock shows.
func (g *Gateway) Now() time.Time { return g.clock.Now() }

// Ahead returns how far a [RunningClock] was moved on, 0 for any other clock.
func (g *Gateway) Ahead() time.Duration {
	if running, ok := g.clock.(*RunningClock); ok {
		return running.Ahead()
	}
	return 0
}

// Advance moves the Gateway's clock on, when it is a [RunningClock] or a
// [ManualClock]. It reports false for any other.
func (g *Gateway) Advance(d time.Duration) bool {
	movable, ok := g.clock.(movableClock)
	if ok {
		movable.Advance(d)
	}
	return ok
}

// Movable reports whether [Gateway.Advance] can move the clock.
func (g *Gateway) Movable() bool {
	_, ok := g.clock.(movableClock)
	return ok
}

func (g *Gateway) getClock(w http.ResponseWriter, _ *http.Request) error {
	clock := clockJSON{Now: g.Now(), Movable: g.Movable()}
	if ahead := g.Ahead(); ahead > 0 {
		clock.Ahead = ahead.String()
	}
	writeJSON(w, http.StatusOK, clock)
	return nil
}

// maxAdvance bounds one step of the clock.
const maxAdvance = 366 * 24 * time.Hour

func (g *Gateway) postClock(w http.ResponseWriter, r *http.Request) error {
	var to struct {
		Advance string `json:"advance"`
	}
	if err := readJSON(w, r, &to); err != nil {
		return err
	}
	d, err := time.ParseDuration(to.Advance)
	if err != nil || d < 0 || d > maxAdvance {
		return badRequest("advance must be a duration such as 10s, up to %s", maxAdvance)
	}
	if !g.Advance(d) {
		return &controlError{http.StatusConflict, "this clock is not one that can be moved"}
	}
	return g.getClock(w, r)
}

// accountJSON is the account without its secrets.
type accountJSON struct {
	Login   string          `json:"login"`
	Balance decimal.Decimal `json:"balance"`
}

func (g *Gateway) getAccount(w http.ResponseWriter, _ *http.Request) error {
	writeJSON(w, http.StatusOK, accountJSON{Login: g.account().login, Balance: g.Balance()})
	return nil
}

// maxBalance bounds what a request can set, which is not a decimal's own bound.
var maxBalance = decimal.New(1, 15)

func (g *Gateway) patchAccount(w http.ResponseWriter, r *http.Request) error {
	var to struct {
		Balance *string `json:"balance"`
	}
	if err := readJSON(w, r, &to); err != nil {
		return err
	}
	if to.Balance == nil || len(*to.Balance) > 24 {
		return badRequest(`balance is required, such as "100.50"`)
	}
	balance, err := decimal.NewFromString(*to.Balance)
	if err != nil || balance.Exponent() < -8 || balance.Exponent() > 0 || balance.Abs().GreaterThan(maxBalance) {
		return badRequest(`balance must be an amount such as "100.50"`)
	}
	g.SetBalance(balance)
	return g.getAccount(w, r)
}

func (g *Gateway) getBlocks(w http.ResponseWriter, _ *http.Request) error {
	writeJSON(w, http.StatusOK, g.Blocks())
	return nil
}

func (g *Gateway) deleteBlocks(w http.ResponseWriter, _ *http.Request) error {
	g.Unblock()
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (g *Gateway) postReset(w http.ResponseWriter, _ *http.Request) error {
	g.Reset()
	w.WriteHeader(http.StatusNoContent)
	return nil
}
