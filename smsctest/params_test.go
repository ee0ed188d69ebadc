package smsctest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

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
