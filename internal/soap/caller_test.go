package soap_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

const maxAnswer = 64 << 10

func newCaller(t *testing.T, endpoint string) *soap.Caller {
	t.Helper()
	transport := soap.NewTransport(14)
	t.Cleanup(transport.CloseIdleConnections)
	u, err := url.Parse(endpoint)
	require.NoError(t, err)
	return soap.NewCaller(soap.Config{
		Endpoint: u, Namespace: "urn:one", MaxAnswer: maxAnswer, UserAgent: "test", Transport: transport,
		Client: &http.Client{Transport: transport, CheckRedirect: soap.NoRedirect},
	})
}

func callerOver(t *testing.T, endpoint string, transport http.RoundTripper) *soap.Caller {
	t.Helper()
	u, err := url.Parse(endpoint)
	require.NoError(t, err)
	return soap.NewCaller(soap.Config{
		Endpoint: u, Namespace: "urn:one", MaxAnswer: maxAnswer, UserAgent: "test",
		Client: &http.Client{Transport: transport, CheckRedirect: soap.NoRedirect},
	})
}

// server serves handler on loopback without printing what clients do to it.
func server(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func call(t *testing.T, c *soap.Caller) (soapgen.BalanceAnswer, error) {
	t.Helper()
	var got soapgen.BalanceAnswer
	err := c.Call(t.Context(), &soapgen.BalanceRequest{Login: "demo", Psw: "secret"}, &got)
	return got, err
}

func failure(t *testing.T, err error) *soap.Error {
	t.Helper()
	failed, ok := errors.AsType[*soap.Error](err)
	require.True(t, ok, "%v", err)
	return failed
}

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
		endpoint, err := url.Parse(s.URL + path)
		require.NoError(t, err)
		transport := soap.NewTransport(1)
		t.Cleanup(transport.CloseIdleConnections)
		client.Transport, client.CheckRedirect = transport, soap.NoRedirect
		return soap.NewCaller(soap.Config{Endpoint: endpoint, Namespace: "urn:one", MaxAnswer: maxAnswer, Client: client, Transport: transport})
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

func TestCallRefusesWhatXMLCannotCarry(t *testing.T) {
	t.Parallel()
	s := server(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	err := newCaller(t, s.URL).Call(t.Context(), &soapgen.BalanceRequest{Login: "\x00"}, &soapgen.BalanceAnswer{})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "\x00")
	dst, err := soap.AppendEnvelope([]byte("kept"), "urn:one", &soapgen.BalanceRequest{Login: "\x00"})
	require.Error(t, err)
	assert.Equal(t, "kept", string(dst))
}

func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	var elsewhere atomic.Int32
	other := server(t, func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) })
	for _, status := range []int{300, 301, 302, 303, 304, 305, 307, 308} {
		for name, location := range map[string]string{"another host": other.URL, "no URL": "://", "none": ""} {
			t.Run(fmt.Sprintf("%d to %s", status, name), func(t *testing.T) {
				t.Parallel()
				var requests atomic.Int32
				s := server(t, func(w http.ResponseWriter, _ *http.Request) {
					requests.Add(1)
					if location != "" {
						w.Header().Set("Location", location)
					}
					w.WriteHeader(status)
					_, _ = io.WriteString(w, answer)
				})
				_, err := call(t, newCaller(t, s.URL))
				failed := failure(t, err)
				if name != "no URL" || failed.Status != 0 { // net/http itself refuses that one
					assert.ErrorIs(t, err, soap.ErrRedirect)
					assert.Equal(t, status, failed.Status)
				}
				assert.True(t, failed.Written)
				assert.Equal(t, int32(1), requests.Load())
			})
		}
	}
	t.Cleanup(func() { assert.Zero(t, elsewhere.Load()) })
}

func TestAnswersOfOtherStatus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		status int
		wait   time.Duration
		is     error
	}{
		{"a well-formed answer with 500", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(500)
			_, _ = io.WriteString(w, answer)
		}, 500, 0, soap.ErrStatus},
		{"503 with seconds to wait", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(503)
		}, 503, 2 * time.Minute, soap.ErrStatus},
		{"503 with ages to wait", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "2000000000")
			w.WriteHeader(503)
		}, 503, 24 * time.Hour, soap.ErrStatus},
		{"503 with a date that has passed", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")
			w.WriteHeader(503)
		}, 503, 0, soap.ErrStatus},
		{"204", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, 204, 0, soap.ErrStatus},
		{"201 with an answer", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(201)
			_, _ = io.WriteString(w, answer)
		}, 201, 0, soap.ErrStatus},
		{"302, packed and empty", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(302)
		}, 302, 0, soap.ErrRedirect},
		{"503, packed and empty", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(503)
			_ = http.NewResponseController(w).Flush()
		}, 503, 0, soap.ErrStatus},
		{"200, packed and empty", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_ = http.NewResponseController(w).Flush()
		}, 200, 0, soap.ErrAnswer},
		{"another encoding", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			_, _ = io.WriteString(w, answer)
		}, 200, 0, soap.ErrAnswer},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := call(t, newCaller(t, server(t, c.answer).URL))
			failed := failure(t, err)
			assert.ErrorIs(t, err, c.is)
			assert.Equal(t, c.status, failed.Status)
			assert.Equal(t, c.wait, failed.RetryAfter)
			assert.True(t, failed.Written)
			assert.Equal(t, failed.Err.Error(), err.Error())
		})
	}
}

