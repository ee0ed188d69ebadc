package smsctest

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What waits is bounded: a queue that is full drops.
func TestFullQueueDrops(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))
	g := New(WithClock(clock))
	g.Inject(Fault{Kind: FaultQueue})
	document := documentOf("balance", "")
	ask := func() (*http.Response, error) { return post(t, g, document) }
	g.waiting = maxWaiting - len(document) + 1
	resp, err := ask()
	if !assert.ErrorIs(t, err, io.EOF) {
		_ = resp.Body.Close()
	}
	assert.Zero(t, g.Pending())

	g.waiting--
	answered := make(chan error)
	go func() {
		resp, err := ask()
		if err == nil {
			err = resp.Body.Close()
		}
		answered <- err
	}()
	_, err = g.WaitRequest(t.Context(), func(r Request) bool { return r.Waiting })
	require.NoError(t, err)
	clock.Advance(defaultQueueDelay)
	require.NoError(t, <-answered)
	assert.Equal(t, maxWaiting-len(document), g.waiting)
}

// Nothing is left of what is dropped.
func TestDroppedTasksLeaveNoAlarm(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))
	g := New(WithClock(clock))
	g.Inject(Fault{Kind: FaultReplay, Delay: time.Hour})
	resp, err := post(t, g, documentOf("balance", ""))
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Len(t, clock.alarms, 1)
	g.Close()
	assert.Empty(t, clock.alarms)
	assert.Zero(t, g.waiting)
}

// All lines of a request share its parameters, which count once.
func TestSizeOfAMailing(t *testing.T) {
	t.Parallel()
	g := New()
	const list = "380501234561:one%0A380501234562:three%0A"
	resp, err := post(t, g, documentOf("send2", "<phones/><mes/><query>list="+list+"</query>"))
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, 2, g.Accepted())
	assert.Equal(t, 2*recordSize+len("list")+len("380501234561:one\n380501234562:three\n")+len("one")+len("three"), g.messages.size)
}

// documentOf is a request of the default account.
func documentOf(element, more string) string {
	return `<s:Envelope xmlns:s="` + soapNamespace + `"><s:Body><m:` + element + ` xmlns:m="` + Endpoint +
		`"><login>demo</login><psw>demo</psw>` + more + `</m:` + element + `></s:Body></s:Envelope>`
}

func post(t *testing.T, g *Gateway, document string) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, Endpoint, strings.NewReader(document))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "text/xml")
	req.Header["Soapaction"] = []string{`""`}
	return g.Transport().RoundTrip(req)
}
