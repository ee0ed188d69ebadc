package smsctest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestTextArrivesAsItIs(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"markup":      `<&>"' ]]> &amp;`,
		"Ukrainian":   "Привіт, ґанок їжак",
		"emoji":       "😀👍🏽",
		"line breaks": "a\nb\r\nc\td",
		"blanks":      "  a  ",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New()
			w := overTransport(g)
			assert.Empty(t, w.send(t, phone, text).values["error"])
			last, _ := g.Last(phone)
			assert.Equal(t, text, last.Text)
			status := w.call(t, "status", demo("phone", phone, "id", "1", "all", "1"))
			assert.Equal(t, text, status.values["message"])
		})
	}
}

// What a request says can be read back from the message that came of it.
func TestParametersArriveAtTheMessage(t *testing.T) {
	t.Parallel()
	type message = smsctest.Message
	for name, test := range map[string]struct {
		to, text, sender string
		pairs            []string
		want             func(*testing.T, message)
	}{
		"plain": {phone, "hi", "Shop", nil, func(t *testing.T, m message) {
			assert.Equal(t, smsctest.ChannelSMS, m.Channel)
			assert.Equal(t, "Shop", m.Sender)
			assert.Equal(t, smsc.GSM7, m.Encoding)
			assert.Nil(t, m.Voice)
			assert.Nil(t, m.Binary)
			assert.Equal(t, 24*time.Hour, m.Validity)
		}},
		"comment": {phone, "hi\n~~~\nfor me\n~~~\nall of it", "", nil, func(t *testing.T, m message) {
			assert.Equal(t, "hi", m.Text)
			assert.Equal(t, "for me\n~~~\nall of it", m.Comment)
		}},
		"comment behind CR LF": {phone, "hi\r\n~~~\r\nfor me", "", nil, func(t *testing.T, m message) {
			assert.Equal(t, "hi", m.Text)
			assert.Equal(t, "for me", m.Comment)
		}},
		"no comment": {phone, "a ~~~ b\n~~~~\n~~~ ", "", nil, func(t *testing.T, m message) {
			assert.Equal(t, "a ~~~ b\n~~~~\n~~~ ", m.Text)
			assert.Empty(t, m.Comment)
		}},
		"parameters": {phone, "hi", "", []string{"pp", "7", "imgcode", "a&b=c+d %", "userip", "192.0.2.1", "x", "1"}, func(t *testing.T, m message) {
			assert.Equal(t, map[string]string{"pp": "7", "imgcode": "a&b=c+d %", "userip": "192.0.2.1", "x": "1"}, m.Params)
		}},
		"validity": {phone, "hi", "", []string{"valid", "02:30"}, func(t *testing.T, m message) {
			assert.Equal(t, 150*time.Minute, m.Validity)
		}},
		"maxsms": {phone, strings.Repeat("a", 400), "", []string{"maxsms", "2"}, func(t *testing.T, m message) {
			assert.Len(t, m.Text, 306)
			assert.Equal(t, 2, m.Parts)
			assert.Equal(t, "1", m.Cost.String())
		}},
		"flash": {phone, "hi", "", []string{"flash", "1"}, func(t *testing.T, m message) {
			assert.Equal(t, smsctest.ChannelFlash, m.Channel)
		}},
		"hex": {phone, "050003010201ff00", "", []string{"bin", "2"}, func(t *testing.T, m message) {
			assert.Equal(t, &smsctest.Binary{Header: []byte{0, 3, 1, 2, 1}, Payload: []byte{0xff, 0}, PID: -1, DCS: -1}, m.Binary)
		}},
		"hex without header, coded": {phone, "00616263\n~~~\npid: 1, dcs: 246", "", []string{"bin", "2"}, func(t *testing.T, m message) {
			assert.Equal(t, &smsctest.Binary{Header: []byte{}, Payload: []byte("abc"), PID: 1, DCS: 246}, m.Binary)
			assert.Empty(t, m.Comment)
		}},
		"octets": {phone, "\tabcdefghijÿ", "", []string{"bin", "1"}, func(t *testing.T, m message) {
			assert.Equal(t, &smsctest.Binary{Header: []byte("abcdefghi"), Payload: []byte("j\xff"), PID: -1, DCS: -1}, m.Binary)
		}},
		"push": {phone, "http://example.org/\nNews", "", []string{"push", "1"}, func(t *testing.T, m message) {
			assert.Equal(t, smsctest.ChannelPush, m.Channel)
			assert.Equal(t, "http://example.org/\nNews", m.Text)
		}},
		"hlr has no text": {phone, "ignored", "", []string{"hlr", "1"}, func(t *testing.T, m message) {
			assert.Equal(t, smsctest.ChannelHLR, m.Channel)
			assert.Empty(t, m.Text)
		}},
		"ping without text": {phone, "", "", []string{"ping", "1"}, func(t *testing.T, m message) {
			assert.Equal(t, smsctest.ChannelPing, m.Channel)
		}},
		"mms by subject": {phone, "", "", []string{"mms", "1", "subj", "Photo"}, func(t *testing.T, m message) {
			assert.Equal(t, smsctest.ChannelMMS, m.Channel)
			assert.Equal(t, "Photo", m.Subject)
		}},
		"mail": {"user@example.org", "body", "shop@example.org", []string{"mail", "1", "subj", "Hello"}, func(t *testing.T, m message) {
			assert.Equal(t, smsctest.ChannelMail, m.Channel)
			assert.Equal(t, "Hello", m.Subject)
			assert.Equal(t, "shop@example.org", m.Sender)
		}},
		"telegram ID": {"#12345", "hi", "", []string{"bot", "@demo_bot"}, func(t *testing.T, m message) {
			assert.Equal(t, smsctest.ChannelTelegram, m.Channel)
			assert.Equal(t, "@demo_bot", m.Params["bot"])
		}},
		"telegram nick": {"@some_nick", "hi", "", []string{"bot", "@demo_bot"}, func(t *testing.T, m message) {
			assert.Equal(t, "@some_nick", m.Phone)
		}},
		"telegram code": {phone, "1234", "", []string{"tg", "1"}, func(t *testing.T, m message) {
			assert.Equal(t, smsctest.ChannelTelegramCode, m.Channel)
		}},
		"viber file": {phone, "", "", []string{"viber", "1", "fileurl", "https://example.org/a.png"}, func(t *testing.T, m message) {
			assert.Equal(t, smsctest.ChannelViber, m.Channel)
		}},
		"call": {phone, strings.Repeat("a", 31), "", []string{"call", "1"}, func(t *testing.T, m message) {
			assert.Equal(t, &smsctest.Voice{Name: "m3", Wait: 25, Attempts: 8}, m.Voice)
			assert.Equal(t, 3, m.Parts, "seconds")
			assert.Equal(t, "1.5", m.Cost.String())
		}},
		"call with voice and param": {phone, "hi", "", []string{"call", "1", "voice", "w, en", "param", "20,60,3"}, func(t *testing.T, m message) {
			assert.Equal(t, &smsctest.Voice{Name: "w, en", Wait: 20, Interval: 60, Attempts: 3}, m.Voice)
		}},
		"param is moved into range": {phone, "hi", "", []string{"call", "1", "param", "99,0,0"}, func(t *testing.T, m message) {
			assert.Equal(t, &smsctest.Voice{Name: "m3", Wait: 35, Interval: 10, Attempts: 1}, m.Voice)
		}},
		"param is moved into range from below": {phone, "hi", "", []string{"call", "1", "param", "0,9,9"}, func(t *testing.T, m message) {
			assert.Equal(t, &smsctest.Voice{Name: "m3", Wait: 10, Interval: 10, Attempts: 9}, m.Voice)
		}},
		"impossible param is no param": {phone, "hi", "", []string{"call", "1", "param", "20,3601,3"}, func(t *testing.T, m message) {
			assert.Equal(t, &smsctest.Voice{Name: "m3", Wait: 25, Attempts: 8}, m.Voice)
		}},
		"prefix of a call":   {phone, "__CALL__hello", "", nil, prefixed(smsctest.ChannelCall)},
		"prefix of viber":    {phone, "__VIBER__hello", "", nil, prefixed(smsctest.ChannelViber)},
		"prefix of soc":      {phone, "__SOC__hello", "", nil, prefixed(smsctest.ChannelSocial)},
		"prefix of ping":     {phone, "__PING__", "", nil, func(t *testing.T, m message) { assert.Equal(t, smsctest.ChannelPing, m.Channel) }},
		"prefix of hlr":      {phone, "__HLR__", "", nil, func(t *testing.T, m message) { assert.Equal(t, smsctest.ChannelHLR, m.Channel) }},
		"prefix within":      {phone, "a__CALL__b", "", nil, func(t *testing.T, m message) { assert.Equal(t, smsctest.ChannelSMS, m.Channel) }},
		"query beats the el": {phone, "hi", "Element", []string{"sender", "Query"}, func(t *testing.T, m message) { assert.Equal(t, "Query", m.Sender) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New()
			w := overTransport(g)
			got := w.call(t, "send2", demo("phones", test.to, "mes", test.text, "sender", test.sender, "query", query(test.pairs...)))
			require.Empty(t, got.values["error"])
			m, ok := g.Last(test.to)
			require.True(t, ok)
			test.want(t, m)
		})
	}
}

