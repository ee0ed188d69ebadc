package smsc_test

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
)

// channels are all channels with all that can be set.
var channels = rapid.OneOf(
	rapid.Just[smsc.Channel](nil),
	rapid.SampledFrom([]smsc.Channel{
		smsc.FlashSMS{},
		smsc.HLR{},
		smsc.PingSMS{},
		smsc.Social{},
		smsc.Viber{},
		smsc.WhatsApp{},
		smsc.TelegramCode{},
		smsc.MMS{},
		smsc.VoiceCall{},
		smsc.BinarySMS{Payload: []byte{1}},
	}),
	rapid.Custom(func(t *rapid.T) smsc.Channel {
		return smsc.BinarySMS{
			Header: octets.Draw(t, "header"), Payload: octets.Draw(t, "payload"), Coding: &smsc.Coding{PID: rapid.Byte().Draw(t, "pid"), DCS: rapid.Byte().Draw(t, "dcs")},
		}
	}),
	rapid.Custom(func(t *rapid.T) smsc.Channel {
		return smsc.VoiceCall{
			Voice: rapid.SampledFrom([]smsc.Voice{smsc.VoiceMale, smsc.VoiceFemale4}).Draw(t, "voice"), Language: "en",
			AnswerWait: 20 * time.Second, RetryInterval: time.Minute, Attempts: rapid.IntRange(1, 9).Draw(t, "attempts"),
		}
	}),
	rapid.Custom(func(t *rapid.T) smsc.Channel { return smsc.MMS{Subject: anyText.Draw(t, "subject")} }),
	rapid.Custom(func(t *rapid.T) smsc.Channel {
		return smsc.WAPPush{URL: anyText.Draw(t, "url"), Title: anyText.Draw(t, "title")}
	}),
	rapid.Custom(func(t *rapid.T) smsc.Channel { return smsc.Telegram{Bot: anyText.Draw(t, "bot")} }),
	rapid.Custom(func(t *rapid.T) smsc.Channel {
		return smsc.Email{Subject: anyText.Draw(t, "subject"), From: anyText.Draw(t, "from")}
	}),
)

