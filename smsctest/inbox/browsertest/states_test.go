package browsertest

import (
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
}

// states are all of them, each with a page of its own to see it on.
func states() []state {
	return []state{
		{"empty", "/", func(*tab) {}},
		{"messages", "/?phone=380501234567", fill},
		{"message", "/?m=2", fill},
		{"search", "/?q=passport", fill},
		{"requests", "/requests?r=5", fill},
		{"faults", "/faults", func(b *tab) {
			fill(b)
			b.gateway.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Op: "send", Phone: "380671112233"})
			b.gateway.Inject(smsctest.Fault{Kind: smsctest.FaultStatus, Status: 503}).Switch(false)
		}},
		{"blocked", "/account", func(b *tab) {
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
	_, _ = b.client.Send(b.ctx, smsc.SendRequest{To: []string{"+12"}, Text: "To nobody"}) // is refused
	_, _ = b.gateway.SendByHand(b.ctx, "12", "To nobody", "", "")
	b.gateway.Advance(10 * time.Second)
	b.send("+380931234567", "Дякуємо, що ви з нами ❤️")
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

var screens = []struct {
	name          string
	width, height int64
}{{"desktop", 1440, 860}, {"phone", 390, 844}}

// each runs a test on every state, screen and scheme of colours.
func each(t *testing.T, test func(b *tab, name string)) {
	t.Helper()
	for _, s := range states() {
		t.Run(s.name, func(t *testing.T) {
			b := open(t)
			s.make(b)
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
