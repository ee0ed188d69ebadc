package smsctest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// seqs are the messages of a page.
func seqs(messages []smsctest.Message) []uint64 {
	all := []uint64{}
	for _, m := range messages {
		all = append(all, m.Seq)
	}
	return all
}

// Page after page, a query finds exactly what a scan of everything finds.
func TestPagesAreAScan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		g, w, _ := timed(smsctest.WithRetention(rapid.IntRange(1, 25).Draw(rt, "retention")), smsctest.WithLimits(func(l *smsctest.Limits) { *l = smsctest.Limits{} }))
		phones, ids := []string{"380500000001", "380500000002", "380500000003"}, []string{"a", "b", "c"}
		for range rapid.IntRange(0, 20).Draw(rt, "sends") {
			to := rapid.SliceOfNDistinct(rapid.SampledFrom(phones), 1, 3, rapid.ID[string]).Draw(rt, "to")
			w.call(t, "send2", demo("phones", strings.Join(to, ","), "mes", rapid.SampledFrom([]string{"Red", "blue", "RED and blue"}).Draw(rt, "text"),
				"id", rapid.SampledFrom(ids).Draw(rt, "id")))
		}
		q := smsctest.MessageQuery{
			Phone: rapid.SampledFrom(append(phones, "", "9")).Draw(rt, "phone"), ID: rapid.SampledFrom(append(ids, "", "none")).Draw(rt, "of"),
			Text:   rapid.SampledFrom([]string{"", "red", "BLUE", "a", "0000002", "nothing"}).Draw(rt, "find"),
			Before: rapid.Uint64Range(0, 60).Draw(rt, "before"), After: rapid.Uint64Range(0, 60).Draw(rt, "after"),
			Limit: rapid.IntRange(1, 7).Draw(rt, "limit"),
		}
		for _, condition := range []func(){ // few at once, or nothing is ever found
			func() { q.Phone = "" }, func() { q.ID = "" }, func() { q.Text = "" }, func() { q.Before = 0 }, func() { q.After = 0 },
		} {
			if rapid.IntRange(0, 2).Draw(rt, "without") > 0 {
				condition()
			}
		}
		want := []uint64{}
		for _, m := range g.Messages() {
			text := strings.ToLower(m.Text + "|" + m.ID + "|" + m.Phone)
			if (q.Phone == "" || m.Phone == q.Phone) && (q.ID == "" || m.ID == q.ID) && strings.Contains(text, strings.ToLower(q.Text)) &&
				(q.Before == 0 || m.Seq < q.Before) && m.Seq > q.After {
				want = append(want, m.Seq)
			}
		}
		got := []uint64{}
		for pages := 0; ; pages++ {
			require.Less(rt, pages, 100, "it ends")
			page := g.FindMessages(q)
			require.LessOrEqual(rt, len(page.Messages), q.Limit)
			got = append(seqs(page.Messages), got...)
			if page.Before == 0 {
				break
			}
			q.Before = page.Before
		}
		require.Equal(rt, want, got)
	})
}

// Recipients come in the order of their newest messages, page after page, each once.
func TestThreadsAreAScan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		g, w, _ := timed(smsctest.WithRetention(rapid.IntRange(1, 20).Draw(rt, "retention")), smsctest.WithLimits(func(l *smsctest.Limits) { *l = smsctest.Limits{} }))
		for range rapid.IntRange(0, 30).Draw(rt, "sends") {
			w.send(t, phoneOf(rapid.IntRange(1, 8).Draw(rt, "to")), "Hello")
		}
		all := g.Messages()
		counts, newest := map[string]int{}, map[string]uint64{}
		for _, m := range all {
			counts[m.Phone]++
			newest[m.Phone] = m.Seq
		}
		before, seen := uint64(0), map[string]bool{}
		for {
			page := g.Threads(before, 3)
			if len(page) == 0 {
				break
			}
			for _, thread := range page {
				require.False(rt, seen[thread.Phone])
				seen[thread.Phone] = true
				require.Equal(rt, counts[thread.Phone], thread.Messages)
				require.Equal(rt, newest[thread.Phone], thread.Last.Seq)
				if before > 0 {
					require.Less(rt, thread.Last.Seq, before)
				}
				before = thread.Last.Seq
			}
		}
		require.Len(rt, seen, len(counts))
		require.Equal(rt, len(counts), g.Recipients())
	})
}