var (
	octets  = rapid.SliceOfN(rapid.Byte(), 1, 20)
	anyText = rapid.StringOfN(rapid.RuneFrom([]rune("aZ09 \n\"'<>&\\/їЩ🚀\u2028\u0085")), 1, 20, -1)
	zones   = rapid.OneOf(rapid.Just(smsc.Zone{}), rapid.Map(rapid.IntRange(-12, 14), smsc.UTCOffset))
	moments = rapid.Custom(func(t *rapid.T) time.Time {
		at := time.Unix(rapid.Int64Range(1e9, 1<<37).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds"))
		return at.In(time.FixedZone("", 60*rapid.IntRange(-12*60, 14*60).Draw(t, "minutes east")))
	})
	durations = rapid.Map(rapid.Int64Range(1, 1<<50), func(n int64) time.Duration { return time.Duration(n) })

	// times are all forms of When.
	times = rapid.OneOf(
		rapid.Just[smsc.When](nil),
		rapid.Map(moments, func(at time.Time) smsc.When { return smsc.SendAt(at) }),
		rapid.Map(durations, func(d time.Duration) smsc.When { return smsc.SendIn(d) }),
		rapid.Custom(func(t *rapid.T) smsc.When {
			return smsc.SendBetween{From: rapid.IntRange(0, 22).Draw(t, "from"), To: rapid.IntRange(1, 23).Draw(t, "to"), Zone: zones.Draw(t, "zone")}
		}),
		rapid.Custom(func(t *rapid.T) smsc.When {
			return smsc.SendLocal{Clock: moments.Draw(t, "clock"), Zone: zones.Draw(t, "zone")}
		}),
	)
)

// drawn fills every field of a T that has a simple kind; what is left is for the caller.
func drawn(t *rapid.T, v reflect.Value) {
	for i := range v.NumField() {
		field, name := v.Field(i), v.Type().Field(i).Name
		if !field.CanSet() || rapid.IntRange(0, 2).Draw(t, name+" is set") == 0 {
			continue
		}
		switch field.Interface().(type) {
		case string:
			field.SetString(anyText.Draw(t, name))
		case bool:
			field.SetBool(true)
		case []string:
			field.Set(reflect.ValueOf(rapid.SliceOfN(anyText, 1, 3).Draw(t, name)))
		case []int64:
			field.Set(reflect.ValueOf(rapid.SliceOfN(rapid.Int64(), 1, 3).Draw(t, name)))
		case url.Values:
			field.Set(reflect.ValueOf(url.Values{anyText.Draw(t, name): {anyText.Draw(t, name), ""}, "b": {"1"}}))
		case time.Duration:
			field.Set(reflect.ValueOf(durations.Draw(t, name)))
		case time.Time:
			field.Set(reflect.ValueOf(moments.Draw(t, name)))
		case netip.Addr:
			field.Set(reflect.ValueOf(rapid.SampledFrom([]netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}).Draw(t, name)))
		case decimal.Decimal:
			field.Set(reflect.ValueOf(decimal.New(rapid.Int64().Draw(t, name), -4)))
		case smsc.Optional[int]:
			field.Set(reflect.ValueOf(smsc.Some(rapid.Int().Draw(t, name))))
		case smsc.Optional[decimal.Decimal]:
			field.Set(reflect.ValueOf(smsc.Some(decimal.New(rapid.Int64().Draw(t, name), -4))))
		case smsc.Optional[smsc.StatusCode]:
			field.Set(reflect.ValueOf(smsc.Some(smsc.StatusCode(rapid.IntRange(-3, 30).Draw(t, name)))))
		case smsc.Optional[smsc.DeliveryCode]:
			field.Set(reflect.ValueOf(smsc.Some(smsc.DeliveryCode(rapid.IntRange(0, 255).Draw(t, name)))))
		case smsc.Channel:
		case smsc.Zone:
			field.Set(reflect.ValueOf(zones.Draw(t, name)))
		default:
			switch field.Kind() {
			case reflect.Int:
				field.SetInt(int64(rapid.IntRange(1, 3).Draw(t, name)))
			case reflect.Struct:
				drawn(t, field)
			case reflect.Slice:
				n := rapid.IntRange(1, 3).Draw(t, name)
				field.Set(reflect.MakeSlice(field.Type(), n, n))
				for i := range n {
					drawn(t, field.Index(i))
				}
			case reflect.Interface: // Channel and When, which are drawn by themselves
			default:
				t.Fatalf("%s has a type that nobody draws: %s", name, field.Type())
			}
		}
	}
}

// roundTrip draws a T, writes it as JSON, reads it and compares the two, and what is
// written again.
func roundTrip[T any](t *testing.T, more func(*rapid.T, *T)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		var wrote, read T
		drawn(t, reflect.ValueOf(&wrote).Elem())
		more(t, &wrote)
		document, err := json.Marshal(wrote)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(document, &read), "%s", document)
		if !alike(reflect.ValueOf(wrote), reflect.ValueOf(read)) {
			t.Fatalf("wrote %#v\nread  %#v\nfrom  %s", wrote, read, document)
		}
		again, err := json.Marshal(&read)
		require.NoError(t, err)
		assert.JSONEq(t, string(document), string(again))
	})
}

