package soap

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// readAll reads the response to its end, so that its connection can be used
// again, but never beyond the limit. It appends to room.
func (c *Caller) readAll(resp *http.Response, room []byte) ([]byte, error) {
	defer resp.Body.Close()
	if resp.StatusCode < 200 {
		// A 101 hands the connection over, as a body that has no end and minds no
		// context. Nobody asked for another protocol.
		return room, responseError(resp, nil, statusError(resp))
	}
	body := io.LimitedReader{R: resp.Body, N: min(c.config.MaxAnswer, math.MaxInt64-1) + 1}
	if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") { // though nobody asked for it
		switch unpacked, err := gzip.NewReader(resp.Body); {
		case err == nil:
			body.R = unpacked
		case !errors.Is(err, io.EOF): // which is an empty body, and no error
			return room, responseError(resp, nil, fmt.Errorf("reading the answer: %w", err))
		}
		resp.Header.Del("Content-Encoding")
	}
	document := bytes.NewBuffer(room)
	if resp.ContentLength > 0 { // which is only what the server says
		document.Grow(int(min(resp.ContentLength, c.config.MaxAnswer, maxPooled)) + bytes.MinRead)
	}
	n, err := document.ReadFrom(&body)
	switch {
	case err != nil:
		err = responseError(resp, document.Bytes(), fmt.Errorf("reading the answer: %w", err))
	case n > c.config.MaxAnswer:
		err = responseError(resp, document.Bytes(), fmt.Errorf("%w: more than %d bytes", ErrTooLarge, c.config.MaxAnswer))
	}
	return document.Bytes(), err
}

// interpret turns a response that was read whole into the answer or an error. A
// Fault is recognised at any HTTP status; an answer counts with status 200 only.
func (c *Caller) interpret(resp *http.Response, document []byte, answer soapgen.Answer) error {
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		return responseError(resp, document, statusError(resp))
	}
	if encoding := resp.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return responseError(resp, document, fmt.Errorf("%w: content encoding %q was not asked for", ErrAnswer, Shorten(encoding, 40)))
	}
	fault, err := c.answers.Read(document, resp.Header.Get("Content-Type"), answer)
	switch {
	case fault != nil:
		fault.Status = resp.StatusCode
		return fault
	case resp.StatusCode != http.StatusOK:
		return responseError(resp, document, statusError(resp))
	case err != nil:
		return responseError(resp, document, fmt.Errorf("%w: %w", ErrAnswer, err))
	}
	return nil
}
