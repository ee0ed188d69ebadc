package smsctest

import (
	"fmt"
	"net/http"
	"sync"

	"github.com/shopspring/decimal"
)

const (
	// Path is where the service speaks SOAP.
	Path = "/sys/soap.php"
	// Endpoint is the address for use with [Gateway.Transport]. No host of that
	// name exists (RFC 2606), so a client that lacks the transport reaches nobody.
	Endpoint = "https://smsc.test" + Path
)

// Gateway is the emulated service with its account, messages and limits, as one of
// its hosts shows it. It is an http.Handler, and through [Gateway.Transport] it
// answers without a network. Make one with [New], and further hosts of the same
// account with [Gateway.NewHost]. It is safe for concurrent use.
type Gateway struct {
	config
	*accountState

	host    uint64 // its number among the hosts of the account, from 0
	control http.Handler

	// All of the following stand under the lock of the account's state.

	own       *duplicates // nil: the account's
	faults    []*Injection
	lastFault uint64 // ID of the rule that was injected last
	skew      skew
	previous  *response     // the answer before
	released  chan struct{} // closed when what hangs at present is released
	down      bool
	closed    bool
}

// accountState is what all hosts of an account know.
type accountState struct {
	mu               sync.Mutex
	hosts            uint64
	funds            decimal.Decimal
	messages         *store
	tally            *tally
	reports          *reports // nil without WithCallback
	limiter          *limiter
	duplicates       *duplicates
	requests         *requestLog
	lastID           int64
	inFlight         int           // requests that are served
	inFlightStatuses int           // status requests among them
	changed          chan struct{} // non-nil while somebody waits for messages
	revision         int           // counts changes of messages that Wait has done with

	tasks   map[*task]struct{}
	waiting int           // octets of the requests in tasks
	settled chan struct{} // non-nil while somebody waits for tasks to be done
}

// New returns an emulated service.
func New(opts ...Option) *Gateway {
	serviceContract() // a mistake in the WSDL shows here, not in a handler
	g := newGateway(defaultConfig(), new(accountState), opts)
	g.reset()
	return g
}

func newGateway(c config, state *accountState, opts []Option) *Gateway {
	for _, opt := range opts {
		opt(&c)
	}
	g := &Gateway{config: c, accountState: state, released: make(chan struct{})}
	g.host = state.hosts
	state.hosts++
	g.skew = g.firstSkew
	if g.ownGuard {
		g.own = newDuplicates(g.limits, g.retention)
	}
	g.control = g.newControl()
	return g
}

// reset puts the account's state back to the beginning. The caller holds mu or is
// alone.
func (g *Gateway) reset() {
	g.funds = g.balance
	g.messages = newStore(g.retention)
	g.tally = newTally(g.retention)
	g.limiter = newLimiter(g.limits, g.retention)
	g.duplicates = newDuplicates(g.limits, g.retention)
	g.requests = newRequestLog(g.requestLog)
	g.reports = g.reports.renew(g)
	g.lastID = 0
	g.tasks = make(map[*task]struct{})
}

// Reset puts everything back to how [New] made it: no messages, requests, faults
// and blocked addresses, the first balance, nothing on its way. Numbers of requests
// and messages begin anew. The clock stays, and of further hosts the faults.
func (g *Gateway) Reset() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.dropTasks(func(*task) bool { return true })
	g.reset()
	if g.own != nil {
		g.own = newDuplicates(g.limits, g.retention)
	}
	g.faults, g.skew, g.previous = nil, g.firstSkew, nil
	g.revision++
	g.wake()
}

// ReleaseHung lets go all clients that hang, trickle or wait in a fault at present:
// each sees its connection closed. What is on its way within the service goes on,
// and later requests can hang again.
func (g *Gateway) ReleaseHung() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.releaseHung()
}

func (g *Gateway) releaseHung() {
	close(g.released)
	g.released = make(chan struct{})
}

// Close takes the host off the network for good: it ends what hangs as
// [Gateway.ReleaseHung] does, forgets what is still on its way, and refuses every
// further connection. What was accepted can still be looked at. Closing twice does
// no harm. A Gateway that is not closed leaves no goroutine behind either, unless
// requests hang or wait. Closing the one that [New] has made ends the callbacks and
// returns when none is being posted, so their handler must not close it.
func (g *Gateway) Close() {
	defer g.endCallbacks()
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.closed = true
		g.releaseHung()
		g.dropTasks(func(t *task) bool { return t.host == g })
		g.wake() // so that whoever waits sees it
	}
}

// Format writes how many messages were accepted, for every verb: the Gateway holds
// credentials.
func (g *Gateway) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "smsctest.Gateway(accepted: %d)", g.Accepted())
}