// alike compares by content: times by instant and clock, amounts by value.
func alike(a, b reflect.Value) bool {
	if a.IsValid() != b.IsValid() {
		return false
	}
	if !a.IsValid() {
		return true
	}
	if a.Type() != b.Type() {
		return false
	}
	if a.CanInterface() {
		switch x := a.Interface().(type) {
		case time.Time:
			y, _ := reflect.TypeAssert[time.Time](b)
			return x.Equal(y) && x.Format(time.DateTime) == y.Format(time.DateTime)
		case smsc.SendAt:
			y, _ := reflect.TypeAssert[smsc.SendAt](b)
			return time.Time(x).Equal(time.Time(y))
		case decimal.Decimal:
			y, _ := reflect.TypeAssert[decimal.Decimal](b)
			return x.Equal(y)
		}
	}
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			if !alike(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Pointer, reflect.Interface:
		return a.IsNil() == b.IsNil() && (a.IsNil() || alike(a.Elem(), b.Elem()))
	case reflect.Slice, reflect.Array:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !alike(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.Len() != b.Len() {
			return false
		}
		for key, value := range a.Seq2() {
			if !alike(value, b.MapIndex(key)) {
				return false
			}
		}
		return true
	case reflect.Func:
		return a.IsNil() && b.IsNil()
	default:
		return a.Equal(b)
	}
}

func TestSendRequestSurvivesJSON(t *testing.T) {
	t.Parallel()
	roundTrip(t, func(t *rapid.T, r *smsc.SendRequest) {
		r.Channel, r.When = channels.Draw(t, "channel"), times.Draw(t, "when")
	})
}

func TestResultsSurviveJSON(t *testing.T) {
	t.Parallel()
	t.Run("SendResult", func(t *testing.T) { t.Parallel(); roundTrip(t, func(*rapid.T, *smsc.SendResult) {}) })
	t.Run("StatusRequest", func(t *testing.T) { t.Parallel(); roundTrip(t, func(*rapid.T, *smsc.StatusRequest) {}) })
	t.Run("StatusResult", func(t *testing.T) { t.Parallel(); roundTrip(t, func(*rapid.T, *smsc.StatusResult) {}) })
	t.Run("CostResult", func(t *testing.T) { t.Parallel(); roundTrip(t, func(*rapid.T, *smsc.CostResult) {}) })
	t.Run("BalanceResult", func(t *testing.T) { t.Parallel(); roundTrip(t, func(*rapid.T, *smsc.BalanceResult) {}) })
	t.Run("SendRecord", func(t *testing.T) { t.Parallel(); roundTrip(t, func(*rapid.T, *smsc.SendRecord) {}) })
}

// TestRequestFromJSONGoesOutTheSame: what was queued is sent as it would have been.
func TestRequestFromJSONGoesOutTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		request := smsc.SendRequest{
			To: []string{phone}, Text: "hi", ID: "1", Channel: channels.Draw(t, "channel"), When: times.Draw(t, "when"),
			ValidFor: rapid.SampledFrom([]time.Duration{0, time.Hour}).Draw(t, "valid"), Report: smsc.ReportCost,
		}
		if rapid.Bool().Draw(t, "no text") {
			request.Text = ""
		}
		document, err := json.Marshal(request)
		require.NoError(t, err)
		var read smsc.SendRequest
		require.NoError(t, json.Unmarshal(document, &read))
		assert.Equal(t, request.Validate(), read.Validate())
		var bodies []string
		for _, r := range []smsc.SendRequest{request, read} {
			w := &wire{answer: "<x/>"}
			_, _ = newClient(t, w).Send(t.Context(), r)
			for _, call := range w.calls {
				bodies = append(bodies, call.body)
			}
		}
		if len(bodies) > 0 {
			require.Len(t, bodies, 2)
			assert.Equal(t, bodies[0], bodies[1])
		}
	})
}