func get(t *testing.T, g *smsctest.Gateway, path string) (int, string, http.Header) {
	t.Helper()
	w := httptest.NewRecorder()
	g.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost"+path, nil))
	return w.Code, w.Body.String(), w.Header()
}

func TestAPIPages(t *testing.T) {
	t.Parallel()
	g, w, _ := timed()
	for i := range 5 {
		w.send(t, phone, fmt.Sprint("Message ", i+1))
	}
	path, pages := "/api/messages?limit=2&phone=%2B"+phone, 0
	for ; path != ""; pages++ {
		status, body, header := get(t, g, path)
		require.Equal(t, http.StatusOK, status)
		var page []smsctest.Message
		require.NoError(t, json.Unmarshal([]byte(body), &page))
		if pages == 0 {
			assert.Equal(t, []uint64{4, 5}, seqs(page))
		}
		path = ""
		if link := header.Get("Link"); link != "" {
			query, _, _ := strings.Cut(strings.TrimPrefix(link, "<?"), ">")
			path = "/api/messages?" + query
		}
	}
	assert.Equal(t, 3, pages)
	_, body, header := get(t, g, "/api/requests?limit=2")
	assert.Contains(t, body, `"seq":5`)
	assert.Equal(t, `<?before=4&limit=2>; rel="next"`, header.Get("Link"))
}

// A test in any language waits for the message that its program sends.
func TestAPIWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		status, body, _ := get(t, g, "/api/messages?wait=5s")
		assert.Equal(t, http.StatusOK, status)
		assert.Equal(t, "[]\n", body, "the wait is over")
		status, _, _ = get(t, g, "/api/phones/"+phone+"/code?wait=2s")
		assert.Equal(t, http.StatusNotFound, status)

		w.send(t, phone, "Hello")
		code := make(chan string)
		go func() {
			_, body, _ := get(t, g, "/api/phones/%2B"+phone+"/code?wait=1m")
			code <- body
		}()
		synctest.Wait()
		time.Sleep(time.Second)
		w.send(t, "380671112233", "Your code is 1111") // another's
		w.send(t, phone, "Your parcel 4411 is here")   // no code
		w.send(t, phone, "Your code is 4821")
		assert.Equal(t, "4821\n", <-code)
		_, body, _ = get(t, g, "/api/phones/"+phone+"/latest?wait=1s")
		assert.Contains(t, body, `"code":"4821"`)
		status, _, _ = get(t, g, "/api/phones/"+phone+"/latest?after=99&wait=1s")
		assert.Equal(t, http.StatusNotFound, status)
		status, _, _ = get(t, g, "/api/messages?wait=2m")
		assert.Equal(t, http.StatusBadRequest, status)
	})
}

// What waits ends with the gateway.
func TestAPIWaitEndsWithTheGateway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		done := make(chan string)
		go func() {
			_, body, _ := get(t, g, "/api/messages?wait=1m")
			done <- body
		}()
		go func() {
			_, body, _ := get(t, g, "/api/events")
			done <- body
		}()
		synctest.Wait()
		began := time.Now()
		g.Close()
		<-done
		<-done
		assert.Zero(t, time.Since(began).Truncate(time.Second))
	})
}

// An event comes now, when something changes, and when a message changes by itself.
func TestEvents(t *testing.T) {
	t.Parallel()
	server := smsctest.NewServer(t, smsctest.WithClock(smsctest.NewRunningClock()))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL()+"/api/events", nil)
	require.NoError(t, err)
	resp, err := (&http.Client{}).Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	assert.Equal(t, "text/event-stream", resp.Header.Get("Content-Type"))
	lines := bufio.NewScanner(resp.Body)
	next := func() string {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		return ""
	}
	assert.JSONEq(t, `{"messages":0,"requests":0,"balance":"100"}`, next())
	_, err = server.SendByHand(t.Context(), phone, "Hello", "", "")
	require.NoError(t, err)
	for event := next(); !strings.Contains(event, `"messages":1`); event = next() {
		require.NotEmpty(t, event)
	}
	require.True(t, server.Advance(time.Hour))
	assert.Contains(t, next(), `"balance":"99.5"`)
}

