package smsctest

import "time"

// chain are the jobs of one message, in order.
type chain struct {
	message uint64
	jobs    []*job
}

// maxJobs bounds the octets of the jobs.
const maxJobs = 64 << 20

// hold keeps the chains of the messages of one send back until it is answered.
type hold struct {
	of     *reports
	chains []*chain
	open   bool
	early  chan struct{} // closed when they are posted; nil if they are posted after the answer
}

// newHold makes a hold for a send, nil if nothing is to be held.
func (p *reports) newHold() *hold {
	if p == nil {
		return nil
	}
	return &hold{of: p}
}

// add puts a job behind the others of its message.
func (p *reports) add(j *job, of *hold) {
	if p.twice > 0 {
		p.drawn++
		j.twice = p.gateway.random(drawTwice, p.drawn).Float64() < p.twice
	}
	if p.size += sizeOf(j.event); p.size > maxJobs {
		p.size -= sizeOf(j.event)
		c := p.begin(j, prepared{Callback: Callback{Error: "too many callbacks wait to be posted"}})
		c.Waiting = false
		p.gateway.wake()
		return
	}
	ch := p.chains[j.message]
	if ch != nil {
		ch.jobs = append(ch.jobs, j)
		return
	}
	ch = &chain{message: j.message, jobs: []*job{j}}
	p.chains[j.message] = ch
	switch {
	case of == nil || of.open:
		p.busy++
		p.push(ch)
	case of.early != nil:
		p.busy++
		of.chains = append(of.chains, ch)
	default:
		of.chains = append(of.chains, ch)
	}
}

// push makes a chain ready.
func (p *reports) push(ch *chain) {
	p.ready = append(p.ready, ch)
	if !p.working {
		p.working = true
		p.posts.Go(p.work)
	}
}

// release lets go what a send holds, as it is answered.
func (h *hold) release() {
	if h == nil || h.of.ended || h.open || h.early != nil {
		return
	}
	h.open = true
	p := h.of
	p.busy += len(h.chains)
	for _, ch := range h.chains {
		p.push(ch)
	}
	h.chains = nil
}

// hurry posts what a send has to report at once, before it is answered, if that is
// wanted.
func (h *hold) hurry() {
	if h == nil || h.of.ended || !h.of.early {
		return
	}
	p := h.of
	if len(h.chains) == 0 {
		h.open = true
		return
	}
	h.early = make(chan struct{})
	p.busy += len(h.chains)
	p.posts.Go(func() {
		p.gateway.mu.Lock()
		defer p.gateway.mu.Unlock()
		for len(h.chains) > 0 { // more can come meanwhile
			ch := h.chains[0]
			h.chains = h.chains[1:]
			for p.step(ch) {
			}
		}
		h.open = true
		close(h.early)
	})
}

// posted waits until what a send has to report at once is posted. It returns
// resp, the response to the call, or what its client gets that does not wait so long.
func (g *Gateway) posted(r *httpRequest, c *call, resp *response, released <-chan struct{}) *response {
	if c.hold == nil || c.hold.early == nil {
		return resp
	}
	select {
	case <-c.hold.early:
		return resp
	case <-r.ctx.Done():
		g.leave(c)
		return &response{delivery: deliverNever}
	case <-released:
		g.leave(c)
		return &response{delivery: deliverNothing}
	}
}

// work posts what is ready. It takes the lock.
func (p *reports) work() {
	p.gateway.mu.Lock()
	defer p.gateway.mu.Unlock()
	for len(p.ready) > 0 {
		ch := p.ready[0]
		p.ready[0] = nil
		p.ready = p.ready[1:]
		if p.step(ch) {
			p.ready = append(p.ready, ch)
		}
	}
	p.working = false
}

// step posts the first job of a chain. It reports whether another one is to be
// posted now. The lock is released while it posts.
func (p *reports) step(ch *chain) (more bool) {
	if p.ended {
		return false
	}
	j := ch.jobs[0]
	j.attempt++
	c := p.post(p.ctx, j)
	if p.ended {
		return false
	}
	if !c.Taken() && c.Document != "" && j.attempt <= len(p.retries) {
		return p.retry(ch, p.retries[j.attempt-1])
	}
	if j.twice {
		j.twice, j.attempt = false, 0
		return true
	}
	p.size -= sizeOf(j.event)
	ch.jobs[0] = nil
	if ch.jobs = ch.jobs[1:]; len(ch.jobs) > 0 {
		return true
	}
	if p.chains[ch.message] == ch {
		delete(p.chains, ch.message)
	}
	p.busy--
	p.gateway.wakeSettled()
	return false
}

// retry makes a chain ready again after a delay. It reports whether that is now.
func (p *reports) retry(ch *chain, delay time.Duration) (now bool) {
	if delay <= 0 {
		return true
	}
	p.retrying[ch] = p.gateway.alarm(delay, func() {
		p.gateway.mu.Lock()
		defer p.gateway.mu.Unlock()
		if !p.ended {
			delete(p.retrying, ch)
			p.push(ch)
		}
	})
	return false
}
