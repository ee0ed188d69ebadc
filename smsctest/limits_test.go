package smsctest_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/smsctest"
)

// timed is a Gateway with a clock and enough money.
func timed(opts ...smsctest.Option) (*smsctest.Gateway, wire, *smsctest.ManualClock) {
	clock := smsctest.NewManualClock(start())
	opts = append([]smsctest.Option{smsctest.WithClock(clock), smsctest.WithBalance(decimal.NewFromInt(1_000_000))}, opts...)
	g := smsctest.New(opts...)
	return g, overTransport(g), clock
}

func TestIdenticalSendIsRefusedForAMinute(t *testing.T) {
	t.Parallel()
	g, w, clock := timed()
	code := func(element string, f fields) string { return w.call(t, element, f).values["error"] }
	same := demo("phones", phone, "mes", "hi", "id", "a")
	assert.Empty(t, code("send", same))
	clock.Advance(time.Minute - time.Nanosecond)
	assert.Equal(t, "9", code("send", same))
	assert.Equal(t, 1, g.Accepted())
	assert.Empty(t, code("send", demo("phones", phone, "mes", "hi", "id", "b")), "another ID")
	assert.Empty(t, code("send", demo("phones", phone, "mes", "ho", "id", "a")), "another text")
	assert.Empty(t, code("send", demo("phones", "380671234567", "mes", "hi", "id", "a")), "another phone")
	clock.Advance(time.Nanosecond)
	assert.Empty(t, code("send", same), "the refused one does not count")
	assert.Equal(t, 3, g.Tally()[smsctest.Key{Phone: phone, ID: "a"}])
}

func TestIdenticalMessageIsRefusedByOption(t *testing.T) {
	t.Parallel()
	_, w, _ := timed(smsctest.WithLimits(func(l *smsctest.Limits) { l.Duplicate = smsctest.SameMessage }))
	code := func(f fields) string { return w.call(t, "send", f).values["error"] }
	assert.Empty(t, code(demo("phones", phone, "mes", "hi", "id", "a")))
	assert.Equal(t, "9", code(demo("phones", phone, "mes", "hi", "id", "b")))
	assert.Empty(t, code(demo("phones", phone, "mes", "hi", "id", "c", "sender", "Shop")))
	assert.Empty(t, code(demo("phones", phone, "mes", "ho", "id", "d")))
}

func TestRefusedSendIsNoDuplicate(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithBalance(decimal.Zero))
	assert.Equal(t, "3", w.send(t, phone, "hi").values["error"])
	g.SetBalance(decimal.NewFromInt(1))
	assert.Empty(t, w.send(t, phone, "hi").values["error"])
}

func TestPriceByCost1IsNoSend(t *testing.T) {
	t.Parallel()
	g, w, _ := timed()
	for range 2 {
		got := w.send2(t, phone, "hi", "cost", "1")
		assert.Equal(t, map[string]string{"cost": "0.5", "cnt": "1"}, got.values)
	}
	assert.Zero(t, g.Accepted())
	assert.Equal(t, "1000000", g.Balance().String())
}

func TestStatusRequestsOfAMessage(t *testing.T) {
	t.Parallel()
	_, w, clock := timed()
	w.send(t, phone, "hi")
	w.send(t, phone, "ho")
	code := func(phone, id string) string {
		return w.call(t, "status", demo("phone", phone, "id", id)).values["error"]
	}
	for range 4 {
		assert.Empty(t, code(phone, "1"))
		clock.Advance(10 * time.Second)
	}
	assert.Empty(t, code("+"+phone, "1"), "the fifth, the phone spelt in another way")
	assert.Equal(t, "9", code(phone, "1"))
	assert.Empty(t, code(phone, "2"), "another message")
	clock.Advance(20 * time.Second)
	assert.Empty(t, code(phone, "1"), "the first is a minute ago")
	assert.Equal(t, "9", code(phone, "1"))
	for range 5 {
		assert.Equal(t, "3", code(phone, "unknown"))
	}
	assert.Equal(t, "9", code(phone, "unknown"))
}

func TestBalanceRequests(t *testing.T) {
	t.Parallel()
	_, w, clock := timed()
	code := func() string { return w.call(t, "balance", demo()).values["error"] }
	for range 10 {
		assert.Equal(t, "0", code())
	}
	assert.Equal(t, "9", code())
	clock.Advance(time.Minute)
	assert.Equal(t, "0", code())
}

func TestIdenticalCostRequests(t *testing.T) {
	t.Parallel()
	_, w, clock := timed()
	code := func(text string) string {
		return w.call(t, "cost", demo("phones", phone, "mes", text)).values["error"]
	}
	for range 5 {
		assert.Empty(t, code("hi"))
	}
	assert.Equal(t, "9", code("hi"))
	assert.Empty(t, code("ho"))
	clock.Advance(time.Minute)
	assert.Empty(t, code("hi"))
}

func TestRequestsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		hang := g.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Op: "cost"})
		ended := make(chan error)
		for i := range 13 {
			go func() {
				ended <- w.try(t, "cost", demo("phones", phone, "mes", strconv.Itoa(i))).err
			}()
		}
		synctest.Wait()
		assert.Equal(t, 13, hang.Fired())
		assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"], "the 14th")
		go func() {
			ended <- w.try(t, "cost", demo("phones", phone, "mes", "x")).err
		}()
		synctest.Wait()
		assert.Equal(t, "9", w.call(t, "balance", demo()).values["error"], "the 15th")
		g.Close()
		for range 14 {
			assert.Error(t, <-ended)
		}
		assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"], "all others are gone")
	})
}