func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	padded := func(n int) string { return answer + strings.Repeat(" ", n-len(answer)) }
	zip := func(s string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = io.WriteString(w, s)
		_ = w.Close()
		return b.Bytes()
	}
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		fits   bool
	}{
		{"just at the limit", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, padded(maxAnswer)) }, true},
		{"a byte more", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, padded(maxAnswer+1)) }, false},
		{"a length that is not true", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000000000000")
			_, _ = io.WriteString(w, padded(maxAnswer+1))
		}, false},
		{"gzip", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(zip(padded(maxAnswer)))
		}, true},
		{"gzip bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(zip(padded(100 * maxAnswer)))
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := call(t, newCaller(t, server(t, c.answer).URL))
			if c.fits {
				require.NoError(t, err)
				return
			}
			assert.ErrorIs(t, err, soap.ErrTooLarge)
			assert.LessOrEqual(t, len(failure(t, err).Snippet), 4<<10+len("…"))
		})
	}
}

// TestConnectionsAreReused: every form of an answer leaves its connection open.
func TestConnectionsAreReused(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]http.HandlerFunc{
		"a known length": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) },
		"chunks with a late end": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, answer)
			_ = http.NewResponseController(w).Flush()
		},
		"blanks behind the envelope": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, answer)
			_ = http.NewResponseController(w).Flush()
			_, _ = io.WriteString(w, strings.Repeat("\n", 5000))
		},
		"an error status": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var connections atomic.Int32
			s := httptest.NewUnstartedServer(write)
			s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
				if state == http.StateNew {
					connections.Add(1)
				}
			}
			s.Start()
			defer s.Close()
			c := newCaller(t, s.URL)
			for range 200 {
				_, _ = call(t, c)
			}
			assert.Equal(t, int32(1), connections.Load())
		})
	}
}

// TestConcurrentCallsKeepTheirConnections: net/http alone keeps two idle
// connections to a host and dials anew for the rest of a burst.
func TestConcurrentCallsKeepTheirConnections(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	var barrier sync.WaitGroup
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		barrier.Done()
		barrier.Wait() // all are here at once
		_, _ = io.WriteString(w, answer)
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	c := newCaller(t, s.URL)
	for range 5 {
		barrier.Add(14)
		var burst sync.WaitGroup
		for range 14 {
			burst.Go(func() {
				_, err := call(t, c)
				assert.NoError(t, err)
			})
		}
		burst.Wait()
	}
	assert.Equal(t, int32(14), connections.Load())
}

func TestWritten(t *testing.T) {
	t.Parallel()
	dropping := func(after string) net.Listener {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		t.Cleanup(func() { _ = listener.Close() })
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				if after == "reading" {
					_, _ = http.ReadRequest(newReader(conn))
				}
				_ = conn.Close()
			}
		}()
		return listener
	}

	t.Run("a closed port", func(t *testing.T) {
		t.Parallel()
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		require.NoError(t, listener.Close())
		_, err = call(t, newCaller(t, "http://"+listener.Addr().String()+"/"))
		assert.False(t, failure(t, err).Written)
	})
	t.Run("a name that does not resolve", func(t *testing.T) {
		t.Parallel()
		_, err := call(t, newCaller(t, "http://host.invalid:1/"))
		assert.False(t, failure(t, err).Written)
	})
	t.Run("no TLS on the other side", func(t *testing.T) {
		t.Parallel()
		_, err := call(t, newCaller(t, "https://"+dropping("").Addr().String()+"/"))
		assert.False(t, failure(t, err).Written)
	})
	t.Run("a certificate of nobody", func(t *testing.T) {
		t.Parallel()
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was sent") }))
		s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
		s.StartTLS()
		defer s.Close()
		_, err := call(t, newCaller(t, s.URL))
		failed := failure(t, err)
		assert.False(t, failed.Written)
		_, ok := errors.AsType[x509.UnknownAuthorityError](err)
		assert.True(t, ok, "%v", err)
	})
	t.Run("a connection that is dropped after the request", func(t *testing.T) {
		t.Parallel()
		_, err := call(t, newCaller(t, "http://"+dropping("reading").Addr().String()+"/"))
		assert.True(t, failure(t, err).Written)
	})
	t.Run("a context that ends while the answer is awaited", func(t *testing.T) {
		t.Parallel()
		arrived := make(chan struct{})
		s := server(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			close(arrived)
			<-r.Context().Done()
		})
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-arrived
			cancel()
		}()
		err := newCaller(t, s.URL).Call(ctx, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{})
		assert.ErrorIs(t, err, context.Canceled)
		assert.True(t, failure(t, err).Written)
	})
	t.Run("a context that ends while dialling", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		transport := soap.NewTransport(14)
		transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
			cancel()
			<-t.Context().Done()
			return nil, t.Context().Err()
		}
		err := callerOver(t, "http://127.0.0.1:1/", transport).Call(ctx, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{})
		assert.ErrorIs(t, err, context.Canceled)
		assert.False(t, failure(t, err).Written)
	})
	t.Run("an answer that breaks off", func(t *testing.T) {
		t.Parallel()
		s := server(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			_, _ = io.WriteString(w, answer)
		})
		_, err := call(t, newCaller(t, s.URL))
		failed := failure(t, err)
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
		assert.True(t, failed.Written)
		assert.Equal(t, 200, failed.Status)
	})
}

func TestTLS(t *testing.T) {
	t.Parallel()
	for version, works := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			t.Parallel()
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				assert.Equal(t, 1, r.ProtoMajor)
				_, _ = io.WriteString(w, answer)
			}))
			s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
			s.EnableHTTP2 = true
			s.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version}
			s.StartTLS()
			defer s.Close()
			transport := soap.NewTransport(14)
			transport.TLSClientConfig.RootCAs = s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
			defer transport.CloseIdleConnections()
			_, err := call(t, callerOver(t, s.URL, transport))
			if works {
				require.NoError(t, err)
			} else {
				assert.False(t, failure(t, err).Written)
			}
		})
	}
}
