package soap_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

func TestCallPostsOneEnvelope(t *testing.T) {
	t.Parallel()
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		assert.Equal(t, http.MethodPost, r.Method)
		assert.Equal(t, "/sys/soap.php", r.RequestURI)
		assert.Equal(t, int64(len(body)), r.ContentLength)
		assert.Equal(t, "text/xml; charset=utf-8", r.Header.Get("Content-Type"))
		assert.Equal(t, []string{`"urn:one"`}, r.Header["Soapaction"])
		assert.Equal(t, "test", r.UserAgent())
		assert.Equal(t, []string{"identity"}, r.Header["Accept-Encoding"])
		assert.Equal(t, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+
			`<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>`+
			`<m:balance xmlns:m="urn:one"><login>demo</login><psw>secret</psw></m:balance>`+
			`</soap:Body></soap:Envelope>`, string(body))
		_, _ = io.WriteString(w, answer)
	})
	got, err := call(t, newCaller(t, s.URL+"/sys/soap.php"))
	require.NoError(t, err)
	assert.Equal(t, "1.5", got.Balance.Value)
}

// TestAnHTTPClientKeepsWhatItIsMadeOf: only a client that adds nothing to its
// transport is passed over.
func TestAnHTTPClientKeepsWhatItIsMadeOf(t *testing.T) {
	t.Parallel()
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		cookie, err := r.Cookie("session")
		switch {
		case r.URL.Path == "/slow":
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		case err != nil:
			http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			assert.Equal(t, "1", cookie.Value)
			_, _ = io.WriteString(w, answer)
		}
	})
	with := func(path string, client *http.Client) *soap.Caller {
		client.Transport = ownTransport(t)
		return callerWith(t, s.URL+path, client, maxAnswer)
	}
	t.Run("a jar", func(t *testing.T) {
		t.Parallel()
		jar, err := cookiejar.New(nil)
		require.NoError(t, err)
		c := with("/", &http.Client{Jar: jar})
		_, err = call(t, c)
		require.ErrorIs(t, err, soap.ErrStatus)
		for range 2 { // and the cookie of one request is not left in what the next has in common with it
			got, err := call(t, c)
			require.NoError(t, err)
			assert.Equal(t, "1.5", got.Balance.Value)
		}
	})
	t.Run("a timeout", func(t *testing.T) {
		t.Parallel()
		_, err := call(t, with("/slow", &http.Client{Timeout: time.Millisecond}))
		assert.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

// TestARequestIsItsTransports: one that changes what it is given changes that
// request alone.
func TestARequestIsItsTransports(t *testing.T) {
	t.Parallel()
	c := callerOver(t, "http://127.0.0.1:1/sys/soap.php", roundTripper(func(r *http.Request) (*http.Response, error) {
		assert.Equal(t, "http://127.0.0.1:1/sys/soap.php", r.URL.String())
		assert.Equal(t, []string{`"urn:one"`}, r.Header["Soapaction"])
		assert.Empty(t, r.Header["Authorization"])
		r.URL.Host, r.URL.Path = "elsewhere", "/"
		r.Header.Set("Authorization", "x")
		delete(r.Header, "Soapaction")
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(answer))}, r.Body.Close()
	}))
	for range 2 {
		_, err := call(t, c)
		require.NoError(t, err)
	}
}

// TestACallWhoseContextIsOverIsNotSent, and its error tells why it is.
func TestACallWhoseContextIsOverIsNotSent(t *testing.T) {
	t.Parallel()
	c := callerOver(t, "http://127.0.0.1:1/", roundTripper(func(*http.Request) (*http.Response, error) {
		t.Error("something was sent")
		return nil, io.EOF
	}))
	reason := errors.New("the shop closes")
	because, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	err := c.Call(because, nil, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{})
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorIs(t, err, reason)
	assert.False(t, failure(t, err).Written)

	expired, done := context.WithDeadline(t.Context(), time.Now())
	defer done()
	err = c.Call(expired, nil, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{})
	assert.EqualError(t, err, context.DeadlineExceeded.Error())
	assert.False(t, failure(t, err).Written)
}

func TestCallRefusesWhatXMLCannotCarry(t *testing.T) {
	t.Parallel()
	s := server(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	err := newCaller(t, s.URL).Call(t.Context(), nil, &soapgen.BalanceRequest{Login: "\x00"}, &soapgen.BalanceAnswer{})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "\x00")
	dst, err := soap.AppendEnvelope([]byte("kept"), "urn:one", &soapgen.BalanceRequest{Login: "\x00"})
	require.Error(t, err)
	assert.Equal(t, "kept", string(dst))
}

// TestATripPinsTheNamespace: a request that may have been processed has to be
// repeated byte for byte, whatever other calls have learned meanwhile.
func TestATripPinsTheNamespace(t *testing.T) {
	t.Parallel()
	s := &service{namespace: "urn:two", wsdl: names("urn:two")}
	var bodies []string
	lose := true
	c := callerOver(t, "http://127.0.0.1/", roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost {
			body, err := io.ReadAll(r.Body)
			assert.NoError(t, err)
			bodies = append(bodies, r.Header.Get("SoapAction")+string(body))
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		if lose {
			return nil, io.ErrUnexpectedEOF
		}
		return s.RoundTrip(r)
	}))
	var trip soap.Trip
	request := &soapgen.BalanceRequest{Login: "demo", Psw: "secret"}
	err := c.Call(t.Context(), &trip, request, &soapgen.BalanceAnswer{})
	assert.True(t, failure(t, err).Written)
	assert.Equal(t, "urn:one", trip.Namespace)

	lose = false
	_, err = call(t, c)
	require.NoError(t, err)
	require.Equal(t, "urn:two", c.Namespace(), "another call has learned it")
	bodies = bodies[:1]
	for range 2 {
		err = c.Call(t.Context(), &trip, request, &soapgen.BalanceAnswer{})
		fault, ok := errors.AsType[*soap.Fault](err)
		require.True(t, ok, "%v", err)
		assert.True(t, fault.NotPresent(soapgen.OpGetBalance))
		assert.Equal(t, "urn:one", trip.Namespace)
	}
	require.Len(t, bodies, 3, "each is posted once")
	assert.Equal(t, bodies[0], bodies[1])
	assert.Equal(t, bodies[0], bodies[2])
	assert.Equal(t, "urn:two", c.Namespace(), "and nothing is learned from it")
	assert.Equal(t, int32(1), s.fetched.Load())
	require.NoError(t, c.Call(t.Context(), &soap.Trip{Namespace: "urn:two"}, request, &soapgen.BalanceAnswer{}))
}