func TestEventsTellOfChangesByThemselves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithLife("", smsctest.Delivered(time.Minute)))
		overTransport(g).send(t, phone, "Hello")
		ctx, cancel := context.WithTimeout(t.Context(), 59*time.Second)
		defer cancel()
		w := httptest.NewRecorder()
		g.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/api/events", nil))
		assert.Equal(t, 2, strings.Count(w.Body.String(), "event: change"), "now, and with the operator a second later")
		ctx, cancel = context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		w = httptest.NewRecorder()
		g.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/api/events", nil))
		assert.Equal(t, 2, strings.Count(w.Body.String(), "event: change"), "now, and delivered")
	})
}

func TestHostIsChecked(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithAllowedHosts("sms.internal"))
	for host, allowed := range map[string]bool{
		"localhost": true, "localhost:7672": true, "LOCALHOST": true, "a.localhost:1": true, "127.0.0.1:7672": true, "[::1]:7672": true,
		"::1": true, "192.168.1.5": true, "sms.internal:7672": true, "SMS.internal": true, "localhost.": true,
		"example.org": false, "example.org:7672": false, "localhost.example.org": false, "127.0.0.1.example.org": false, "": false,
		"sms.internal.example.org": false, "notlocalhost": false, "0x7f000001": false,
	} {
		assert.Equal(t, allowed, g.AllowsHost(host), host)
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/messages", nil)
		r.Host = host
		g.ServeHTTP(w, r)
		assert.Equal(t, allowed, w.Code == http.StatusOK, host)
		assert.Empty(t, w.Header().Get("Access-Control-Allow-Origin"))
	}
}

func TestReady(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	status, body, _ := get(t, g, "/readyz")
	assert.Equal(t, http.StatusOK, status)
	assert.JSONEq(t, `{"ready":true}`, body)
	g.SetDown(true)
	status, _, _ = get(t, g, "/readyz")
	assert.Equal(t, http.StatusServiceUnavailable, status)
}

func TestUnblock(t *testing.T) {
	t.Parallel()
	g, w, clock := timed()
	for range 5 {
		w.call(t, "balance", fields{"login", "demo", "psw", "wrong"})
	}
	assert.Equal(t, "4", w.call(t, "balance", demo()).values["error"])
	require.Len(t, g.Blocks(), 1)
	assert.Equal(t, "127.0.0.1", g.Blocks()[0].Address.String())
	assert.Equal(t, clock.Now().Add(30*time.Minute), g.Blocks()[0].Until)
	g.Unblock()
	assert.Empty(t, g.Blocks())
	assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"])
}

// A rule that is switched off meets nothing, counts nothing, and comes back.
func TestSwitchFault(t *testing.T) {
	t.Parallel()
	g, w, _ := timed()
	rule := g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 6, Op: "balance"})
	assert.Equal(t, uint64(1), rule.ID())
	assert.Equal(t, "6", w.call(t, "balance", demo()).values["error"])
	rule.Switch(false)
	assert.False(t, rule.On())
	assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"])
	rule.Switch(true)
	assert.True(t, rule.On())
	assert.Equal(t, "6", w.call(t, "balance", demo()).values["error"])
	assert.Equal(t, 2, rule.Fired())
	rule.Remove()
	assert.False(t, rule.On())
}

// Time passes by itself, and faster when it is moved: what waits happens on the way.
func TestRunningClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		clock := smsctest.NewRunningClock()
		g := smsctest.New(smsctest.WithClock(clock))
		g.Inject(smsctest.Fault{Kind: smsctest.FaultQueue, Delay: time.Hour})
		w := overTransport(g)
		answered := make(chan result, 2)
		send := func(text string) {
			go func() { answered <- w.post("send", "phones", phone, "mes", text) }()
		}
		send("One")
		send("Two")
		synctest.Wait()
		assert.Equal(t, 2, g.Pending())
		clock.Advance(-time.Hour)
		clock.Advance(59 * time.Minute)
		assert.Equal(t, 2, g.Pending())
		time.Sleep(time.Minute)
		assert.Equal(t, "1", (<-answered).values["cnt"])
		assert.Equal(t, "1", (<-answered).values["cnt"])
		assert.Equal(t, 59*time.Minute, clock.Ahead())
		m, _ := g.Last(phone)
		assert.Equal(t, smsc.StatusWaiting, m.Status)

		waited := make(chan smsctest.Message)
		go func() {
			m, err := g.Wait(t.Context(), func(m smsctest.Message) bool { return m.Status == smsc.StatusDelivered })
			assert.NoError(t, err)
			waited <- m
		}()
		synctest.Wait()
		began := time.Now()
		clock.Advance(time.Minute)
		<-waited
		assert.Zero(t, time.Since(began), "nobody had to wait")

		send("Another")
		synctest.Wait()
		clock.Advance(2 * time.Hour)
		assert.Equal(t, "1", (<-answered).values["cnt"])
		g.Close()
	})
}

