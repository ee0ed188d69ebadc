package smsc_test

import (
	"encoding/json"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

// lost sends a message and loses the answer, or the request, and returns the record.
func lost(t *testing.T, client *smsc.Client, request smsc.SendRequest) smsc.SendRecord {
	t.Helper()
	_, err := client.Send(t.Context(), request)
	require.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
	failed, ok := errors.AsType[*smsc.SendError](err)
	require.True(t, ok)
	return failed.Record
}

// stored is a record as another process reads it.
func stored(t *testing.T, record smsc.SendRecord) (read smsc.SendRecord) {
	t.Helper()
	document, err := json.Marshal(record)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(document, &read))
	return read
}

// lostTexts are the digests of a text.
func lostTexts(t *testing.T, text string) []string {
	t.Helper()
	client := newClient(t, failing{err: io.ErrUnexpectedEOF, read: true})
	return lost(t, client, with(func(r *smsc.SendRequest) { r.ID, r.Text = "1", text })).Texts
}

// TestTheWaitForATurnIsNoStart: what counts is when an attempt could last leave, and not
// when its call began.
func TestTheWaitForATurnIsNoStart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &busy{takes: 25 * time.Second, answer: func(_ int, c call) string {
			if c.leaves["id"] == "late" {
				return "<"
			}
			return goodAnswer(c)
		}}
		client := newClient(t, s, smsc.WithPacing(func(p *smsc.Pacing) { p.Concurrent = 1 }))
		began := time.Now()
		for range 4 {
			go func() { _, _ = client.Send(t.Context(), message()) }()
		}
		synctest.Wait()
		record := lost(t, client, with(func(r *smsc.SendRequest) { r.ID = "late" }))
		assert.Equal(t, 125*time.Second, record.LeaveBy.Sub(began))
	})
}

// TestTheRecordHasWhatIsNeeded and survives JSON.
func TestTheRecordHasWhatIsNeeded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, failing{err: io.ErrUnexpectedEOF, read: true}, smsc.WithEndpoint("https://smsc.kz/sys/soap.php"))
		for _, c := range []struct {
			request smsc.SendRequest
			want    smsc.SendRecord
			texts   int
		}{
			{message(), smsc.SendRecord{Recipients: []string{phone}, Generated: true}, 1},
			{with(func(r *smsc.SendRequest) { r.ID = "1" }), smsc.SendRecord{ID: "1", Recipients: []string{phone}}, 1},
			{
				smsc.SendRequest{To: thousand[:2], Groups: []int64{1}, Text: "hi", ID: "1"},
				smsc.SendRecord{ID: "1", Recipients: thousand[:2], Groups: true},
				1,
			},
			{smsc.SendRequest{Groups: []int64{1}, Text: "hi", ID: "1"}, smsc.SendRecord{ID: "1", Groups: true}, 1},
			{
				smsc.SendRequest{ID: "1", Personal: []smsc.Personal{{To: thousand[:2], Text: "a"}, {To: thousand[2:3], Text: "b", Groups: []int64{1}}}},
				smsc.SendRecord{ID: "1", Recipients: thousand[:3], Groups: true},
				3,
			},
		} {
			got := lost(t, client, c.request)
			got = stored(t, got)
			assert.True(t, time.Now().Equal(got.LeaveBy))
			assert.Len(t, got.Texts, c.texts)
			for _, digest := range got.Texts {
				assert.Regexp(t, "^[0-9a-f]{24}$", digest, "no text, and nothing that could be one")
			}
			if c.want.Generated {
				assert.Len(t, got.ID, 26)
				c.want.ID = got.ID
			}
			c.want.Endpoints, c.want.LeaveBy, c.want.Texts = []string{"https://smsc.kz/sys/soap.php"}, got.LeaveBy, got.Texts
			assert.Equal(t, c.want, got)
		}
	})
}