func TestARequestIsServedUntilItsBodyIsRead(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithLimits(func(l *smsctest.Limits) { l.Concurrent = 2 }))
	w := overTransport(g)
	for name, finish := range map[string]func(*http.Response){
		"closed": func(r *http.Response) { _ = r.Body.Close() },
		"read": func(r *http.Response) {
			buf := make([]byte, 1<<16)
			for err := error(nil); err == nil; {
				_, err = r.Body.Read(buf)
			}
		},
	} {
		resp, err := w.http.Do(w.request(t, envelope(smsctest.Endpoint, "balance", demo())))
		assert.NoError(t, err)
		assert.Equal(t, "9", w.call(t, "balance", demo()).values["error"], name)
		finish(resp)
		assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"], name)
		_ = resp.Body.Close()
	}
}

func TestFlood(t *testing.T) {
	t.Parallel()
	_, w, clock := timed()
	n := 0
	code := func(phone string) string {
		n++
		return w.send(t, phone, fmt.Sprint("message ", n)).values["error"]
	}
	for range 50 {
		assert.Empty(t, code(phone))
		clock.Advance(2*time.Minute - time.Second)
	}
	assert.Equal(t, "8", code(phone), "the 51st")
	assert.Empty(t, code("380671234567"), "another number")
	clock.Advance(time.Second)
	assert.Empty(t, code(phone), "after a gap of two minutes")
}

func TestAuthorisationErrorsBlockTheAddress(t *testing.T) {
	t.Parallel()
	g, w, clock := timed()
	wrong := fields{"login", "demo", "psw", "no"}
	code := func(f fields) string { return w.call(t, "balance", f).values["error"] }
	for range 4 {
		assert.Equal(t, "2", code(wrong))
		clock.Advance(7 * time.Minute)
	}
	assert.Equal(t, "0", code(demo()), "not yet")
	clock.Advance(2 * time.Minute) // the first error is 30 minutes ago
	assert.Equal(t, "2", code(wrong))
	assert.Equal(t, "0", code(demo()), "only four within 30 minutes")
	assert.Equal(t, "2", code(wrong))
	assert.Equal(t, "4", code(demo()), "blocked, even with the right password")
	assert.Equal(t, "4", w.send(t, phone, "hi").values["error"])
	other := wire{http: &http.Client{Transport: g.TransportFrom(netip.MustParseAddr("192.0.2.7"))}, endpoint: smsctest.Endpoint}
	assert.Equal(t, "0", other.call(t, "balance", demo()).values["error"], "another address is not")
	clock.Advance(30*time.Minute - time.Nanosecond)
	assert.Equal(t, "4", code(demo()))
	clock.Advance(time.Nanosecond)
	assert.Equal(t, "0", code(demo()))
}

func TestBadSendsBlockTheAddress(t *testing.T) {
	t.Parallel()
	_, w, clock := timed()
	bad := func(n int) {
		for range n {
			assert.Equal(t, "7", w.send(t, "nobody", "hi").values["error"])
		}
	}
	balance := func() string { return w.call(t, "balance", demo()).values["error"] }
	bad(99)
	assert.Empty(t, w.send(t, phone, "a good one ends the row").values["error"])
	bad(99)
	clock.Advance(10 * time.Minute)
	bad(1)
	assert.Equal(t, "0", balance(), "99 of them are too long ago")
	bad(99)
	assert.Equal(t, "4", balance())
	clock.Advance(10 * time.Minute)
	assert.Equal(t, "0", balance())
}

// A refusal for asking too often says nothing of the request, and a price is no
// send: neither blocks.
func TestWhatIsNoBadSend(t *testing.T) {
	t.Parallel()
	_, w, _ := timed()
	w.send(t, phone, "hi")
	for range 101 {
		assert.Equal(t, "9", w.send(t, phone, "hi").values["error"])
		assert.Equal(t, "7", w.send2(t, "nobody", "hi", "cost", "1").values["error"])
	}
	assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"])
}

func TestAllowedIPs(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithAllowedIPs(netip.MustParsePrefix("192.0.2.0/24")))
	code := func(addr string) string {
		w := wire{http: &http.Client{Transport: g.TransportFrom(netip.MustParseAddr(addr))}, endpoint: smsctest.Endpoint}
		return w.call(t, "balance", demo()).values["error"]
	}
	assert.Equal(t, "0", code("192.0.2.9"))
	assert.Equal(t, "0", code("::ffff:192.0.2.9"))
	assert.Equal(t, "2", code("198.51.100.1"))
}

func TestEveryLimitCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithLimits(func(l *smsctest.Limits) { *l = smsctest.Limits{} }))
	for range 120 {
		assert.Equal(t, "2", w.call(t, "balance", fields{"login", "", "psw", ""}).values["error"])
		assert.Equal(t, "7", w.send(t, "nobody", "hi").values["error"])
		assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"])
		assert.Empty(t, w.call(t, "cost", demo("phones", phone, "mes", "hi")).values["error"])
	}
	for range 60 {
		sent := w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "a"))
		assert.Empty(t, sent.values["error"])
		assert.Empty(t, w.call(t, "status", demo("phone", phone, "id", "a")).values["error"])
	}
	assert.Equal(t, 60, g.Accepted())
}

func TestMemoryOfLimitsIsBounded(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithRetention(10))
	for i := range 11 {
		assert.Empty(t, w.send(t, phone, strconv.Itoa(i)).values["error"])
	}
	assert.Equal(t, "9", w.send(t, phone, "10").values["error"], "still known")
	assert.Empty(t, w.send(t, phone, "0").values["error"], "the oldest is forgotten")
	assert.Len(t, g.Messages(), 10)
	assert.Equal(t, 12, g.Accepted())
}
