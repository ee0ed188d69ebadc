package smsctest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-smsc/smsc/callback"
)

var (
	// ErrNoCallback means that a Gateway was made without [WithCallback].
	ErrNoCallback = errors.New("smsctest: no callback URL is set")
	// ErrForgotten means that there is no such callback, or that it is no longer kept.
	ErrForgotten = errors.New("smsctest: there is no such callback")
	// ErrClosed means that the Gateway is closed.
	ErrClosed = errors.New("smsctest: the gateway is closed")
)

// PostCallback posts an event to the URL of [WithCallback], such as a
// [callback.IncomingMessage], a [callback.WaitCall], or a [callback.StatusReport] of a
// message that nobody knows. An event without a time gets the clock's. It returns what
// was answered, once. An answer that refuses the event is not an error: see
// [Callback.Taken]. The error is [ErrNoCallback], [ErrClosed], or tells what is wrong
// with the event. It does not wait for reports that are on their way.
func (g *Gateway) PostCallback(ctx context.Context, event callback.Event) (Callback, error) {
	return g.postByHand(ctx, func(p *reports) (*job, error) {
		event := atTime(event, g.skew.toService(g.clock.Now()))
		_, err := p.request(ctx, event)
		return &job{event: event}, err
	})
}

// PostAgain posts once more what the callback with a Seq has told, and returns the
// new one with its answer, as [Gateway.PostCallback] does. The error is
// [ErrForgotten] when the callback is not kept.
func (g *Gateway) PostAgain(ctx context.Context, seq uint64) (Callback, error) {
	return g.postByHand(ctx, func(p *reports) (*job, error) {
		c := p.log.find(seq)
		if c == nil {
			return nil, ErrForgotten
		}
		return &job{event: c.Event, message: c.Message, repeatOf: seq}, nil
	})
}

// postByHand posts a job in this goroutine.
func (g *Gateway) postByHand(ctx context.Context, find func(*reports) (*job, error)) (Callback, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := g.reports
	switch {
	case p == nil:
		return Callback{}, ErrNoCallback
	case p.ended:
		return Callback{}, ErrClosed
	}
	j, err := find(p)
	if err != nil {
		return Callback{}, err
	}
	p.posts.Add(1)
	defer p.posts.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(p.ctx, cancel)() //nolint:contextcheck // it ends with the gateway too
	j.attempt = 1
	return *p.post(ctx, j), nil
}

// prepared is a callback that can be posted.
type prepared struct {
	Callback

	request *http.Request // nil if it cannot
}

// prepare makes the request of a job.
func (p *reports) prepare(ctx context.Context, j *job) prepared {
	ready := prepared{Callback: Callback{URL: redacted(p.target)}}
	request, err := p.request(ctx, j.event)
	if err != nil {
		ready.Error = err.Error()
		return ready
	}
	body, err := request.GetBody()
	if err != nil {
		ready.Error = err.Error()
		return ready
	}
	document, err := io.ReadAll(body)
	if err != nil {
		ready.Error = err.Error()
		return ready
	}
	ready.request, ready.ContentType, ready.Document = request, request.Header.Get("Content-Type"), string(document)
	return ready
}

// begin notes a job as one that is being posted.
func (p *reports) begin(j *job, ready prepared) *Callback {
	c := ready.Callback
	c.At, c.Event, c.Message = p.gateway.clock.Now(), j.event, j.message
	c.RepeatOf, c.Attempt, c.Waiting = j.repeatOf, j.attempt, true
	entry := p.log.add(c)
	if j.repeatOf == 0 {
		j.repeatOf = entry.Seq // for its retries and its duplicate
	}
	return entry
}

// post posts a job and waits for the answer. The lock is released meanwhile.
func (p *reports) post(ctx context.Context, j *job) *Callback {
	ctx, cancel := context.WithTimeout(ctx, callbackTimeout)
	defer cancel()
	ready := p.prepare(ctx, j)
	c := p.begin(j, ready)
	if ready.request != nil {
		p.gateway.mu.Unlock()
		start := time.Now()
		status, answer, err := exchange(p.client, ready.request)
		duration := time.Since(start)
		p.gateway.mu.Lock()
		c.Status, c.Answer, c.Duration = status, answer, duration
		if err != nil {
			c.Error = err.Error()
		}
	}
	c.Waiting = false
	p.gateway.wake()
	// Nothing of the event is logged: it holds numbers and texts.
	p.gateway.logger.LogAttrs(ctx, slog.LevelInfo, "callback", slog.Uint64("seq", c.Seq), slog.String("kind", reportKind(c.Event)),
		slog.Int("status", c.Status), slog.Bool("taken", c.Taken()))
	return c
}

// exchange sends a request and returns what is answered. The error does not show the URL.
func exchange(client *http.Client, request *http.Request) (status int, answer string, err error) {
	resp, err := client.Do(request)
	if err != nil {
		if failed, ok := errors.AsType[*url.Error](err); ok {
			err = failed.Err
		}
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	return resp.StatusCode, strings.ToValidUTF8(string(body), "\uFFFD"), err
}
