package wsdl_test

import (
	"bytes"
	"encoding/xml"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/namespace"
	"github.com/go-smsc/smsc/wsdl"
)

func TestRenderFollowsTheEndpointEverywhere(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{
		"https://smsc.ua/sys/soap.php",
		"http://127.0.0.1:8025/sys/soap.php",
		"http://localhost/it's&so/<soap>.php",
		`http://"a&b<c/`,
	} {
		want, err := namespace.Of(endpoint)
		require.NoError(t, err)
		doc, err := wsdl.Render(endpoint)
		require.NoError(t, err)
		got, err := namespace.Read(doc)
		require.NoError(t, err)
		assert.Equal(t, want, got)

		// Both target namespaces, the prefix, seven actions, one address.
		count := 0
		d := xml.NewDecoder(bytes.NewReader(doc))
		for {
			token, err := d.Token()
			if err != nil {
				require.ErrorContains(t, err, "EOF")
				break
			}
			if start, ok := token.(xml.StartElement); ok {
				for _, a := range start.Attr {
					if a.Value == want {
						count++
					}
				}
			}
		}
		assert.Equal(t, 11, count)
		if endpoint != "https://smsc.ua/sys/soap.php" {
			assert.NotContains(t, string(doc), "smsc.ua")
		}
	}
}
