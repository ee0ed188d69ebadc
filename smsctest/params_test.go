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

// Every parameter on both sides of its documented border.
func TestRangesOfParameters(t *testing.T) {
	t.Parallel()
	const ok = ""
	for name, test := range map[string]struct {
		pairs []string
		code  string
	}{
		"tz":                      {[]string{"tz", "-3", "time", "1003261200"}, ok},
		"tz with +":               {[]string{"tz", "+11", "time", "1003261200"}, ok},
		"tz no number":            {[]string{"tz", "Kyiv"}, "5"},
		"tz too far":              {[]string{"tz", "15"}, "5"},
		"time, bad":               {[]string{"time", "soon"}, "5"},
		"period low":              {[]string{"period", "0.1", "freq", "1"}, ok},
		"period high":             {[]string{"period", "720", "freq", "1440"}, ok},
		"period too low":          {[]string{"period", "0.09", "freq", "1"}, "1"},
		"period too high":         {[]string{"period", "720.1", "freq", "1"}, "1"},
		"period no number":        {[]string{"period", "NaN", "freq", "1"}, "1"},
		"freq too low":            {[]string{"period", "1", "freq", "0"}, "1"},
		"freq too high":           {[]string{"period", "1", "freq", "1441"}, "1"},
		"freq alone is ignored":   {[]string{"freq", "9999"}, ok},
		"flash":                   {[]string{"flash", "1"}, ok},
		"flash off":               {[]string{"flash", "0"}, ok},
		"flash 2":                 {[]string{"flash", "2"}, "1"},
		"two channels":            {[]string{"flash", "1", "viber", "1"}, "1"},
		"bin and a flag":          {[]string{"bin", "2", "flash", "1"}, "1"},
		"bin 3":                   {[]string{"bin", "3"}, "1"},
		"bot and a flag":          {[]string{"bot", "@demo_bot", "call", "1"}, "1"},
		"bot":                     {[]string{"bot", "@demo_bot"}, ok},
		"bot with a code":         {[]string{"bot", "@demo_bot", "tg", "1"}, ok},
		"bot without @":           {[]string{"bot", "demo_bot"}, "1"},
		"push without a link":     {[]string{"push", "1"}, "1"},
		"hlr":                     {[]string{"hlr", "1"}, ok},
		"ping":                    {[]string{"ping", "1"}, ok},
		"soc":                     {[]string{"soc", "1"}, ok},
		"viber":                   {[]string{"viber", "1"}, ok},
		"whatsapp":                {[]string{"whatsapp", "1"}, ok},
		"tg":                      {[]string{"tg", "1"}, ok},
		"mail without subject":    {[]string{"mail", "1", "sender", "a@example.org"}, "1"},
		"mail without sender":     {[]string{"mail", "1", "subj", "s"}, "1"},
		"mail, sender no address": {[]string{"mail", "1", "subj", "s", "sender", "Shop"}, "1"},
		"mail to a number":        {[]string{"mail", "1", "subj", "s", "sender", "a@example.org"}, "7"},
		"smsreq low":              {[]string{"smsreq", "10"}, ok},
		"smsreq high":             {[]string{"smsreq", "999"}, ok},
		"smsreq too low":          {[]string{"smsreq", "9"}, "1"},
		"smsreq too high":         {[]string{"smsreq", "1000"}, "1"},
		"fileurl":                 {[]string{"fileurl", "https://example.org/a.mp3"}, ok},
		"fileurl relative":        {[]string{"fileurl", "/a.mp3"}, "1"},
		"fileurl other scheme":    {[]string{"fileurl", "ftp://example.org/a.mp3"}, "1"},
		"voice":                   {[]string{"call", "1", "voice", "w4"}, ok},
		"voice with language":     {[]string{"call", "1", "voice", "m, en"}, ok},
		"voice unknown":           {[]string{"call", "1", "voice", "x"}, "1"},
		"voice m5":                {[]string{"call", "1", "voice", "m5"}, "1"},
		"cost 1":                  {[]string{"cost", "1"}, ok},
		"cost 4":                  {[]string{"cost", "4"}, "1"},
		"valid low":               {[]string{"valid", "1"}, ok},
		"valid high":              {[]string{"valid", "24"}, ok},
		"valid 0":                 {[]string{"valid", "0"}, "1"},
		"valid 25":                {[]string{"valid", "25"}, "1"},
		"valid a minute":          {[]string{"valid", "00:01"}, ok},
		"valid a day":             {[]string{"valid", "24:00"}, ok},
		"valid no time":           {[]string{"valid", "00:00"}, "1"},
		"valid over a day":        {[]string{"valid", "24:01"}, "1"},
		"valid 60 minutes":        {[]string{"valid", "01:60"}, "1"},
		"valid nonsense":          {[]string{"valid", "1h"}, "1"},
		"tinyurl":                 {[]string{"tinyurl", "1"}, ok},
		"tinyurl 2":               {[]string{"tinyurl", "2"}, "1"},
		"maxsms":                  {[]string{"maxsms", "1"}, ok},
		"maxsms 0":                {[]string{"maxsms", "0"}, "1"},
		"maxsms nonsense":         {[]string{"maxsms", "many"}, "1"},
		"imgcode and userip":      {[]string{"imgcode", "x7", "userip", "192.0.2.1"}, ok},
		"userip, version 6":       {[]string{"imgcode", "x7", "userip", "2001:db8::1"}, ok},
		"imgcode alone":           {[]string{"imgcode", "x7"}, "1"},
		"userip alone":            {[]string{"userip", "192.0.2.1"}, ok},
		"userip no address":       {[]string{"imgcode", "x7", "userip", "192.0.2"}, "1"},
		"err 2":                   {[]string{"err", "2"}, "1"},
		"op 2":                    {[]string{"op", "2"}, "1"},
		"nl 2":                    {[]string{"nl", "2"}, "1"},
		"pp":                      {[]string{"pp", "77"}, ok},
		"pp with a blank":         {[]string{"pp", "7 7"}, "1"},
		"unknown parameter":       {[]string{"something", "new"}, ok},
		"control character":       {[]string{"something", "\x00"}, "1"},
		"list beside phones":      {[]string{"list", phone + ":hi"}, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := smsctest.NewManualClock(start())
			w := overTransport(smsctest.New(smsctest.WithClock(clock)))
			f := demo("phones", phone, "mes", "hi", "sender", "", "time", "", "query", query(test.pairs...))
			got := w.call(t, "send2", f)
			assert.Equal(t, test.code, got.values["error"], got.raw)
			if test.code != "7" {
				price := w.call(t, "cost2", demo("phones", phone, "mes", "hi", "query", query(test.pairs...)))
				assert.Equal(t, test.code, price.values["error"], "a price is asked by the same rules")
			}
		})
	}
}

