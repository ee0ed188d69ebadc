package smsctest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/smsctest"
)

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

func TestListIsPricedByLine(t *testing.T) {
	t.Parallel()
	w := overTransport(smsctest.New())
	got := w.call(t, "cost2", demo("phones", "", "mes", "",
		"query", query("list", "380501234561:a\n380501234562,380501234563:яяя")))
	assert.Equal(t, map[string]string{"cost": "1.5", "cnt": "3"}, got.values)
}

func TestPricesByPrefix(t *testing.T) {
	t.Parallel()
	w := overTransport(smsctest.New(
		smsctest.WithPrice("", dec("0.3")), smsctest.WithPrice("38", dec("0.1")), smsctest.WithPrice("38050", dec("0.0001")),
		smsctest.WithPrice("380501234567", dec("7")), smsctest.WithChannelPrice(smsctest.ChannelViber, dec("0.25")),
	))
	cost := func(phones, text, q string) string {
		return w.call(t, "cost2", demo("phones", phones, "mes", text, "query", q)).values["cost"]
	}
	assert.Equal(t, "0.3", cost("79161234567", "hi", ""))
	assert.Equal(t, "0.1", cost("380671234567", "hi", ""))
	assert.Equal(t, "0.0001", cost("380501111111", "hi", ""))
	assert.Equal(t, "7", cost(phone, "hi", ""))
	assert.Equal(t, "21", cost(phone, strings.Repeat("a", 307), ""))
	assert.Equal(t, "0.4001", cost("79161234567,380671234567,380501111111", "hi", ""))
	assert.Equal(t, "0.25", cost(phone, "hi", "viber=1"))
	assert.Equal(t, "0.25", cost(phone, "__VIBER__hi", ""))
}
