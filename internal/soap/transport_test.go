package soap_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log" //nolint:depguard // that is where net/http prints to
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

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
		"an early hint": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusEarlyHints)
			_, _ = io.WriteString(w, answer)
		},
		"an error status": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			overBoth(t, func(t *testing.T, config *tls.Config, transport *http.Transport) {
				var connections atomic.Int32
				s := httptest.NewUnstartedServer(write)
				s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
					if state == http.StateNew {
						connections.Add(1)
					}
				}
				if s.TLS = config; config != nil {
					s.StartTLS()
				} else {
					s.Start()
				}
				defer s.Close()
				c := callerOver(t, s.URL, transport)
				for range 200 {
					_, err := call(t, c)
					if err != nil {
						assert.ErrorIs(t, err, soap.ErrStatus)
					}
				}
				assert.Equal(t, int32(1), connections.Load())
			})
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

// recorder records what is written to connections, a write an entry.
type recorder struct {
	mu     sync.Mutex
	writes []string
}

func (r *recorder) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.writes)
}

type recordingConn struct {
	net.Conn

	*recorder
}

func (c recordingConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.writes = append(c.writes, string(p))
	c.mu.Unlock()
	return c.Conn.Write(p)
}

// recorded returns a client of a server that answers, and what it writes to its
// connections.
func recorded(t *testing.T) (*soap.Caller, *recorder) {
	t.Helper()
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, answer)
	})
	transport, writes := ownTransport(t), new(recorder)
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		return recordingConn{conn, writes}, err
	}
	return callerOver(t, s.URL, transport), writes
}

// TestARequestGoesOutInOneWrite: a server wakes up for each. net/http writes the
// header by itself when it does not know the type of the body.
func TestARequestGoesOutInOneWrite(t *testing.T) {
	t.Parallel()
	caller, recorder := recorded(t)
	for _, login := range []string{"x", strings.Repeat("x", 15<<10), "x"} {
		require.NoError(t, caller.Call(t.Context(), nil, &soapgen.BalanceRequest{Login: login}, &soapgen.BalanceAnswer{}))
	}
	writes := recorder.all()
	require.Len(t, writes, 3)
	for _, write := range writes {
		assert.True(t, strings.HasPrefix(write, "POST / HTTP/1.1\r\n"), write)
		assert.True(t, strings.HasSuffix(write, "</soap:Envelope>"), write)
	}
}

// TestALargeRequestGoesOutInLargeWrites, and each byte once.
func TestALargeRequestGoesOutInLargeWrites(t *testing.T) {
	t.Parallel()
	caller, recorder := recorded(t)
	request := &soapgen.BalanceRequest{Login: strings.Repeat("x", 48<<10)}
	require.NoError(t, caller.Call(t.Context(), nil, request, &soapgen.BalanceAnswer{}))
	writes := recorder.all()
	require.LessOrEqual(t, len(writes), 4)
	for _, write := range writes[:len(writes)-1] {
		assert.GreaterOrEqual(t, len(write), 16<<10)
	}
	_, body, _ := strings.Cut(strings.Join(writes, ""), "\r\n\r\n")
	want, err := soap.AppendEnvelope(nil, "urn:one", request)
	require.NoError(t, err)
	assert.Equal(t, string(want), body)
}

// answerTo is an answer that names the login of its request.
func answerTo(login string) string { return strings.Replace(answer, "1.5", login, 1) }

// written is how an answer goes over the wire, with and without a known length.
var written = map[string]func(string) string{
	"a length": http200,
	"chunks": func(body string) string {
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	},
	"after an early hint": func(body string) string {
		return "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + http200(body)
	},
}

// overBoth runs a test over plain TCP and over TLS, with a configuration for the
// server and the client's own transport that trusts it.
func overBoth(t *testing.T, test func(t *testing.T, server *tls.Config, transport *http.Transport)) {
	t.Helper()
	t.Run("plain", func(t *testing.T) {
		t.Parallel()
		test(t, nil, ownTransport(t))
	})
	t.Run("TLS", func(t *testing.T) {
		t.Parallel()
		s := httptest.NewUnstartedServer(nil)
		s.StartTLS()
		s.Close() // it only lends its certificate
		transport := ownTransport(t)
		transport.TLSClientConfig.RootCAs = s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
		test(t, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: s.TLS.Certificates}, transport)
	})
}

