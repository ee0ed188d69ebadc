package soap

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// framed are responses, and how many of their bytes are the response; -1 for all
// there will ever be.
var framed = []struct {
	name, bytes, behind string
	endless             bool
}{
	{name: "a length", bytes: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"},
	{name: "a length, in other words", bytes: "HTTP/1.1 200\r\nX: y\r\ncontent-LENGTH:\t3 \r\nZ:\r\n\r\nabc"},
	{name: "a length given twice", bytes: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"},
	{name: "bare newlines", bytes: "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc"},
	{name: "no body", bytes: "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n"},
	{name: "204", bytes: "HTTP/1.1 204 X\r\n\r\n"},
	{name: "204 with a length", bytes: "HTTP/1.1 204 X\r\nContent-Length: 3\r\n\r\n", behind: "abc"},
	{name: "304", bytes: "HTTP/1.1 304 X\r\n\r\n"},
	{name: "chunks", bytes: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n01;x=y\r\nd\r\n0\r\n\r\n"},
	{name: "chunks with a trailer", bytes: "HTTP/1.1 200 OK\r\ntransfer-encoding: CHUNKED\r\n\r\nA\r\n0123456789\r\n0\r\nX: y\r\nZ: z\r\n\r\n"},
	{name: "chunks and a length", bytes: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"},
	{name: "chunks with newlines in them", bytes: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n\r\n\r\n\r\n0\r\n\r\n"},
	{name: "an interim response", bytes: "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"},
	{name: "a 101 without more", bytes: "HTTP/1.1 101 X\r\n\r\n", behind: "abc"},
	{name: "HTTP/1.0 with a length", bytes: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc"},
	{name: "a folded field", bytes: "HTTP/1.1 200 OK\r\nX: y\r\n  z\r\nContent-Length: 3\r\n\r\nabc"},
	{name: "a length in a folded field", bytes: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX: y\r\n Content-Length: 3\r\n\r\na"},
	{name: "no length", bytes: "HTTP/1.1 200 OK\r\n\r\nabc", endless: true},
	{name: "HTTP/1.0 with chunks", bytes: "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", endless: true},
	{name: "HTTP/1.0 with another coding", bytes: "HTTP/1.0 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc", endless: true},
	{name: "HTTP/0.9 with another coding", bytes: "HTTP/0.9 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\na"},
}

func TestFramingFindsTheEnd(t *testing.T) {
	t.Parallel()
	for _, c := range framed {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, behind := range []string{"", c.behind, "x", "\r\n", "HTTP/1.1 200 OK\r\n\r\n", c.bytes} {
				all := []byte(c.bytes + behind)
				want := len(c.bytes)
				if c.endless {
					want = len(all)
				}
				for size := 1; size <= len(all); size++ {
					var f framing
					f.due()
					assert.Equal(t, want, takeIn(&f, all, size), "in pieces of %d, %q behind", size, behind)
					assert.Equal(t, c.endless, f.part != nothing)
				}
			}
		})
	}
}

// takeIn takes the bytes in pieces, as far as they go.
func takeIn(f *framing, all []byte, size int) (taken int) {
	for taken < len(all) {
		piece := all[taken:min(taken+size, len(all))]
		n := f.take(piece)
		if taken += n; n < len(piece) {
			break
		}
	}
	return taken
}

// TestFramingTakesNothingItDoesNotUnderstand: what follows is then not read at all.
func TestFramingTakesNothingItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	const head = "HTTP/1.1 200 OK\r\n"
	for _, response := range []string{
		"220 smtp.example.org ESMTP\r\n",
		"HTTP/1.1 OK\r\n",
		head + "Content-Length: many\r\n\r\n",
		head + "Content-Length: -1\r\n\r\n",
		head + "Content-Length: 9223372036854775808\r\n\r\n",
		head + "Content-Length:\r\n\r\n",
		head + "Content-Length: 1\r\n 2\r\n\r\n",
		head + "Transfer-Encoding: gzip, chunked\r\n\r\n",
		head + "Transfer-Encoding: chunked\r\n\r\nmany\r\n",
		head + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
		head + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
	} {
		var f framing
		f.due()
		assert.Equal(t, len(response), f.take([]byte(response+"more")), response)
		assert.Equal(t, nothing, f.part, response)
	}
	var f framing
	assert.Zero(t, f.take([]byte("HTTP/1.1 200 OK\r\n\r\n")), "none is due")
	f.due()
	for range 1 << 20 {
		if f.take([]byte("xxxx")) == 0 {
			break
		}
	}
	assert.Equal(t, nothing, f.part, "a line without end")
	assert.LessOrEqual(t, cap(f.line), 2*maxResponseHeader)
}

// readByNetHTTP reads one response as net/http's transport does, and returns how
// many bytes that takes.
func readByNetHTTP(stream []byte) (n int, endless bool, err error) {
	source := bytes.NewReader(stream)
	reader := bufio.NewReader(source)
	for {
		response, err := http.ReadResponse(reader, &http.Request{Method: http.MethodPost})
		if err != nil {
			return 0, false, err
		}
		_, err = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		switch {
		case err != nil:
			return 0, false, err
		case response.StatusCode >= 100 && response.StatusCode < 200 && response.StatusCode != 101:
			continue
		}
		endless = response.Close && response.ContentLength < 0 && len(response.TransferEncoding) == 0
		return len(stream) - reader.Buffered() - source.Len(), endless, nil
	}
}

// TestFramingIsNetHTTPs: where net/http reads a response, it ends where framing says.
func TestFramingIsNetHTTPs(t *testing.T) {
	t.Parallel()
	for _, c := range framed {
		n, endless, err := readByNetHTTP([]byte(c.bytes + c.behind + "more"))
		require.NoError(t, err, c.name)
		assert.Equal(t, c.endless, endless, c.name)
		if !endless {
			assert.Equal(t, len(c.bytes), n, c.name)
		}
	}
}

// FuzzFraming holds framing against net/http's own reading of the same bytes.
func FuzzFraming(f *testing.F) {
	for i, c := range framed {
		f.Add([]byte(c.bytes+c.behind+"more"), uint8(i+1))
	}
	f.Add([]byte("HTTP/1.1 200 OK\r\nContent-Length : 5\r\nContent-Length: 1\r\n\r\nabcdef"), uint8(7))
	f.Fuzz(func(t *testing.T, stream []byte, size uint8) {
		if problem := compareFraming(stream, max(int(size), 1)); problem != "" {
			t.Fatal(problem)
		}
	})
}

func compareFraming(stream []byte, size int) string {
	var whole, pieces framing
	whole.due()
	pieces.due()
	taken := whole.take(stream)
	if inPieces := takeIn(&pieces, stream, size); inPieces != taken || whole.part != pieces.part {
		return fmt.Sprintf("%q: %d bytes, but %d in pieces of %d", stream, taken, inPieces, size)
	}
	n, endless, err := readByNetHTTP(stream)
	switch {
	case err != nil: // then the call fails, whatever is taken
		return ""
	case endless && taken != len(stream):
		return fmt.Sprintf("%q: %d bytes of a response that ends with the connection", stream, taken)
	case !endless && (taken != n || whole.part != nothing):
		return fmt.Sprintf("%q: %d bytes, net/http reads %d", stream, taken, n)
	}
	return ""
}

// TestFramingOfLargeBodies: the length is not limited by that of a line.
func TestFramingOfLargeBodies(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("x", 3*maxResponseHeader)
	for _, response := range []string{
		fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(large), large),
		fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(large), large),
	} {
		var f framing
		f.due()
		assert.Equal(t, len(response), takeIn(&f, []byte(response+"more"), 1000))
	}
}
