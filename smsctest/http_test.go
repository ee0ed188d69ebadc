package smsctest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

func TestStrictHTTPHeader(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		set    func(http.Header)
		status int
	}{
		"as it should be":    {func(http.Header) {}, http.StatusOK},
		"no charset":         {func(h http.Header) { h.Set("Content-Type", "text/xml") }, http.StatusOK},
		"charset in quotes":  {func(h http.Header) { h.Set("Content-Type", `text/xml; charset="UTF-8"`) }, http.StatusOK},
		"empty action":       {func(h http.Header) { h.Set(soapAction, `""`) }, http.StatusOK},
		"no type":            {func(h http.Header) { h.Del("Content-Type") }, http.StatusUnsupportedMediaType},
		"SOAP 1.2's type":    {func(h http.Header) { h.Set("Content-Type", "application/soap+xml") }, http.StatusUnsupportedMediaType},
		"other charset":      {func(h http.Header) { h.Set("Content-Type", "text/xml; charset=windows-1251") }, http.StatusUnsupportedMediaType},
		"no action":          {func(h http.Header) { h.Del(soapAction) }, http.StatusInternalServerError},
		"action, no quotes":  {func(h http.Header) { h.Set(soapAction, smsctest.Endpoint) }, http.StatusInternalServerError},
		"other host's":       {func(h http.Header) { h.Set(soapAction, `"https://other.test/sys/soap.php"`) }, http.StatusInternalServerError},
		"two actions":        {func(h http.Header) { h.Add(soapAction, `""`) }, http.StatusInternalServerError},
		"operation's action": {func(h http.Header) { h.Set(soapAction, `"`+smsctest.Endpoint+`#send"`) }, http.StatusInternalServerError},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := overTransport(smsctest.New(smsctest.WithStrictRequests()))
			req := w.request(t, envelope(smsctest.Endpoint, "balance", demo()))
			test.set(req.Header)
			resp, err := w.http.Do(req)
			if assert.NoError(t, err) {
				defer resp.Body.Close()
				assert.Equal(t, test.status, resp.StatusCode)
			}
		})
	}
}

func TestRequestSizeIsBounded(t *testing.T) {
	t.Parallel()
	w := overTransport(smsctest.New(smsctest.WithMaxRequest(10_000), smsctest.WithStrictRequests()))
	small := envelope(smsctest.Endpoint, "balance", demo())
	assert.Equal(t, http.StatusOK, w.raw(t, small+strings.Repeat(" ", 10_000-len(small))).status)
	r := w.raw(t, small+strings.Repeat(" ", 10_001-len(small)))
	assert.Equal(t, http.StatusRequestEntityTooLarge, r.status)
	assert.NotEmpty(t, r.fault)
}

func TestWSDL(t *testing.T) {
	t.Parallel()
	get := func(t *testing.T, client *http.Client, url string) (int, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		require.NoError(t, err)
		resp, err := client.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(body)
	}
	t.Run("names the URL that was asked", func(t *testing.T) {
		t.Parallel()
		server := smsctest.NewServer(t)
		status, document := get(t, &http.Client{}, server.Endpoint()+"?wsdl")
		assert.Equal(t, http.StatusOK, status)
		assert.Contains(t, document, `targetNamespace="`+server.Endpoint()+`"`)
	})
	t.Run("https in memory, any case", func(t *testing.T) {
		t.Parallel()
		_, document := get(t, &http.Client{Transport: smsctest.New().Transport()}, smsctest.Endpoint+"?WSDL")
		assert.Contains(t, document, `targetNamespace="`+smsctest.Endpoint+`"`)
	})
	t.Run("fixed namespace", func(t *testing.T) {
		t.Parallel()
		g := smsctest.New(smsctest.WithNamespace("http://other.test/sys/soap.php"))
		_, document := get(t, &http.Client{Transport: g.Transport()}, smsctest.Endpoint+"?wsdl")
		assert.Contains(t, document, `targetNamespace="http://other.test/sys/soap.php"`)

		w := overTransport(g)
		r := w.raw(t, envelope(smsctest.Endpoint, "balance", demo()))
		assert.Equal(t, http.StatusInternalServerError, r.status)
		req := w.request(t, envelope("http://other.test/sys/soap.php", "balance", demo()))
		req.Header.Set(soapAction, `"http://other.test/sys/soap.php"`)
		resp, err := w.http.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		assert.Equal(t, http.StatusOK, resp.StatusCode)
	})
	t.Run("no such page", func(t *testing.T) {
		t.Parallel()
		status, _ := get(t, &http.Client{Transport: smsctest.New().Transport()}, "https://smsc.test/")
		assert.Equal(t, http.StatusNotFound, status)
	})
	t.Run("a GET without it is answered with nothing", func(t *testing.T) {
		t.Parallel()
		g := smsctest.New()
		status, document := get(t, &http.Client{Transport: g.Transport()}, smsctest.Endpoint)
		assert.Equal(t, http.StatusOK, status)
		assert.Empty(t, document)
		if log := g.Requests(); assert.Len(t, log, 1) && assert.Len(t, log[0].Lints, 1) {
			assert.Equal(t, "method", log[0].Lints[0].Rule)
			assert.Equal(t, http.StatusOK, log[0].Status)
		}
	})
	t.Run("a GET without it is a strict Fault", func(t *testing.T) {
		t.Parallel()
		status, document := get(t, &http.Client{Transport: smsctest.New(smsctest.WithStrictRequests()).Transport()}, smsctest.Endpoint)
		assert.Equal(t, http.StatusInternalServerError, status)
		assert.Contains(t, document, "<faultstring>Bad Request</faultstring>")
	})
}
