package smsctest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// trackedBody knows what a transport does with a request's body.
type trackedBody struct {
	io.Reader

	ended, closed bool
}

func (b *trackedBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	b.ended = b.ended || errors.Is(err, io.EOF)
	return n, err
}

func (b *trackedBody) Close() error {
	b.closed = true
	return nil
}

func TestTransportReadsAndClosesTheBody(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]*smsctest.Fault{
		"answered": nil,
		"refused":  {Kind: smsctest.FaultRefuse},
		"dropped":  {Kind: smsctest.FaultDropBefore},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New()
			if f != nil {
				g.Inject(*f)
			}
			w := overTransport(g)
			document := envelope(smsctest.Endpoint, "balance", demo())
			req := w.request(t, document)
			body := &trackedBody{Reader: strings.NewReader(document)}
			req.Body, req.GetBody = body, nil
			resp, err := g.Transport().RoundTrip(req)
			assert.Equal(t, f == nil, err == nil)
			assert.True(t, body.ended)
			assert.True(t, body.closed)
			if err == nil {
				assert.Same(t, req, resp.Request)
				assert.Equal(t, "200 OK", resp.Status)
				require.NoError(t, resp.Body.Close())
			}
		})
	}
}

func TestTransportMindsTheContext(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	w := overTransport(g)
	ctx, cancel := context.WithCancelCause(t.Context())
	req := w.request(t, envelope(smsctest.Endpoint, "balance", demo())).WithContext(ctx)
	resp, err := g.Transport().RoundTrip(req)
	require.NoError(t, err)
	cancel(assert.AnError)
	_, err = io.ReadAll(resp.Body)
	assert.ErrorIs(t, err, assert.AnError, "while the body is read")
	require.NoError(t, resp.Body.Close())

	req = w.request(t, envelope(smsctest.Endpoint, "send", demo("phones", phone, "mes", "hi"))).WithContext(ctx)
	err = failingRoundTrip(g, req)
	assert.ErrorIs(t, err, assert.AnError, "before")
	assert.Zero(t, g.Accepted())
}

func TestTransportRefusesBrokenRequests(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	w := overTransport(g)
	document := envelope(smsctest.Endpoint, "send", demo("phones", phone, "mes", "hi"))

	req := w.request(t, document)
	req.ContentLength++
	err := failingRoundTrip(g, req)
	assert.ErrorContains(t, err, "ContentLength")

	req = w.request(t, document)
	req.Body = io.NopCloser(io.MultiReader(strings.NewReader(document), &failing{}))
	err = failingRoundTrip(g, req)
	assert.ErrorIs(t, err, assert.AnError)

	req = w.request(t, document)
	req.URL.Host = ""
	err = failingRoundTrip(g, req)
	assert.Error(t, err)
	assert.Zero(t, g.Accepted())
}

func failingRoundTrip(g *smsctest.Gateway, req *http.Request) error {
	resp, err := g.Transport().RoundTrip(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	return err
}

func TestTransportHead(t *testing.T) {
	t.Parallel()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodHead, smsctest.Endpoint+"?wsdl", nil)
	require.NoError(t, err)
	resp, err := smsctest.New().Transport().RoundTrip(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	assert.Empty(t, body)
	assert.Equal(t, http.StatusOK, resp.StatusCode)
}

func TestTransportAnswersForTheHostHeader(t *testing.T) {
	t.Parallel()
	w := overTransport(smsctest.New())
	req := w.request(t, envelope("https://named.test/sys/soap.php", "balance", demo()))
	req.Host = "named.test"
	req.Header.Set(soapAction, `""`)
	resp, err := w.http.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	assert.Equal(t, http.StatusOK, resp.StatusCode)
}
