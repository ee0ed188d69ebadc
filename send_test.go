package smsc_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestSendResult(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		leaves string
		want   *smsc.SendResult
	}{
		{"id and count", "<id>mine</id><cnt>2</cnt>", &smsc.SendResult{ID: "mine", Count: smsc.Some(2)}},
		{"error 0 is none", "<id>mine</id><cnt>2</cnt><error>0</error>", &smsc.SendResult{ID: "mine", Count: smsc.Some(2)}},
		{"an empty error is none", "<error/><id>mine</id><cnt>1</cnt>", &smsc.SendResult{ID: "mine", Count: smsc.Some(1)}},
		{"zero is not absent", "<id>mine</id><cnt>1</cnt><cost>0</cost><balance>0.00</balance>", &smsc.SendResult{
			ID: "mine", Count: smsc.Some(1), Cost: money("0"), Balance: money("0.00"),
		}},
		{"four decimals, negative", "<id>mine</id><cnt>1</cnt><cost>0.1234</cost><balance>-1.5</balance>", &smsc.SendResult{
			ID: "mine", Count: smsc.Some(1), Cost: money("0.1234"), Balance: money("-1.5"),
		}},
		{"blanks around", "<id>\nmine </id><cnt> 2\n</cnt><cost> 1.5 </cost>", &smsc.SendResult{
			ID: "mine", Count: smsc.Some(2), Cost: money("1.5"),
		}},
		{"what cannot be read is kept", "<id>mine</id><cnt>1</cnt><cost>1e9</cost><balance>1,5</balance>", &smsc.SendResult{
			ID: "mine", Count: smsc.Some(1), Extra: url.Values{"cost": {"1e9"}, "balance": {"1,5"}},
		}},
		{"what is not known is kept", "<id>mine</id><cnt>1</cnt><new>a</new><new>b</new>", &smsc.SendResult{
			ID: "mine", Count: smsc.Some(1), Extra: url.Values{"new": {"a", "b"}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := newClient(t, &wire{answer: sendAnswer(c.leaves)}).Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "mine" }))
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

// TestOnlyItsOwnSuccessIsOne: an answer proves that this message was accepted only
// when it names it and counts it.
func TestOnlyItsOwnSuccessIsOne(t *testing.T) {
	t.Parallel()
	for name, leaves := range map[string]string{
		"no ID":                     "<cnt>1</cnt>",
		"a blank ID":                "<id> \n</id><cnt>1</cnt>",
		"another message's ID":      "<id>other</id><cnt>1</cnt>",
		"its ID in other letters":   "<id>MINE</id><cnt>1</cnt>",
		"its ID with more behind":   "<id>mine2</id><cnt>1</cnt>",
		"no count":                  "<id>mine</id>",
		"an empty count":            "<id>mine</id><cnt/>",
		"a count of zero":           "<id>mine</id><cnt>0</cnt>",
		"a negative count":          "<id>mine</id><cnt>-1</cnt>",
		"a count that is no number": "<id>mine</id><cnt>two</cnt>",
		"a count out of all bounds": "<id>mine</id><cnt>99999999999</cnt>",
		"a price instead":           "<cost>0.5</cost><cnt>1</cnt>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, &wire{answer: sendAnswer(leaves)}).Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "mine" }))
			assert.ErrorIs(t, err, smsc.ErrMalformedAnswer)
			assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err))
		})
	}
	for id, valid := range map[string]bool{"77": true, "a.b-c_1": true, "0": false, "a b": false, "2147483648": false, strings.Repeat("a", 41): false} {
		t.Run("the service's own ID "+id, func(t *testing.T) {
			t.Parallel()
			result, err := newClient(t, &wire{answer: sendAnswer("<id>" + id + "</id><cnt>1</cnt>")}, smsc.WithServerIDs()).
				Send(t.Context(), message())
			if valid {
				require.NoError(t, err)
				assert.Equal(t, id, result.ID)
				return
			}
			assert.ErrorIs(t, err, smsc.ErrMalformedAnswer)
		})
	}
}

