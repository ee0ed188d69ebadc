package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

const (
	longText = "Your parcel has arrived at branch 12. Open till 20:00 — please bring your passport. Reply STOP to unsubscribe " +
		"from these messages, or call 0 800 123 456 for help at any time of day."
	phone = "+380501234567"
)

// state is what the page can look like.
type state struct {
	name string
	path string
	make func(b *tab)
	with func(t *testing.T) smsctest.Option // nil: nothing
}

// states are all of them, each with a page of its own to see it on.
func states() []state {
	return []state{
		{name: "empty", path: "/", make: func(*tab) {}},
		{name: "messages", path: "/?phone=380501234567", make: fill},
		{name: "message", path: "/?m=2", make: fill},
		{name: "search", path: "/?q=passport", make: fill},
		{name: "requests", path: "/requests?r=5", make: fill},
		{name: "callbacks", path: "/callbacks?r=3", with: reports, make: func(b *tab) {
			fill(b)
			b.settle()
		}},
		{name: "faults", path: "/faults", make: func(b *tab) {
			fill(b)
			b.gateway.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Op: "send", Phone: "380671112233"})
			b.gateway.Inject(smsctest.Fault{Kind: smsctest.FaultStatus, Status: 503}).Switch(false)
		}},
		{name: "blocked", path: "/account", make: func(b *tab) {
			fill(b)
			for range 5 {
				stranger(b)
			}
		}},
	}
}

// fill sends what a shop might.
func fill(b *tab) {
	b.send(phone, "Ваш код 482913. Нікому його не повідомляйте.")
	b.send(phone, longText)
	b.send("+380671112233", "Замовлення №88 скасовано.")
	b.send("+380931234567", "Your code is 771 402")
	careless(b)
	b.gateway.Advance(10 * time.Second)
	b.send("+380931234567", "Дякуємо, що ви з нами ❤️")
}

// careless sends what PHP forgives, to a number that is none.
func careless(b *tab) {
	b.Helper()
	endpoint := b.url + smsctest.Path
	document := `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:send xmlns:m="` + endpoint + `">` +
		`<psw>demo</psw><login>demo</login><phones>12</phones><mes>To nobody</mes></m:send></s:Body></s:Envelope>`
	req, err := http.NewRequestWithContext(b.ctx, http.MethodPost, endpoint, strings.NewReader(document))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "text/xml")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	_ = resp.Body.Close()
}

// reports posts delivery reports to a program that takes them.
func reports(t *testing.T) smsctest.Option {
	t.Helper()
	program := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "thanks") }))
	t.Cleanup(program.Close)
	return smsctest.WithCallback(program.URL+"/smsc?charset=utf-8&sha1", "test-secret")
}

// settle waits until nothing is on its way.
func (b *tab) settle() {
	b.Helper()
	if err := b.gateway.Settle(b.ctx); err != nil {
		b.Fatal(err)
	}
}

// stranger asks with a password that is wrong.
func stranger(b *tab) {
	client, err := smsc.NewClient(smsc.Password("demo", "wrong"), smsc.WithEndpoint(b.url+smsctest.Path))
	if err != nil {
		b.Fatal(err)
	}
	defer client.CloseIdleConnections()
	_, _ = client.Balance(b.ctx) // is refused
}

// open opens a tab with all that is to be seen.
func (s state) open(t *testing.T) *tab {
	t.Helper()
	var opts []smsctest.Option
	if s.with != nil {
		opts = append(opts, s.with(t))
	}
	b := open(t, opts...)
	s.make(b)
	return b
}

var screens = []struct {
	name          string
	width, height int64
}{{"desktop", 1440, 860}, {"phone", 390, 844}}

// each runs a test on every state, screen and scheme of colours.
func each(t *testing.T, test func(b *tab, name string)) {
	t.Helper()
	for _, s := range states() {
		t.Run(s.name, func(t *testing.T) {
			b := s.open(t)
			for _, screen := range screens {
				for _, dark := range []bool{false, true} {
					b.size(screen.width, screen.height)
					b.dark(dark)
					b.visit(s.path)
					name := s.name + "-" + screen.name
					if dark {
						name += "-dark"
					}
					test(b, name)
				}
			}
		})
	}
}
