package soap_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// TestBodiesOutliveEarlyAnswers: a transport may answer first and read the body
// afterwards. A buffer that went back to the pool with the call would by then be
// another request's.
func TestBodiesOutliveEarlyAnswers(t *testing.T) {
	t.Parallel()
	bodies := make(chan io.ReadCloser, 1000)
	c := callerOver(t, "http://127.0.0.1:1/", roundTripper(func(r *http.Request) (*http.Response, error) {
		bodies <- r.Body
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(answer))}, nil
	}))
	logins := make(map[string]int)
	for round := range 5 {
		var all sync.WaitGroup
		for i := range 100 {
			all.Go(func() {
				login := fmt.Sprintf("login-%d-%d", round, i)
				assert.NoError(t, c.Call(t.Context(), &soapgen.BalanceRequest{Login: login}, &soapgen.BalanceAnswer{}))
			})
		}
		all.Wait()
		for range 60 { // the others are read after later calls
			logins[loginOf(t, <-bodies)]++
		}
	}
	close(bodies)
	for body := range bodies {
		logins[loginOf(t, body)]++
	}
	assert.Len(t, logins, 500, "each request is whole, and its own")
}

// loginOf reads a body as a slow transport does, to its end, and closes it.
func loginOf(t *testing.T, body io.ReadCloser) string {
	t.Helper()
	text, err := io.ReadAll(body)
	require.NoError(t, err)
	require.NoError(t, body.Close())
	require.NoError(t, body.Close(), "closing twice gives the buffer back once")
	_, login, _ := strings.Cut(string(text), "<login>")
	login, rest, _ := strings.Cut(login, "</login>")
	require.True(t, strings.HasSuffix(rest, "</soap:Envelope>"), "%q", text)
	_, err = body.Read(make([]byte, 1))
	require.Error(t, err, "nothing can be read behind the end")
	return login
}

// TestEarlyAnswersOverTCP is the same over net/http, whose writing goroutine goes
// on while the answer is there: the server answers before it has read a body that
// does not fit the connection's buffers.
func TestEarlyAnswersOverTCP(t *testing.T) {
	t.Parallel()
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).EnableFullDuplex()
		_, _ = io.WriteString(w, answer)
		_ = http.NewResponseController(w).Flush()
		body, err := io.ReadAll(r.Body)
		if err == nil { // the client may hang up first
			assert.True(t, strings.HasSuffix(string(body), "</soap:Envelope>"))
			assert.NotContains(t, string(body), "\x00", "a buffer that was cleared too early")
		}
	})
	c := newCaller(t, s.URL)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 5 {
				err := c.Call(t.Context(), &soapgen.BalanceRequest{Login: strings.Repeat("x", 1<<20)}, &soapgen.BalanceAnswer{})
				if err != nil {
					assert.True(t, failure(t, err).Written)
				}
			}
		})
	}
	all.Wait()
}
