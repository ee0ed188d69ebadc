package smsctest

import (
	"context"
	"time"
)

// maxWaiting bounds the octets of the requests that wait.
const maxWaiting = 64 << 20

// task is something that happens to a call later: it is not a goroutine but a
// timer, or an alarm of a [ManualClock].
type task struct {
	host *Gateway
	call *call
	stop func()
}

// later runs f when d has passed by the clock, with mu held, unless the gateway is
// closed or reset before. When too much waits already, the call is dropped. The
// caller holds mu.
func (g *Gateway) later(d time.Duration, c *call, f func()) {
	if g.waiting+c.size > maxWaiting {
		c.log.Waiting = false
		g.deliver(c, &response{delivery: deliverNothing})
		return
	}
	t := &task{host: g, call: c}
	g.tasks[t] = struct{}{}
	g.waiting += c.size
	t.stop = g.alarm(d, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if _, due := g.tasks[t]; due {
			g.remove(t)
			f()
			g.wakeSettled()
		}
	})
}

// alarm calls f when d has passed by the clock.
func (g *Gateway) alarm(d time.Duration, f func()) (stop func()) {
	if movable, ok := g.clock.(movableClock); ok {
		return movable.alarm(d, f)
	}
	timer := time.AfterFunc(d, f)
	return func() { timer.Stop() }
}

func (g *Gateway) remove(t *task) {
	delete(g.tasks, t)
	g.waiting -= t.call.size
}

// dropTasks lets nothing happen any more that was to happen later; clients that
// wait for it see their connection closed. The caller holds mu.
func (g *Gateway) dropTasks(of func(*task) bool) {
	for t := range g.tasks {
		if of(t) {
			t.stop()
			g.remove(t)
			t.call.log.Waiting = false
			g.deliver(t.call, &response{delivery: deliverNothing})
		}
	}
	g.wakeSettled()
}

func (g *Gateway) wakeSettled() {
	if len(g.tasks) == 0 && g.reports.idle() && g.settled != nil {
		close(g.settled)
		g.settled = nil
	}
}

// Pending returns how many requests are still on their way: in a queue, between
// check and acceptance, or copies of requests that are to come.
func (g *Gateway) Pending() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.tasks)
}

// Settle waits until nothing is on its way any more, so that a test can judge what
// came of everything: until [Gateway.Pending] is 0, and every callback that is due is
// answered. It ends with the cause of ctx when that is over before. In a synctest bubble it takes no real time; with a
// [ManualClock] somebody has to move the clock. Requests that hang are not waited
// for.
func (g *Gateway) Settle(ctx context.Context) error {
	g.mu.Lock()
	if len(g.tasks) == 0 && g.reports.idle() {
		g.mu.Unlock()
		return nil
	}
	if g.settled == nil {
		g.settled = make(chan struct{})
	}
	settled := g.settled
	g.mu.Unlock()
	select {
	case <-settled:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
