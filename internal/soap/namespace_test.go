package soap_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
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

// service answers calls in one namespace only, as PHP's SoapServer does, and
// serves a WSDL. Its fields may be changed between calls.
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

// RoundTrip makes the service a transport, for what has to do with time.
func (s *service) RoundTrip(r *http.Request) (response *http.Response, err error) {
	defer func() {
		if recover() != nil {
			response, err = nil, io.ErrUnexpectedEOF
		}
	}()
	w := httptest.NewRecorder()
	s.serve(w, r)
	return w.Result(), nil
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

// refused makes a call that is refused because of its namespace.
func refused(t *testing.T, c *soap.Caller) {
	t.Helper()
	_, err := call(t, c)
	fault, ok := errors.AsType[*soap.Fault](err)
	require.True(t, ok, "%v", err)
	assert.True(t, fault.NotPresent(soapgen.OpGetBalance))
	assert.Equal(t, 500, fault.Status)
}

// TestNamespaceThatCannotHeal: the WSDL is asked for now and then, and as soon as it
// is good the namespace heals.
func TestNamespaceThatCannotHeal(t *testing.T) {
	t.Parallel()
	for name, wsdl := range map[string]http.HandlerFunc{
		"the WSDL names what was refused": names("urn:one"),
		"the WSDL names another one":      names("urn:three"),
		"no WSDL":                         func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html/>") },
		"an error status":                 func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) },
		"a redirect":                      func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) },
		"a dropped connection":            func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"a WSDL without end": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat(" ", 2*maxAnswer))
		},
		"another protocol":              func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(101) },
		"a namespace with a line break": names("urn:two&#10;X-Injected: 1"),
		"a namespace with a control":    names("urn:two\x7f"),
		"a namespace of other letters":  names("urn:два"),
		"a namespace with a quote":      names("urn:&quot;two"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &service{namespace: "urn:two", wsdl: wsdl}
				c := callerOver(t, "http://127.0.0.1/", s)
				for range 6 { // at once
					refused(t, c)
				}
				assert.Equal(t, int32(1), s.fetched.Load())
				time.Sleep(time.Minute)
				refused(t, c)
				assert.Equal(t, int32(2), s.fetched.Load())
				assert.Zero(t, s.executed.Load())

				s.wsdl = names("urn:two")
				refused(t, c)
				time.Sleep(time.Minute)
				_, err := call(t, c)
				require.NoError(t, err)
				assert.Equal(t, int32(3), s.fetched.Load())
				assert.Equal(t, "urn:two", c.Namespace())
			})
		})
	}
}

// TestNamespaceThatChangesAgain heals again, each time it does.
func TestNamespaceThatChangesAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := new(service)
		c := callerOver(t, "http://127.0.0.1/", s)
		for i, namespace := range []string{"urn:two", "urn:one", "urn:two", "urn:three", "urn:one"} {
			s.namespace, s.wsdl = namespace, names(namespace)
			_, err := call(t, c)
			require.NoError(t, err)
			assert.Equal(t, namespace, c.Namespace())
			assert.EqualValues(t, i+1, s.fetched.Load())

			s.namespace, s.wsdl = "urn:four", names("urn:four")
			refused(t, c)
			assert.EqualValues(t, i+1, s.fetched.Load(), "but not at once")
			time.Sleep(time.Minute)
		}
		assert.Equal(t, int32(5), s.executed.Load())
	})
}

// TestANamespaceThatCannotBeSentIsRefused, wherever it comes from.
func TestANamespaceThatCannotBeSentIsRefused(t *testing.T) {
	t.Parallel()
	c := callerOver(t, "http://127.0.0.1/", roundTripper(func(*http.Request) (*http.Response, error) {
		t.Error("something was posted")
		return nil, io.EOF
	}))
	for _, namespace := range []string{"", " ", "urn:a b", "urn:a\nb", "urn:a\r\nX-Injected: 1", "urn:\x00", "urn:\x7f", "urn:два", "urn:\xff", `urn:"`, `urn:\`, "urn:\t"} {
		require.Error(t, soap.CheckNamespace(namespace), "%q", namespace)
		_, err := soap.NewCaller(soap.Config{Endpoint: new(url.URL), Namespace: namespace, Client: new(http.Client)})
		require.Error(t, err, "%q", namespace)
		if namespace == "" {
			continue // which pins nothing
		}
		err = c.Call(t.Context(), &soap.Trip{Namespace: namespace}, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{})
		assert.False(t, failure(t, err).Written)
		if len(namespace) > 1 {
			assert.NotContains(t, err.Error(), namespace)
		}
	}
	for _, namespace := range []string{"urn:a", "https://smsc.ua/sys/soap.php", "http://example.org/?a=1&b='<~>'#%20"} {
		require.NoError(t, soap.CheckNamespace(namespace))
	}
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
		c := callerOver(t, "http://127.0.0.1/", s)
		var first sync.WaitGroup
		first.Go(func() {
			_, err := call(t, c)
			assert.NoError(t, err)
		})
		<-asked
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := c.Call(ctx, nil, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{})
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		_, ok := errors.AsType[*soap.Fault](err)
		assert.True(t, ok, "it still says that nothing was processed: %v", err)
		close(done)
		first.Wait()
		assert.Equal(t, int32(1), s.executed.Load())
	})
}
