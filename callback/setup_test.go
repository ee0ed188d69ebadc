package callback_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// secret is what the checksums of these tests are made with. They were computed by
// md5sum and sha1sum, not by this package.
const secret = "s3cret"

const (
	statusMD5  = "09437c5881f3a29d24bbdd9946c0806e"         // order-7:380501234567:1:s3cret
	statusSHA1 = "bb26fdac73d37bab7d327849ee6380166247d53c" // the same
	statusCRC  = "2615495985"                               // the same
	stopMD5    = "89310a47caf6ca78c259b2ff65937b47"         // 380671234567:STOP:380441112233:s3cret
	callMD5    = "915cf8664924639c68ac5831ec8aef51"         // 380671234567:1773136800:s3cret
	callSHA1   = "a443fa38f801f5c1c4c73febe037164a700395ac" // the same
)

const (
	statusForm = "id=order-7&phone=380501234567&status=1"
	stopForm   = "phone=380671234567&mes=STOP&to=380441112233"
	callForm   = "phone=380671234567&waitcall=1&ts=1773136800"
)

// noon is the ts of callForm.
var noon = time.Date(2026, time.March, 10, 10, 0, 0, 0, time.UTC)

func some[T any](value T) smsc.Optional[T] { return smsc.Optional[T]{Value: value, Present: true} }

// outcome is what came of a request.
type outcome struct {
	*http.Response

	body   string
	events []callback.Event
	errs   []error
}

// serve gives a request to a handler, whose function returns what result says.
func serve(t *testing.T, r *http.Request, result error, options ...callback.Option) outcome {
	t.Helper()
	var o outcome
	handler, err := callback.NewHandler(secret, func(_ context.Context, e callback.Event) error {
		o.events = append(o.events, e)
		return result
	}, append(options, callback.WithErrorHook(func(_ *http.Request, err error) { o.errs = append(o.errs, err) }))...)
	require.NoError(t, err)
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, r)
	o.Response = recorder.Result()
	body, err := io.ReadAll(o.Body)
	require.NoError(t, err)
	o.body = string(body)
	return o
}

// post makes a request as a service does that labels every body as a form.
func post(target, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// taken requires that the request was answered with 200, and returns its event.
func (o outcome) taken(t *testing.T) callback.Event {
	t.Helper()
	require.Equal(t, http.StatusOK, o.StatusCode, o.body)
	assert.Equal(t, "OK", o.body)
	assert.Empty(t, o.errs)
	require.Len(t, o.events, 1)
	return o.events[0]
}

// refused requires that the request was refused with the status and a reason that
// contains the words, and that nothing of it reached the function.
func (o outcome) refused(t *testing.T, status int, words string) {
	t.Helper()
	assert.Equal(t, status, o.StatusCode)
	assert.Contains(t, o.body, words)
	assert.Empty(t, o.events, "the function must not see it")
	require.Len(t, o.errs, 1)
	want := callback.ErrUnreadable
	if status == http.StatusForbidden {
		want = callback.ErrUnverified
	}
	assert.ErrorIs(t, o.errs[0], want)
	assert.ErrorContains(t, o.errs[0], words)
}

// fullReport is a status report with everything in it.
func fullReport() callback.StatusReport {
	return callback.StatusReport{
		ID:            "order-7",
		Recipient:     "380501234567",
		Status:        smsc.StatusUndeliverable,
		ChangedAt:     noon,
		DeliveryError: some(smsc.DeliveryCode(6)),
		Cost:          some(decimal.RequireFromString("0.35")),
		Type:          some(callback.TypeHLR),
		HLR: &callback.HLR{
			IMSI: "255010000000001", MSC: "380672021500", MCC: "255", MNC: "01",
			Country: "Украина", Network: "Київстар", RoamingCountry: "Польша", RoamingNetwork: "Play",
		},
		Extra: url.Values{"flag": {"1", "2"}, "syserr": {"0"}},
	}
}

func discard(context.Context, callback.Event) error { return nil }

// md5Of is the checksum over the values and the secret of these tests.
func md5Of(values string) string {
	sum := md5.Sum([]byte(values + ":" + secret))
	return hex.EncodeToString(sum[:])
}