func TestRangesOfElements(t *testing.T) {
	t.Parallel()
	type request struct{ phones, mes, id, sender, time string }
	base := request{phones: phone, mes: "hi"}
	with := func(change func(*request)) request {
		r := base
		change(&r)
		return r
	}
	for name, test := range map[string]struct {
		request request
		code    string
	}{
		"1000 characters":        {with(func(r *request) { r.mes = strings.Repeat("я", 1000) }), ""},
		"1001 characters":        {with(func(r *request) { r.mes = strings.Repeat("я", 1001) }), "1"},
		"comment does not count": {with(func(r *request) { r.mes = strings.Repeat("я", 1000) + "\n~~~\nnote" }), ""},
		"comment alone":          {with(func(r *request) { r.mes = "~~~\nnote" }), "1"},
		"id 1":                   {with(func(r *request) { r.id = "1" }), ""},
		"id 2147483647":          {with(func(r *request) { r.id = "2147483647" }), ""},
		"id 2147483648":          {with(func(r *request) { r.id = "2147483648" }), "1"},
		"id 0":                   {with(func(r *request) { r.id = "0" }), "1"},
		"id of 40":               {with(func(r *request) { r.id = strings.Repeat("a", 40) }), ""},
		"id of 41":               {with(func(r *request) { r.id = strings.Repeat("a", 41) }), "1"},
		"id of all signs":        {with(func(r *request) { r.id = "aZ09.-_" }), ""},
		"id with a blank":        {with(func(r *request) { r.id = "a b" }), "1"},
		"id in Cyrillic":         {with(func(r *request) { r.id = "ід" }), "1"},
		"sender of 11":           {with(func(r *request) { r.sender = "Abc 012-.&!" }), ""},
		"sender of 12":           {with(func(r *request) { r.sender = "Abcdefghijkl" }), "1"},
		"sender of 15 digits":    {with(func(r *request) { r.sender = "380501234567890" }), ""},
		"sender of 16 digits":    {with(func(r *request) { r.sender = "3805012345678901" }), "1"},
		"sender in Cyrillic":     {with(func(r *request) { r.sender = "Крамниця" }), "1"},
		"sender off":             {with(func(r *request) { r.sender = "." }), ""},
		"time 0":                 {with(func(r *request) { r.time = "0" }), ""},
		"time nonsense":          {with(func(r *request) { r.time = "noon" }), "5"},
		"phones, blanks only":    {with(func(r *request) { r.phones = " , " }), "1"},
		"phones, letters":        {with(func(r *request) { r.phones = "38050x" }), "7"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := overTransport(smsctest.New())
			r := test.request
			got := w.call(t, "send", demo("phones", r.phones, "mes", r.mes, "id", r.id, "sender", r.sender, "time", r.time))
			assert.Equal(t, test.code, got.values["error"])
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

func TestRequestIsLoggedWithoutSecrets(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithAPIKey("hush"))
	w := overTransport(g)
	w.call(t, "send2", fields{"login", "", "psw", "", "phones", phone, "mes", "hi", "id", "a", "query", "apikey=hush&cost=3&x=%D1%8F&x=2"})
	log := g.Requests()
	require.Len(t, log, 1)
	assert.Equal(t, "send_sms2", log[0].Operation)
	assert.Equal(t, map[string]string{"phones": phone, "mes": "hi", "id": "a"}, log[0].Elements)
	assert.Equal(t, []smsctest.Parameter{{Name: "cost", Value: "3"}, {Name: "x", Value: "я"}, {Name: "x", Value: "2"}}, log[0].Query)
	assert.Equal(t, "a", log[0].ID)
	assert.Equal(t, 1, log[0].Accepted)
	last, _ := g.Last(phone)
	assert.Equal(t, map[string]string{"cost": "3", "x": "2"}, last.Params)
	assert.Equal(t, log[0].Seq, last.Request)
}