func prefixed(channel smsctest.Channel) func(*testing.T, smsctest.Message) {
	return func(t *testing.T, m smsctest.Message) {
		t.Helper()
		assert.Equal(t, channel, m.Channel)
		assert.Equal(t, "hello", m.Text)
	}
}

func TestBinaryMustBeWhole(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"odd hex":               "00616",
		"no hex":                "00xy",
		"header beyond the end": "0501",
		"header and no payload": "0101",
		"nothing":               "00",
		"empty":                 "",
		"unknown tail":          "0061\n~~~\nnote",
		"pid too large":         "0061\n~~~\npid: 256, dcs: 0",
		"other blanks":          "0061\n~~~\npid:1, dcs:2",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := overTransport(smsctest.New())
			assert.Equal(t, "1", w.send2(t, phone, text, "bin", "2").values["error"])
		})
	}
	w := overTransport(smsctest.New())
	assert.Equal(t, "1", w.send2(t, phone, "\tя", "bin", "1").values["error"], "no octet")
}

func TestBinaryIsCountedInOctets(t *testing.T) {
	t.Parallel()
	w := overTransport(smsctest.New())
	for _, test := range []struct {
		hex  string
		want string
	}{
		{"00" + strings.Repeat("61", 140), "1"},
		{"00" + strings.Repeat("61", 141), "2"},
		{"00" + strings.Repeat("61", 268), "2"},
		{"00" + strings.Repeat("61", 269), "3"},
		{"0401020304" + strings.Repeat("61", 135), "1"},
		{"0401020304" + strings.Repeat("61", 136), "2"},
	} {
		got := w.call(t, "cost2", demo("phones", phone, "mes", test.hex, "query", "bin=2"))
		assert.Equal(t, test.want, got.values["cnt"], len(test.hex))
	}
}