func TestCode(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]string{
		"Ваш код 482913. Нікому його не повідомляйте.": "482913",
		"Your code is 771 402":                "771402",
		"Your code: 771-402.":                 "771402",
		"482913 is your code":                 "482913",
		"G-482913 is your code":               "482913",
		"4821":                                "4821",
		"Пароль: 0042":                        "0042",
		"ваш ПІН: 99120":                      "99120",
		"PIN=5531":                            "5531",
		"Your OTP for card *4411 is 88123":    "88123",
		"Your parcel 4411 has arrived":        "",
		"Order 88123 for 1500.00 UAH":         "",
		"Use code SAVE2024 by 31.12.2026":     "",
		"Your code was sent to +380501234567": "",
		"barcode 12345":                       "",
		"":                                    "",
		"code":                                "",
		"Код підтвердження: 1234, дійсний 10 хв": "1234",
		"12345678901": "",
	} {
		assert.Equal(t, code, smsctest.Message{Text: text}.Code(), text)
	}
}

// A password in the query is as secret as the key there.
func TestSecretsInTheQueryAreCut(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithAPIKey("key-in-query"))
	w.call(t, "send2", fields{"login", "demo", "psw", "demo", "phones", phone, "mes", "Hello", "query", "psw=secret-in-query&PSW=secret-in-query&apikey=key-in-query&cost=3"})
	for _, path := range []string{"/api/messages", "/api/requests", "/api/requests/1", "/api/account"} {
		_, body, _ := get(t, g, path)
		assert.NotContains(t, body, "secret-in-query")
		assert.NotContains(t, body, "key-in-query")
	}
	assert.Equal(t, []smsctest.Parameter{{Name: "cost", Value: "3"}}, g.Requests()[0].Query)
}

func TestSendByHandMeetsFaults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultHang})
		r, err := g.SendByHand(t.Context(), phone, "Hello", "", "")
		require.NoError(t, err)
		assert.Equal(t, smsctest.FaultHang, r.Fault)
		assert.Zero(t, g.Accepted())
		g.ClearFaults()
		r, err = g.SendByHand(t.Context(), phone, "Hello <&>", "", "own")
		require.NoError(t, err)
		assert.Equal(t, 1, r.Accepted)
		assert.Equal(t, "own", r.ID)
		m, _ := g.Last(phone)
		assert.Equal(t, "Hello <&>", m.Text)
		g.SetDown(true)
		_, err = g.SendByHand(t.Context(), phone, "Hello", "", "")
		assert.Error(t, err)
	})
}

func TestSendByHandWithTheKeyAlone(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithCredentials("", ""), smsctest.WithAPIKey("a key&more"))
	r, err := g.SendByHand(t.Context(), phone, "Hello", "", "")
	require.NoError(t, err)
	assert.Equal(t, 1, r.Accepted, "error %d %s", r.Error, r.SOAPFault)
}

func TestSetStatusOf(t *testing.T) {
	t.Parallel()
	g, w, _ := timed()
	w.call(t, "send2", demo("phones", phone, "mes", "One", "id", "same"))
	w.call(t, "send2", demo("phones", phone, "mes", "Two", "id", "same"))
	assert.True(t, g.SetStatusOf(1, smsc.StatusRead, 0))
	assert.False(t, g.SetStatusOf(3, smsc.StatusRead, 0))
	first, _ := g.Message(1)
	second, _ := g.Message(2)
	assert.Equal(t, smsc.StatusRead, first.Status)
	assert.Equal(t, smsc.StatusWaiting, second.Status)
}
