package smsc_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestRefsOfResult(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		request smsc.SendRequest
		result  smsc.SendResult
		want    []string
	}{
		{"one", smsc.SendRequest{To: []string{"+380501234567"}}, smsc.SendResult{}, []string{"+380501234567"}},
		{"none but groups", smsc.SendRequest{Groups: []int64{7}}, smsc.SendResult{}, []string{}},
		{
			"refused, written without the plus",
			smsc.SendRequest{To: []string{"+380501234567", "380501234568", "+380501234569"}},
			smsc.SendResult{Failed: []smsc.FailedRecipient{{Recipient: "380501234567"}, {Recipient: "380501234568"}}},
			[]string{"+380501234569"},
		},
		{
			"refused by a report",
			smsc.SendRequest{To: []string{"380501234567", "380501234568"}},
			smsc.SendResult{Recipients: []smsc.RecipientReport{
				{Recipient: "380501234567", DeliveryError: smsc.Some(smsc.DeliveryCode(249))},
				{Recipient: "380501234568", DeliveryError: smsc.Some(smsc.DeliveryCode(0))},
			}},
			[]string{"380501234568"},
		},
		{
			"personal, one of them twice",
			smsc.SendRequest{Personal: []smsc.Personal{
				{To: []string{"380501234567", "380501234568"}, Text: "a"}, {To: []string{"+380501234567"}, Text: "b"},
			}},
			smsc.SendResult{},
			[]string{"380501234567", "380501234568"},
		},
		{
			"refused in a form that nobody can match",
			smsc.SendRequest{To: []string{"0501234567", "380501234568"}},
			smsc.SendResult{Failed: []smsc.FailedRecipient{{Recipient: "380501234567"}}},
			[]string{"0501234567", "380501234568"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.result.ID = "order-7"
			want := []smsc.Ref{}
			for _, recipient := range test.want {
				want = append(want, smsc.Ref{ID: "order-7", Recipient: recipient})
			}
			assert.Equal(t, want, test.result.Refs(test.request))
		})
	}
}

// What comes out of a send can be asked for, and what was refused is not in it.
func TestRefsFindTheirMessages(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New(smsctest.WithUndeliverable("38099"))
	client := gateway.Client(t)
	request := smsc.SendRequest{To: []string{"+380501234567", "+380991234567", "+380501234568"}, Text: "hi"}
	sent, err := client.Send(t.Context(), request)
	require.NoError(t, err)
	all := sent.Refs(request)
	require.Len(t, all, 2)
	for _, ref := range all {
		_, err := client.Status(t.Context(), ref.StatusRequest(smsc.DetailMessage))
		require.NoError(t, err)
	}
}

func TestRefsOfRecord(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New()
	client := gateway.Client(t, smsc.WithRetry(smsc.RetryPolicy{Attempts: 1, OnUnknown: smsc.UnknownReturn}))
	gateway.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send", Times: 1})
	_, err := client.Send(t.Context(), smsc.SendRequest{
		To: []string{"+380501234567", "+380501234568"}, Text: "hi", ID: "order-7",
	})
	failed, ok := errors.AsType[*smsc.SendError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, []smsc.Ref{
		{ID: "order-7", Recipient: "+380501234567"}, {ID: "order-7", Recipient: "+380501234568"},
	}, failed.Record.Refs())
	failed.Record.Recipients = append(failed.Record.Recipients, "380501234567") // stored by somebody else
	assert.Len(t, failed.Record.Refs(), 2)
}

func TestRefSurvivesJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ref := smsc.Ref{ID: rapid.StringMatching(`[A-Za-z0-9._-]{1,40}`).Draw(t, "id"), Recipient: rapid.String().Draw(t, "recipient")}
		document, err := json.Marshal(ref)
		require.NoError(t, err)
		var read smsc.Ref
		require.NoError(t, json.Unmarshal(document, &read))
		assert.Equal(t, ref, read)
	})
	document, err := json.Marshal(smsc.Ref{ID: "order-7", Recipient: "+380501234567"})
	require.NoError(t, err)
	assert.JSONEq(t, `{"id":"order-7","recipient":"+380501234567"}`, string(document))
}

func TestRefKey(t *testing.T) {
	t.Parallel()
	assert.Equal(t, smsc.Ref{ID: "a", Recipient: "380501234567"}, smsc.Ref{ID: "a", Recipient: "+380501234567"}.Key())
	assert.Equal(t, smsc.Ref{ID: "a", Recipient: "#123"}, smsc.Ref{ID: "a", Recipient: "#123"}.Key())
}

func TestRefLogsNoRecipient(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("sent", "message", smsc.Ref{ID: "order-7", Recipient: "+380501234567"})
	assert.Contains(t, log.String(), "order-7")
	assert.NotContains(t, log.String(), "380501234567")
}
