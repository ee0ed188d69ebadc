package soap_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soap"
)

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
		{"200, packed and broken", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, answer)
		}, 200, 0, gzip.ErrHeader},
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

// TestTheLargestBound is none, and does not make the client believe what a server
// says of the length.
func TestTheLargestBound(t *testing.T) {
	t.Parallel()
	for _, bound := range []int64{math.MaxInt64, math.MaxInt64 - 1} {
		for _, says := range []string{"", "9223372036854775807", "1000000000000"} {
			s := server(t, func(w http.ResponseWriter, _ *http.Request) {
				if says != "" {
					w.Header().Set("Content-Length", says)
				}
				_, _ = io.WriteString(w, answer)
			})
			got, err := call(t, callerWith(t, s.URL, &http.Client{Transport: ownTransport(t)}, bound))
			if says != "" {
				assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
				continue
			}
			require.NoError(t, err)
			assert.Equal(t, "1.5", got.Balance.Value)
		}
	}
}

// TestAServerThatSwitchesProtocols: net/http hands its connection over as a body
// that never ends and minds neither context nor time-out.
func TestAServerThatSwitchesProtocols(t *testing.T) {
	t.Parallel()
	const fault = "HTTP/1.1 500 X\r\nContent-Length: %d\r\n\r\n%s"
	refusal := open11 + `<e:Body><e:Fault><faultstring>Procedure 'balance' not present</faultstring></e:Fault></e:Body>` + close11
	for name, head := range map[string]string{
		"as HTTP has it": "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
		"and goes on":    "HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + strings.Repeat("x", 5000),
		"without a name": "HTTP/1.1 101 X\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			closed := make(chan struct{}, 100)
			endpoint := rawServer(t, nil, func(conn net.Conn, reader *bufio.Reader) {
				for {
					request, err := http.ReadRequest(reader)
					if err != nil {
						break
					}
					_, _ = io.Copy(io.Discard, request.Body)
					if request.Method == http.MethodPost && request.URL.Path == "/refused" {
						_, _ = fmt.Fprintf(conn, fault, len(refusal), refusal)
					} else {
						_, _ = io.WriteString(conn, head)
					}
				}
				closed <- struct{}{}
			})
			for _, transport := range []http.RoundTripper{
				ownTransport(t), &http.Transport{}, roundTripper((&http.Transport{}).RoundTrip),
			} {
				for range 20 {
					_, err := call(t, callerOver(t, endpoint, transport))
					failed := failure(t, err)
					assert.ErrorIs(t, err, soap.ErrStatus)
					assert.Equal(t, 101, failed.Status)
					assert.True(t, failed.Written)
					<-closed // the connection is not kept
				}
			}
			_, err := call(t, newCaller(t, endpoint+"refused"))
			_, ok := errors.AsType[*soap.Fault](err)
			assert.True(t, ok, "asking for the WSDL does not hang either: %v", err)
		})
	}
}