// TestAnErrorBesideTheResult is no success, whatever the result says.
func TestAnErrorBesideTheResult(t *testing.T) {
	t.Parallel()
	answer := strings.Replace(sendAnswer(accepted), "</ns1:SendResponse>", "<error>3</error></ns1:SendResponse>", 1)
	_, err := newClient(t, &wire{answer: answer}).Send(t.Context(), message())
	assert.ErrorIs(t, err, smsc.ErrMalformedAnswer)
	assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err))
}

func TestSendResultReports(t *testing.T) {
	t.Parallel()
	w := &wire{answer: send2Answer("<id>{id}</id><cnt>1</cnt>" +
		"<errors><phone>380501234567</phone><status>22</status></errors>" +
		"<errors><phone>380501234568</phone><status>odd</status></errors>" +
		"<phones><phone>380501234569</phone><mcc>255</mcc><mnc>01</mnc><cost>0.5</cost><status>-1</status></phones>" +
		"<phones><phone>380501234567</phone><error>7</error><cost>x</cost></phones>")}
	r := mailing("380501234567", "380501234568", "380501234569")
	r.ReportRecipients = true
	got, err := newClient(t, w).Send(t.Context(), r)
	require.NoError(t, err)
	assert.Equal(t, []smsc.FailedRecipient{
		{Recipient: "380501234567", Status: smsc.Some(smsc.StatusWrongNumber)},
		{Recipient: "380501234568", Extra: url.Values{"status": {"odd"}}},
	}, got.Failed)
	assert.Equal(t, []smsc.RecipientReport{
		{Recipient: "380501234569", MCC: "255", MNC: "01", Cost: money("0.5"), Status: smsc.Some(smsc.StatusWaiting)},
		{Recipient: "380501234567", DeliveryError: smsc.Some(smsc.DeliveryCode(7)), Extra: url.Values{"cost": {"x"}}},
	}, got.Recipients)
	assert.False(t, got.ReportsMissing)
}

// TestFailedReportsAreAskedFor whenever there is more than one recipient, so that no
// refused number is lost without anyone noticing.
func TestFailedReportsAreAskedFor(t *testing.T) {
	t.Parallel()
	two := mailing(phone, "380501234568")
	for _, c := range []struct {
		name    string
		request smsc.SendRequest
		options []smsc.Option
		answer  string
		asked   bool
		missing bool
	}{
		{name: "one recipient", request: message(), answer: sendAnswer(accepted)},
		{name: "two recipients", request: two, answer: send2Answer("<id>{id}</id><cnt>2</cnt>"), asked: true},
		{name: "two recipients, one counted", request: two, answer: send2Answer(accepted), asked: true, missing: true},
		{
			name: "two recipients, one counted and one named", request: two, asked: true,
			answer: send2Answer(accepted + "<errors><phone>380501234568</phone><status>20</status></errors>"),
		},
		{name: "a group", request: smsc.SendRequest{Groups: []int64{1}, Text: "hi"}, answer: send2Answer(accepted), asked: true},
		{
			name: "personal texts", asked: true, answer: send2Answer("<id>{id}</id><cnt>2</cnt>"),
			request: smsc.SendRequest{Personal: []smsc.Personal{{To: []string{phone}, Text: "a"}, {To: []string{"380501234568"}, Text: "b"}}},
		},
		{name: "not asked for", request: two, options: []smsc.Option{smsc.WithoutFailedReports()}, answer: sendAnswer("<id>{id}</id><cnt>2</cnt>")},
		{
			name: "not asked for, and one is counted", request: two, options: []smsc.Option{smsc.WithoutFailedReports()},
			answer: sendAnswer(accepted), missing: true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{answer: c.answer}
			result, err := newClient(t, w, c.options...).Send(t.Context(), c.request)
			require.NoError(t, err)
			assert.Equal(t, c.asked, w.only(t).query.Get("err") == "1")
			assert.Equal(t, c.missing, result.ReportsMissing)
		})
	}
}

