package callback_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/go-smsc/smsc/callback"
)

// seeds are requests, and the strings that those among them which are in order were
// signed over. Nobody can find another md5 or sha1 that fits, so an event that is
// taken must be one of them, however the request was twisted.
var seeds = []struct{ method, query, contentType, body, signed string }{
	{"POST", "md5", "application/x-www-form-urlencoded", statusForm + "&ts=1773136800&err=0&cost=0.35&type=0&md5=" + statusMD5, "order-7:380501234567:1"},
	{"POST", "sha1&fmt=3", "application/json", `{"id":"order-7","phone":380501234567,"status":1,"cost":0.35,"x":{"y":[1]},"sha1":"` + statusSHA1 + `"}`, "order-7:380501234567:1"},
	{"POST", "md5&fmt=2", "text/xml", `<?xml version="1.0" encoding="koi8-r"?><a><id>order-7</id><phone>380501234567</phone><status>1</status><md5>` + statusMD5 + `</md5></a>`, "order-7:380501234567:1"},
	{"POST", "md5", "", stopForm + "&id=991&sms=7&md5=" + stopMD5, "380671234567:STOP:380441112233"},
	{"POST", "charset=utf-8", "", callForm + "&md5=" + callMD5 + "&sha1=" + callSHA1, "380671234567:1773136800"},
	{"GET", "charset=utf-8&md5=1&" + callForm + "&md5=" + callMD5, "", "", "380671234567:1773136800"},
	{"POST", "", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\norder-7\r\n--b\r\nContent-Disposition: form-data; name=\"phone\"\r\n\r\n380501234567\r\n--b\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"md5\"\r\n\r\n" + statusMD5 + "\r\n--b--\r\n", "order-7:380501234567:1"},
	{"POST", "", "", "phone=380671234567&mes=%CF%F0%E8%E2%E5%F2&to=380441112233&md5=3a60ebc70b0c106b508b9da0ff585e8e", "380671234567:\xcf\xf0\xe8\xe2\xe5\xf2:380441112233"},
	{"POST", "", "", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", ""},
	{"POST", "charset=utf-16", "", statusForm, ""},
	{"PUT", "", "", `{"id":{"id":{}}}`, ""},
}

func FuzzHandler(f *testing.F) {
	signed := map[string]bool{}
	for _, s := range seeds {
		f.Add(s.method, s.query, s.contentType, s.body)
		signed[s.signed] = true
	}
	var got callback.Event
	handler, err := callback.NewHandler(secret, func(_ context.Context, e callback.Event) error {
		got = e
		return nil
	}, callback.WithGET())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, method, query, contentType, body string) {
		got = nil
		r := httptest.NewRequest(http.MethodPost, "/smsc", strings.NewReader(body))
		r.Method, r.URL.RawQuery = method, query
		r.Header.Set("Content-Type", contentType)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		if taken := answer.Code == http.StatusOK; taken != (got != nil) {
			t.Fatalf("answered %d, event %v", answer.Code, got)
		}
		if got == nil {
			if answer.Code < 400 || answer.Code > 499 {
				t.Fatalf("refused with %d", answer.Code)
			}
			return
		}
		for _, message := range hashedOf(got) {
			if signed[message] {
				return
			}
		}
		t.Fatalf("taken without a checksum that fits: %#v", got)
	})
}

// hashedOf returns what may have been hashed for an event, in each charset.
func hashedOf(event callback.Event) []string {
	var message string
	switch e := event.(type) {
	case callback.StatusReport:
		message = e.ID + ":" + e.Recipient + ":" + strconv.Itoa(int(e.Status))
	case callback.IncomingMessage:
		message = e.Phone + ":" + e.Text + ":" + e.To
	case callback.WaitCall:
		message = e.Phone + ":" + strconv.FormatInt(e.CalledAt.Unix(), 10)
	}
	written := []string{message}
	for _, table := range []*charmap.Charmap{charmap.Windows1251, charmap.KOI8R} {
		if raw, err := table.NewEncoder().String(message); err == nil {
			written = append(written, raw)
		}
	}
	return written
}

// The seeds that are in order must be taken, or the fuzzing would show nothing.
func TestFuzzSeeds(t *testing.T) {
	t.Parallel()
	for _, s := range seeds {
		r := httptest.NewRequest(http.MethodPost, "/smsc", strings.NewReader(s.body))
		r.Method, r.URL.RawQuery = s.method, s.query
		r.Header.Set("Content-Type", s.contentType)
		o := serve(t, r, nil, callback.WithGET())
		if s.signed == "" {
			if o.StatusCode == http.StatusOK {
				t.Errorf("taken: %s", s.body)
			}
			continue
		}
		o.taken(t)
	}
}
