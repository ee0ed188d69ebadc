package smsctest_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

const otherHost = "https://www2.smsc.test/sys/soap.php"

// twoHosts are wires to two hosts behind one transport.
func twoHosts(a, b *smsctest.Gateway) (first, second wire) {
	client := &http.Client{Transport: smsctest.Hosts{"smsc.test": a, "www2.smsc.test": b}.Transport()}
	return wire{http: client, endpoint: smsctest.Endpoint}, wire{http: client, endpoint: otherHost}
}

func TestHostsOfOneAccount(t *testing.T) {
	t.Parallel()
	clock := smsctest.NewManualClock(start())
	a := smsctest.New(smsctest.WithClock(clock))
	b := a.NewHost()
	first, second := twoHosts(a, b)
	same := demo("phones", phone, "mes", "hi", "id", "a")
	assert.Empty(t, first.call(t, "send", same).values["error"])
	assert.Equal(t, "9", second.call(t, "send", same).values["error"], "one guard for the account")
	assert.Equal(t, "-1", second.call(t, "status", demo("phone", phone, "id", "a")).values["status"])
	assert.Equal(t, "99.5", second.call(t, "balance", demo()).values["balance"])
	assert.Equal(t, 1, b.Accepted())
	var asked []string
	for _, r := range b.Requests() {
		asked = append(asked, r.Host)
	}
	assert.Equal(t, []string{"https://smsc.test", "https://www2.smsc.test", "https://www2.smsc.test", "https://www2.smsc.test"}, asked)

	b.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 6})
	assert.Equal(t, "0", first.call(t, "balance", demo()).values["error"], "faults are a host's own")
	assert.Equal(t, "6", second.call(t, "balance", demo()).values["error"])
}

func TestHostsOfTwoAccounts(t *testing.T) {
	t.Parallel()
	a, b := smsctest.New(), smsctest.New()
	first, second := twoHosts(a, b)
	same := demo("phones", phone, "mes", "hi", "id", "a")
	assert.Empty(t, first.call(t, "send", same).values["error"])
	assert.Equal(t, "3", second.call(t, "status", demo("phone", phone, "id", "a")).values["error"])
	assert.Empty(t, second.call(t, "send", same).values["error"])
	assert.Equal(t, 1, a.Accepted())
	assert.Equal(t, 1, b.Accepted())
}

func TestOwnGuard(t *testing.T) {
	t.Parallel()
	clock := smsctest.NewManualClock(start())
	a := smsctest.New(smsctest.WithClock(clock))
	b := a.NewHost(smsctest.WithOwnGuard())
	first, second := twoHosts(a, b)
	same := demo("phones", phone, "mes", "hi", "id", "a")
	assert.Empty(t, first.call(t, "send", same).values["error"])
	assert.Empty(t, second.call(t, "send", same).values["error"])
	assert.Equal(t, "9", second.call(t, "send", same).values["error"])
	assert.Equal(t, map[smsctest.Key]int{{Phone: phone, ID: "a"}: 2}, a.Repeated())
	a.Reset()
	b.Reset()
	assert.Empty(t, second.call(t, "send", same).values["error"])
}

// A host is set up as the first one is, and its options change nothing there.
func TestOptionsOfAHost(t *testing.T) {
	t.Parallel()
	a := smsctest.New(smsctest.WithCredentials("shop", "secret"), smsctest.WithPrice("38050", dec("2")), smsctest.WithOperator("", smsctest.Operator{}))
	b := a.NewHost(smsctest.WithCredentials("other", "o"), smsctest.WithPrice("38050", dec("3")), smsctest.WithBalance(dec("1")),
		smsctest.WithGroup("G1", phone), smsctest.WithChannelPrice(smsctest.ChannelViber, dec("9")))
	first, second := twoHosts(a, b)
	price := func(w wire, login, password, to, q string) string {
		return w.call(t, "cost2", fields{"login", login, "psw", password, "phones", to, "mes", "hi", "query", q}).values["cost"]
	}
	assert.Equal(t, "2", price(first, "shop", "secret", phone, ""))
	assert.Empty(t, price(first, "shop", "secret", "G1", ""))
	assert.Equal(t, "2", price(first, "shop", "secret", phone, "viber=1"))
	assert.Equal(t, "3", price(second, "other", "o", "G1", ""))
	assert.Equal(t, "100", b.Balance().String(), "money is the account's")
}

func TestHostThatIsDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := smsctest.New()
		b := a.NewHost()
		first, second := twoHosts(a, b)
		a.Inject(smsctest.Fault{Kind: smsctest.FaultQueue, Op: "send"})
		waiting, hung := make(chan error), make(chan error)
		a.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Op: "balance", Times: 1})
		go func() { waiting <- first.try(t, "send", demo("phones", phone, "mes", "hi", "id", "a")).err }()
		go func() { hung <- first.try(t, "balance", demo()).err }()
		synctest.Wait()
		a.SetDown(true)
		assert.ErrorIs(t, <-waiting, io.EOF)
		assert.ErrorIs(t, <-hung, io.EOF)
		assert.ErrorIs(t, first.try(t, "balance", demo()).err, syscall.ECONNREFUSED)
		assert.Equal(t, "3", second.call(t, "status", demo("phone", phone, "id", "a")).values["error"])

		require.NoError(t, a.Settle(t.Context()))
		assert.Equal(t, "-1", second.call(t, "status", demo("phone", phone, "id", "a")).values["status"], "it was taken before")
		a.SetDown(false)
		assert.Equal(t, "0", first.call(t, "balance", demo()).values["error"])
	})
}

func TestClosingAHostLeavesTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := smsctest.New()
		b := a.NewHost()
		first, second := twoHosts(a, b)
		ended := make(chan error)
		for _, host := range []struct {
			gateway *smsctest.Gateway
			wire    wire
			id      string
		}{{a, first, "a"}, {b, second, "b"}} {
			host.gateway.Inject(smsctest.Fault{Kind: smsctest.FaultQueue})
			go func() { ended <- host.wire.try(t, "send", demo("phones", phone, "mes", "hi", "id", host.id)).err }()
		}
		synctest.Wait()
		a.Close()
		assert.ErrorIs(t, <-ended, io.EOF)
		assert.NoError(t, <-ended)
		assert.Len(t, a.AcceptedFor("b"), 1)
		assert.Equal(t, 1, a.Accepted())
	})
}

func TestUnknownHost(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	hosts := smsctest.Hosts{"smsc.test": g}
	body := &trackedBody{}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, otherHost, http.NoBody)
	require.NoError(t, err)
	req.Body = body
	resp, err := hosts.Transport().RoundTrip(req)
	if !assert.Error(t, err) {
		_ = resp.Body.Close()
	}
	dial, ok := errors.AsType[*net.OpError](err)
	require.True(t, ok)
	assert.Equal(t, "dial", dial.Op)
	look, ok := errors.AsType[*net.DNSError](err)
	require.True(t, ok)
	assert.True(t, look.IsNotFound)
	assert.True(t, body.closed)
}

// The SDK's reserve hosts work with them.
func TestClientWithReserve(t *testing.T) {
	t.Parallel()
	a := smsctest.New()
	b := a.NewHost()
	client := a.Client(t, smsc.WithReserve(otherHost),
		smsc.WithHTTPClient(&http.Client{Transport: smsctest.Hosts{"smsc.test": a, "www2.smsc.test": b}.Transport()}))
	a.SetDown(true)
	_, err := client.Send(t.Context(), smsc.SendRequest{To: []string{"+" + phone}, Text: "hi"})
	require.NoError(t, err)
	assert.Equal(t, "https://www2.smsc.test", b.Requests()[0].Host)
}
