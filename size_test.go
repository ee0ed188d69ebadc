package smsc_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
)

// TestSize: a request is as large as Size says, or a few hundred bytes smaller, and a
// message adds no more than its own Size.
func TestSize(t *testing.T) {
	t.Parallel()
	posted := func(t *rapid.T, request smsc.SendRequest) int {
		var size int64
		client := newClient(t, roundTripper(func(r *http.Request) (*http.Response, error) {
			size = r.ContentLength
			return nil, io.EOF
		}), smsc.WithMaxRequest(10<<20))
		_, _ = client.Send(t.Context(), request)
		require.Positive(t, size)
		return int(size)
	}
	text := rapid.StringMatching(`[a-zA-Zа-яїєі0-9 .,!&<>"%|\n👋]{1,200}`).Filter(func(s string) bool {
		return smsc.SendRequest{Sender: "Shop", Personal: []smsc.Personal{{To: []string{phone}, Text: s}}}.Validate() == nil
	})
	rapid.Check(t, func(t *rapid.T) {
		request := smsc.SendRequest{Sender: "Shop"}
		base, sizes := 0, 0
		for i, one := range rapid.SliceOfN(text, 1, 20).Draw(t, "texts") {
			personal := smsc.Personal{To: []string{fmt.Sprintf("+38050%07d", i)}, Text: one, Sender: "Shop"}
			request.Personal = append(request.Personal, personal)
			if i == 0 {
				base = request.Size()
			} else {
				sizes += personal.Size()
			}
		}
		size := posted(t, request)
		assert.LessOrEqual(t, size, request.Size())
		assert.Less(t, request.Size()-size, 1100)
		assert.LessOrEqual(t, request.Size(), base+sizes)
		assert.LessOrEqual(t, base+sizes-request.Size(), 8*len(request.Personal))
	})
	single := smsc.SendRequest{To: []string{phone}, Text: "Привіт & <бувай>\r\n"}
	rapid.Check(t, func(t *rapid.T) {
		assert.LessOrEqual(t, posted(t, single), single.Size())
	})
	assert.Positive(t, smsc.SendRequest{}.Size(), "it may be asked of what is not valid")
	assert.Greater(t, smsc.Personal{Groups: []int64{1, 2}}.Size(), 8)
}
