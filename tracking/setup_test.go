package tracking_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-smsc/smsc"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const endpoint = "https://smsc.test/sys/soap.php"

// life is what happens to a message: its status at each age. The last step holds.
type life []step

type step struct {
	after  time.Duration
	status smsc.StatusCode
}

func delivered(after time.Duration) life {
	return life{{0, smsc.StatusPassed}, {after, smsc.StatusDelivered}}
}

// unanswered is a life of which nothing is heard until its validity is over.
func unanswered() life {
	return life{{0, smsc.StatusPassed}, {24 * time.Hour, smsc.StatusExpired}}
}

func (l life) at(age time.Duration) (status smsc.StatusCode, since time.Duration) {
	status = smsc.StatusNotFound
	for _, s := range l {
		if s.after <= age {
			status, since = s.status, s.after
		}
	}
	return status, since
}

// asked is a question as the world got it.
type asked struct {
	ref      smsc.Ref
	from, to time.Time // when it came, and when it was answered
}

// world is a service without a network: as a transport for a client, and as a client.
// Its messages live by the clock of the bubble.
type world struct {
	latency time.Duration
	fail    func(smsc.Ref) error // instead of an answer, if it is set and not nil; one at a time

	mu    sync.Mutex
	lives map[string]life // by ID
	born  map[string]time.Time
	log   []asked
}

func newWorld() *world {
	return &world{latency: 50 * time.Millisecond, lives: make(map[string]life), born: make(map[string]time.Time)}
}

// send makes a message.
func (w *world) send(id string, l life) smsc.Ref {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lives[id], w.born[id] = l, time.Now()
	return smsc.Ref{ID: id, Recipient: "+380501234567"}
}

// bornAt is when a message was made.
func (w *world) bornAt(ref smsc.Ref) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.born[ref.ID]
}

// Status answers as a client does.
func (w *world) Status(ctx context.Context, request smsc.StatusRequest) (*smsc.StatusResult, error) {
	status, changed, err := w.ask(ctx, smsc.Ref{ID: request.ID, Recipient: request.Recipient})
	if err != nil {
		return nil, err
	}
	if status == smsc.StatusNotFound {
		return nil, notFound()
	}
	return &smsc.StatusResult{Status: status, ChangedAt: changed}, nil
}

func (w *world) ask(ctx context.Context, ref smsc.Ref) (smsc.StatusCode, time.Time, error) {
	from := time.Now()
	timer := time.NewTimer(w.latency)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return 0, time.Time{}, ctx.Err()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var err error
	if w.fail != nil {
		err = w.fail(ref)
	}
	if _, kept := errors.AsType[*smsc.PacingError](err); !kept { // else it has not come here
		w.log = append(w.log, asked{ref, from, time.Now()})
	}
	if err != nil {
		return 0, time.Time{}, err
	}
	l, born := w.lives[ref.ID], w.born[ref.ID]
	status, since := l.at(time.Since(born))
	return status, born.Add(since).UTC(), nil
}

// questions are those that the world has got.
func (w *world) questions() []asked {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.log)
}

// ages are the times of the questions, rounded to seconds, counted from a time.
func (w *world) ages(since time.Time) []time.Duration {
	var ages []time.Duration
	for _, q := range w.questions() {
		ages = append(ages, q.from.Sub(since).Round(time.Second))
	}
	return ages
}

// RoundTrip answers as the service does.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	ref := smsc.Ref{ID: element(body, "id"), Recipient: element(body, "phone")}
	status, changed, err := w.ask(r.Context(), ref)
	if err != nil {
		return nil, err
	}
	said := fmt.Sprintf("<status>%d</status><last_timestamp>%d</last_timestamp>", status, changed.Unix())
	if status == smsc.StatusNotFound {
		said = "<error>3</error>"
	}
	answer := `<?xml version="1.0" encoding="UTF-8"?><E:Envelope xmlns:E="http://schemas.xmlsoap.org/soap/envelope/"><E:Body>` +
		`<s:StatusResponse xmlns:s="` + endpoint + `"><statusresult>` + said + `</statusresult></s:StatusResponse></E:Body></E:Envelope>`
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/xml; charset=utf-8"}},
		Body: io.NopCloser(strings.NewReader(answer)), ContentLength: int64(len(answer)), Request: r,
	}, nil
}

func element(document []byte, name string) string {
	_, rest, _ := bytes.Cut(document, []byte("<"+name+">"))
	value, _, _ := bytes.Cut(rest, []byte("</"))
	return string(value)
}

// client is a client of the package over the world.
func (w *world) client(t require.TestingT, options ...smsc.Option) *smsc.Client {
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), append([]smsc.Option{
		smsc.WithEndpoint(endpoint), smsc.WithHTTPClient(&http.Client{Transport: w}),
	}, options...)...)
	require.NoError(t, err)
	return client
}

// limits are what the service takes.
type limits struct {
	atOnce     int
	perMessage int // in a minute
	perMinute  int // of all; 0: no bound
}

// assertLimits checks each moment of the log: every question, and so every second.
func (w *world) assertLimits(t assert.TestingT, l limits) bool {
	log := w.questions()
	slices.SortStableFunc(log, func(a, b asked) int { return a.from.Compare(b.from) })
	var open []time.Time // when those end that are being answered
	all, each := window{}, make(map[smsc.Ref]*window)
	for i, q := range log {
		open = slices.DeleteFunc(open, func(end time.Time) bool { return !end.After(q.from) })
		open = append(open, q.to)
		if each[q.ref.Key()] == nil {
			each[q.ref.Key()] = new(window)
		}
		ok := assert.LessOrEqualf(t, len(open), l.atOnce, "at once, question %d", i) &&
			assert.LessOrEqualf(t, each[q.ref.Key()].count(q.from), l.perMessage, "of one message in a minute, question %d", i)
		if n := all.count(q.from); l.perMinute > 0 {
			ok = ok && assert.LessOrEqualf(t, n, l.perMinute, "in a minute, question %d", i)
		}
		if !ok {
			return false
		}
	}
	return true
}

// window counts what came within a minute, both ends counted.
type window []time.Time

func (w *window) count(now time.Time) int {
	n := 0
	for n < len(*w) && now.Sub((*w)[n]) > time.Minute {
		n++
	}
	*w = append((*w)[n:], now)
	return len(*w)
}

func notFound() error { return &smsc.APIError{Operation: smsc.OpStatus, Code: 3} }

// code is an answer with an error code.
func code(n int) error { return &smsc.APIError{Operation: smsc.OpStatus, Code: n} }

// usual is the life of one of many messages: 90 of 100 are delivered within 2 minutes,
// 8 some hours later, and 2 never.
func usual(random *rand.Rand) life {
	within := func(from, to time.Duration) time.Duration {
		return from + time.Duration(random.Int64N(int64(to-from)))
	}
	switch n := random.IntN(100); {
	case n < 90:
		return delivered(within(5*time.Second, 2*time.Minute))
	case n < 98:
		return delivered(within(time.Hour, 8*time.Hour))
	default:
		return unanswered()
	}
}
