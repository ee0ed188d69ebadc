package soap_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

func TestDecodeCharsets(t *testing.T) {
	t.Parallel()
	utf8 := open11 + `<e:Body><StatusResponse><statusresult><status>1</status><message>Привіт, їжаче</message></statusresult></StatusResponse></e:Body>` + close11
	cp1251, err := charmap.Windows1251.NewEncoder().String(utf8)
	require.NoError(t, err)
	for _, c := range []struct{ name, contentType, document string }{
		{"UTF-8 by default", "text/xml", utf8},
		{"windows-1251 by the declaration", "text/xml", `<?xml version="1.0" encoding="windows-1251"?>` + cp1251},
		{"windows-1251 by the header", "text/xml; charset=Windows-1251", cp1251},
		{"windows-1251 by both", "text/xml; charset=cp1251", `<?xml version="1.0" encoding="windows-1251"?>` + cp1251},
		{"the header outweighs the declaration", "text/xml; charset=utf-8", `<?xml version="1.0" encoding="windows-1251"?>` + utf8},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got soapgen.StatusAnswer
			_, err := new(soap.Reader).Read([]byte(c.document), c.contentType, &got)
			require.NoError(t, err)
			assert.Equal(t, "Привіт, їжаче", got.Message.Value)
		})
	}
}