// TestJSONOfARequest pins the form, which others read too.
func TestJSONOfARequest(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 18, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		request smsc.SendRequest
		want    string
	}{
		{smsc.SendRequest{}, `{}`},
		{message(), `{"to":["+380501234567"],"text":"hi"}`},
		{smsc.SendRequest{Channel: smsc.Viber{}, When: smsc.SendAt(at)}, `{"channel":{"viber":{}},"when":{"at":"2026-11-22T18:30:00Z"}}`},
		{smsc.SendRequest{Channel: &smsc.Viber{}, When: smsc.SendIn(time.Minute)}, `{"channel":{"viber":{}},"when":{"in":60000000000}}`},
		{
			smsc.SendRequest{
				Channel: smsc.VoiceCall{Voice: smsc.VoiceFemale}, When: smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(2)},
				Personal: []smsc.Personal{{To: []string{phone}, Text: "a", Zone: smsc.UTCOffset(0)}}, Groups: []int64{7},
			},
			`{"channel":{"voice_call":{"voice":"w"}},"when":{"between":{"from":9,"to":21,"zone":"UTC+2"}},
			"personal":[{"to":["+380501234567"],"text":"a","zone":"UTC+0"}],"groups":[7]}`,
		},
		{
			smsc.SendRequest{Channel: smsc.BinarySMS{Payload: []byte{1, 2}}, When: smsc.SendLocal{Clock: at}},
			`{"channel":{"binary_sms":{"payload":"AQI="}},"when":{"local":{"clock":"2026-11-22T18:30:00Z"}}}`,
		},
	} {
		document, err := json.Marshal(c.request)
		require.NoError(t, err)
		assert.JSONEq(t, c.want, string(document))
	}
}

// TestEveryChannelAndTimeHasAName of its own, and comes back as itself.
func TestEveryChannelAndTimeHasAName(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	name := func(r smsc.SendRequest) {
		document, err := json.Marshal(r)
		require.NoError(t, err)
		var members map[string]map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(document, &members))
		for _, member := range members {
			for name := range member {
				assert.False(t, seen[name], name)
				seen[name] = true
			}
		}
		var read smsc.SendRequest
		require.NoError(t, json.Unmarshal(document, &read))
		assert.Equal(t, r, read)
	}
	for _, channel := range allChannels {
		name(smsc.SendRequest{Channel: channel})
	}
	for _, when := range []smsc.When{
		smsc.SendAt(time.Unix(1e9, 0).UTC()), smsc.SendIn(time.Minute), smsc.SendBetween{}, smsc.SendLocal{Clock: time.Unix(1e9, 0).UTC()},
	} {
		name(smsc.SendRequest{When: when})
	}
	assert.Len(t, seen, len(allChannels)+4)
}

// allChannels are the zero values of all channels.
var allChannels = []smsc.Channel{
	smsc.FlashSMS{},
	smsc.BinarySMS{},
	smsc.WAPPush{},
	smsc.HLR{},
	smsc.PingSMS{},
	smsc.MMS{},
	smsc.Email{},
	smsc.Social{},
	smsc.Viber{},
	smsc.WhatsApp{},
	smsc.Telegram{},
	smsc.TelegramCode{},
	smsc.VoiceCall{},
}

func TestJSONThatIsWrong(t *testing.T) {
	t.Parallel()
	for _, document := range []string{
		`{"channel":{"pigeon":{}}}`, `{"channel":{"viber":{},"social":{}}}`, `{"channel":{}}`, `{"channel":"viber"}`, `{"channel":[]}`,
		`{"channel":{"mms":{"subject":1}}}`, `{"when":{"never":1}}`, `{"when":{"at":"tomorrow"}}`, `{"when":{"in":"1m"}}`, `{"when":1}`,
		`{"when":{"between":{"from":9,"to":21,"zone":"Kyiv"}}}`, `{"personal":[{"zone":"UTC"}]}`, `{"personal":[{"zone":"UTC+999"}]}`,
		`{"to":"+380501234567"}`, `[]`, `{"user_ip":"x"}`, `{`,
	} {
		request := message()
		require.Error(t, json.Unmarshal([]byte(document), &request), document)
		assert.Equal(t, message(), request, "what cannot be read changes nothing: %s", document)
	}
	var request smsc.SendRequest
	require.NoError(t, json.Unmarshal([]byte(`{"channel":null,"when":null,"unknown":1}`), &request))
	assert.Equal(t, smsc.SendRequest{}, request)

	var nilChannel *smsc.Viber
	var nilWhen *smsc.SendBetween
	for _, r := range []smsc.SendRequest{{Channel: nilChannel}, {When: nilWhen}, {When: smsc.SendAt(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))}} {
		_, err := json.Marshal(r)
		assert.Error(t, err)
	}
}
