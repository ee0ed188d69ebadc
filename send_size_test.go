package smsc_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
)

// TestLargeRequestsAreRefused before anything is sent.
func TestLargeRequestsAreRefused(t *testing.T) {
	t.Parallel()
	texts := func(n int) smsc.SendRequest {
		var r smsc.SendRequest
		for i := range n {
			r.Personal = append(r.Personal, smsc.Personal{To: []string{thousand[i]}, Text: strings.Repeat("ї", 900)})
		}
		return r
	}
	require.NoError(t, texts(100).Validate(), "the request does not know the client's limit")
	w := &wire{answer: send2Answer("<id>{id}</id><cnt>100</cnt>")}
	client := newClient(t, w)
	_, err := client.Send(t.Context(), texts(90))
	require.NoError(t, err)
	assert.Less(t, len(w.calls[0].body), 512<<10)
	for _, call := range []func() error{
		func() error { _, err := client.Send(t.Context(), texts(100)); return err },
		func() error { _, err := client.Cost(t.Context(), texts(100)); return err },
		func() error {
			_, err := client.SendOnce(t.Context(), texts(100), smsc.SendRecord{ID: "1"})
			return err
		},
		func() error {
			_, err := newClient(t, w, smsc.WithMaxRequest(2000)).Send(t.Context(), with(func(r *smsc.SendRequest) {
				r.Text = strings.Repeat("ї", 700)
			}))
			return err
		},
	} {
		err := call()
		assert.Equal(t, []string{"Text"}, violated(t, err))
		assert.ErrorContains(t, err, "WithMaxRequest")
	}
	assert.Equal(t, 1, w.count())
	_, err = newClient(t, w, smsc.WithMaxRequest(1<<20)).Send(t.Context(), texts(100))
	assert.NoError(t, err)
}

// wireLetters are characters that the wire writes with one byte and with more.
var wireLetters = rapid.SampledFrom([]rune("aZ09 \n\r\t&<>\"'+%~_.-=|ї🚀"))

// TestSizeIsThatOfTheRequest finds the smallest WithMaxRequest that lets a request
// through: it is never below what is posted, and little above it.
func TestSizeIsThatOfTheRequest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string, most int) string {
			return "x" + rapid.StringOfN(wireLetters, 0, most, -1).Draw(t, name)
		}
		request := smsc.SendRequest{
			ID: rapid.StringMatching(`[a-z][a-z0-9]{0,39}`).Draw(t, "id"), Sender: rapid.SampledFrom([]string{"", "A&<>\"'B"}).Draw(t, "sender"),
			AllowMarkers: true, ReportRecipients: rapid.Bool().Draw(t, "op"),
		}
		if rapid.Bool().Draw(t, "extra") {
			request.Extra = url.Values{"a": {text("extra a", 300)}, "b": {text("extra b", 3000)}}
		}
		n := rapid.IntRange(1, 200).Draw(t, "recipients")
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			request.To, request.Text, request.Comment = thousand[:n], text("text", 400), text("comment", 400)
			request.When = smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(2)}
		case 1:
			for i := range n {
				request.Personal = append(request.Personal, smsc.Personal{
					To: thousand[i : i+1], Text: strings.ReplaceAll(text("personal text", 200), "|", "/"),
				})
			}
		case 2:
			request.Sender, request.Text = "", text("text", 100)
			request.Channel = smsc.Email{Subject: strings.Join(strings.Fields(text("subject", 200)), " "), From: "a&b@example.com"}
			for i := range n {
				request.To = append(request.To, strings.Repeat("&", 1+i%9)+thousand[i]+"@example.com")
			}
		}
		if request.Validate() != nil {
			t.Skip("it is not sent")
		}
		w := &wire{answer: "<x/>"}
		_, err := newClient(t, w).Send(t.Context(), request)
		require.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
		posted := len(w.only(t).body)

		passes := func(limit int) bool {
			w := &wire{answer: "<x/>"}
			_, _ = newClient(t, w, smsc.WithMaxRequest(limit)).Send(t.Context(), request)
			return w.count() == 1
		}
		if passes(posted - 1) {
			t.Fatalf("%d bytes were posted within a limit of %d", posted, posted-1)
		}
		if most := posted + 1<<10 + posted/20; !passes(most) {
			t.Fatalf("%d bytes were too many for a limit of %d", posted, most)
		}
	})
}