func TestRecipientsAreBounded(t *testing.T) {
	t.Parallel()
	w := &wire{answer: send2Answer("<id>{id}</id><cnt>2</cnt>")}
	client := newClient(t, w, smsc.WithMaxRecipients(2))
	_, err := client.Send(t.Context(), mailing("380501234567", "380501234568"))
	require.NoError(t, err)
	for _, tooMany := range []smsc.SendRequest{
		{Personal: []smsc.Personal{
			{To: []string{"380501234567"}, Text: "a"}, {To: []string{"380501234568", "380501234569"}, Text: "b"},
		}},
		{To: []string{"380501234567"}, Groups: []int64{1, 2}, Text: "hi"},
	} {
		require.NoError(t, tooMany.Validate(), "the request does not know the client's limit")
		_, err = client.Send(t.Context(), tooMany)
		assert.Equal(t, []string{"To"}, violated(t, err))
		_, err = client.Cost(t.Context(), tooMany)
		assert.Equal(t, []string{"To"}, violated(t, err))
	}
	assert.Equal(t, 1, w.count())
}

func TestNewIDs(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	letters := make(map[rune]int)
	for range 1000 {
		id := smsc.NewID()
		assert.Regexp(t, `^[a-z2-7]{26}$`, id)
		assert.False(t, seen[id], "twice")
		seen[id] = true
		for _, letter := range id {
			letters[letter]++
		}
	}
	assert.Len(t, letters, 32)
	for letter, n := range letters {
		assert.InDelta(t, 26_000/32, n, 200, "%c comes as often as the others", letter) // seven times the standard deviation
	}
}

func TestServerIDs(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithStrictRequests())
	client := emulated(t, g, smsc.WithServerIDs())
	result, err := client.Send(t.Context(), message())
	require.NoError(t, err)
	assert.NotEmpty(t, result.ID)
	assert.NotContains(t, g.Requests()[0].Elements, "id")
	result, err = client.Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "mine" }))
	require.NoError(t, err)
	assert.Equal(t, "mine", result.ID, "an ID of the caller's goes out")
}

// TestTooLateIsNotSent: nothing leaves after LeaveBy.
func TestTooLateIsNotSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: sendAnswer(accepted)}
		client := newClient(t, w)
		leaveBy := func(at time.Time) smsc.SendRequest {
			return with(func(r *smsc.SendRequest) { r.LeaveBy = at })
		}
		_, err := client.Send(t.Context(), leaveBy(time.Now()))
		assert.ErrorIs(t, err, smsc.ErrTooLate)
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		_, err = client.Send(t.Context(), leaveBy(time.Now().Add(time.Nanosecond)))
		assert.NoError(t, err)
		assert.Equal(t, 1, w.count())

		// A call that waits for its turn is too late when the turn comes.
		slow := newClient(t, roundTripper(func(r *http.Request) (*http.Response, error) {
			time.Sleep(10 * time.Second)
			return w.RoundTrip(r)
		}), smsc.WithPacing(func(p *smsc.Pacing) { p.Concurrent = 1 }))
		done := make(chan error)
		go func() {
			_, err := slow.Send(t.Context(), message())
			done <- err
		}()
		synctest.Wait()
		_, err = slow.Send(t.Context(), leaveBy(time.Now().Add(5*time.Second)))
		assert.ErrorIs(t, err, smsc.ErrTooLate)
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		require.NoError(t, <-done)
		assert.Equal(t, 2, w.count())
	})
}

// TestTooLateIsNotTriedAgain: LeaveBy ends an attempt and all that would follow.
func TestTooLateIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithStrictRequests())
		g.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Op: "send"})
		began := time.Now()
		_, err := emulated(t, g).Send(t.Context(), with(func(r *smsc.SendRequest) { r.LeaveBy = began.Add(5 * time.Second) }))
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err), "it hung, and was asked for until that was proved: %v", err)
		assert.ErrorIs(t, err, smsc.ErrTooLate)
		assert.Equal(t, 125*time.Second, time.Since(began), "the quiet time began when it was cut off")
		assert.Equal(t, 1, sends(g))
	})
}
