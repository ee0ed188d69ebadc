package soap_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

func newReader(conn net.Conn) *bufio.Reader { return bufio.NewReader(conn) }

// service answers calls in one namespace only, as PHP's SoapServer does, and
// serves a WSDL.
type service struct {
	namespace         string
	wsdl              http.HandlerFunc
	executed, fetched atomic.Int32
}

func (s *service) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		s.fetched.Add(1)
		s.wsdl(w, r)
		return
	}
	body, _ := io.ReadAll(r.Body)
	if !strings.Contains(string(body), `xmlns:m="`+s.namespace+`"`) || r.Header.Get("SoapAction") != `"`+s.namespace+`"` {
		w.WriteHeader(500)
		_, _ = io.WriteString(w, open11+`<e:Body><e:Fault><faultcode>e:Server</faultcode>`+
			`<faultstring>Procedure 'balance' not present</faultstring></e:Fault></e:Body>`+close11)
		return
	}
	s.executed.Add(1)
	_, _ = io.WriteString(w, answer)
}

func names(namespace string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "wsdl" {
			w.WriteHeader(404)
			return
		}
		_, _ = fmt.Fprintf(w, `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace=%q/>`, namespace)
	}
}

func TestNamespaceHealsItself(t *testing.T) {
	t.Parallel()
	s := &service{namespace: "urn:two", wsdl: names("urn:two")}
	c := newCaller(t, server(t, s.serve).URL)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			_, err := call(t, c)
			assert.NoError(t, err)
		})
	}
	all.Wait()
	assert.Equal(t, int32(20), s.executed.Load(), "each call is executed once")
	assert.Equal(t, int32(1), s.fetched.Load(), "the WSDL is asked for once")
	assert.Equal(t, "urn:two", c.Namespace())
}

func TestNamespaceThatCannotHeal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		wsdl    http.HandlerFunc
		fetched int32 // in two calls
	}{
		{"the WSDL names what was refused", names("urn:one"), 1},
		{"no WSDL", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html/>") }, 1},
		{"an error status", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, 2},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, 2},
		{"a dropped connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 2},
		{"a WSDL without end", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat(" ", 2*maxAnswer))
		}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := &service{namespace: "urn:two", wsdl: c.wsdl}
			caller := newCaller(t, server(t, s.serve).URL)
			for range 2 {
				_, err := call(t, caller)
				fault, ok := errors.AsType[*soap.Fault](err)
				require.True(t, ok, "%v", err)
				assert.Equal(t, 500, fault.Status)
			}
			assert.Zero(t, s.executed.Load())
			// net/http may repeat a GET whose reused connection was dropped.
			assert.GreaterOrEqual(t, s.fetched.Load(), c.fetched)
			if c.fetched == 1 {
				assert.Equal(t, c.fetched, s.fetched.Load())
			}
		})
	}
}

func TestNamespaceIsLearnedOnce(t *testing.T) {
	t.Parallel()
	s := &service{namespace: "urn:three", wsdl: names("urn:two")}
	c := newCaller(t, server(t, s.serve).URL)
	for range 3 {
		_, err := call(t, c)
		_, ok := errors.AsType[*soap.Fault](err)
		require.True(t, ok, "%v", err)
	}
	assert.Equal(t, int32(1), s.fetched.Load())
}

func TestWaitingForTheNamespaceMindsTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked, done := make(chan struct{}), make(chan struct{})
		s := &service{namespace: "urn:two"}
		s.wsdl = func(w http.ResponseWriter, r *http.Request) {
			close(asked)
			<-done
			names("urn:two")(w, r)
		}
		c := callerOver(t, "http://127.0.0.1/", roundTripper(func(r *http.Request) (*http.Response, error) {
			w := httptest.NewRecorder()
			s.serve(w, r)
			return w.Result(), nil
		}))
		var first sync.WaitGroup
		first.Go(func() {
			_, err := call(t, c)
			assert.NoError(t, err)
		})
		<-asked
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := c.Call(ctx, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{})
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		_, ok := errors.AsType[*soap.Fault](err)
		assert.True(t, ok, "it still says that nothing was processed: %v", err)
		close(done)
		first.Wait()
		assert.Equal(t, int32(1), s.executed.Load())
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
