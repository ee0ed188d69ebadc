package smsc_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

func TestNamespaceOption(t *testing.T) {
	t.Parallel()
	w := &wire{answer: balanceAnswer("<balance>1</balance>")}
	_, err := newClient(t, w, smsc.WithNamespace("http://smsc.ua/sys/soap.php")).Balance(t.Context())
	require.NoError(t, err)
	assert.Contains(t, w.only(t).body, `<m:balance xmlns:m="http://smsc.ua/sys/soap.php">`)
	assert.Equal(t, `"http://smsc.ua/sys/soap.php"`, w.only(t).header["Soapaction"][0])
}