// TestADoubledAnswerIsNotTheNextOnes: a server, or something on the way, answers
// each request twice, at once. The next request is waiting for the connection.
func TestADoubledAnswerIsNotTheNextOnes(t *testing.T) {
	t.Parallel()
	for name, write := range written {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			overBoth(t, func(t *testing.T, config *tls.Config, transport *http.Transport) {
				endpoint := rawServer(t, config, func(conn net.Conn, reader *bufio.Reader) {
					for {
						login, ok := readLogin(t, reader)
						if !ok {
							return
						}
						response := write(answerTo(login))
						if rand.IntN(2) == 0 {
							_, _ = io.WriteString(conn, response+response)
						} else {
							inOnePiece(conn, response, response)
						}
					}
				})
				transport.MaxConnsPerHost = 1
				c := callerOver(t, endpoint, transport)
				var all sync.WaitGroup
				for range 8 {
					all.Go(func() {
						for range 20 {
							login := strconv.Itoa(rand.IntN(1e9))
							var got soapgen.BalanceAnswer
							if assert.NoError(t, c.Call(t.Context(), nil, &soapgen.BalanceRequest{Login: login}, &got)) {
								assert.Equal(t, login, got.Balance.Value)
							}
						}
					})
				}
				all.Wait()
			})
		})
	}
}

// TestALateAnswerIsNotTheNextOnes: the second one comes while the connection waits
// for another request.
func TestALateAnswerIsNotTheNextOnes(t *testing.T) {
	t.Parallel()
	overBoth(t, func(t *testing.T, config *tls.Config, transport *http.Transport) {
		again, dropped := make(chan bool), make(chan bool)
		var requests atomic.Int32
		endpoint := rawServer(t, config, func(conn net.Conn, reader *bufio.Reader) {
			for readRequest(t, reader) {
				response := http200(answerTo(strconv.Itoa(int(requests.Add(1)))))
				_, _ = io.WriteString(conn, response)
				<-again
				_, _ = io.WriteString(conn, response)
			}
			dropped <- true
		})
		c := callerOver(t, endpoint, transport)
		for n := range 50 {
			got, err := call(t, c)
			require.NoError(t, err)
			assert.Equal(t, strconv.Itoa(n+1), got.Balance.Value)
			again <- true
			<-dropped
		}
	})
}

// TestNothingOfWhatNobodyAskedForIsLogged: net/http prints it to the global log, and
// it may repeat what was posted. Not parallel: the log is everybody's.
func TestNothingOfWhatNobodyAskedForIsLogged(t *testing.T) { //nolint:paralleltest // see above
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	t.Run("", func(t *testing.T) { //nolint:paralleltest // it waits for what is parallel in it
		for name, behind := range map[string]struct{ at, later string }{
			"at once":            {at: "psw=secret"},
			"the answer twice":   {at: http200(answer)},
			"a rest of the body": {at: strings.Repeat("<psw>secret</psw>", 1000)},
			"later":              {later: "psw=secret"},
			"a time-out later":   {later: "HTTP/1.1 408 Request Timeout\r\n\r\n"},
		} {
			t.Run(name, func(t *testing.T) { //nolint:paralleltest // what is in it is
				overBoth(t, func(t *testing.T, config *tls.Config, transport *http.Transport) {
					idle, closed := make(chan bool), make(chan bool)
					endpoint := rawServer(t, config, func(conn net.Conn, reader *bufio.Reader) {
						for readRequest(t, reader) {
							_, _ = io.WriteString(conn, http200(answer)+behind.at)
							<-idle
							_, _ = io.WriteString(conn, behind.later)
						}
						closed <- true
					})
					c := callerOver(t, endpoint, transport)
					for range 20 {
						_, err := call(t, c)
						require.NoError(t, err)
						idle <- true
						<-closed // because of what came, and each call has a connection of its own
					}
				})
			})
		}
	})
	assert.Empty(t, logged.String())
}
