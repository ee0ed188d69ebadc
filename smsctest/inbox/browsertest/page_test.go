package browsertest

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// The empty page says how to send the first message. Its words are pasted into a
// shell, and the message appears by itself.
func TestFirstMessage(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		missing(t, "bash")
	}
	if _, err := exec.LookPath("curl"); err != nil {
		missing(t, "curl")
	}
	b := open(t)
	b.visit("/")
	b.shows("h2", "Send the first message")
	sample := value[string](b, `document.getElementById("sample").textContent`)
	require.Contains(t, sample, b.url+smsctest.Path)
	// The page notes when the message comes up.
	b.run(chromedp.Evaluate[chromedp.Void](`new MutationObserver(() => {
		if (!window.cameUp && document.querySelector(".bubble")) window.cameUp = Date.now();
	}).observe(document.body, { childList: true, subtree: true }); undefined`))

	command := exec.CommandContext(b.ctx, shell, "-c", sample)
	answer, err := command.CombinedOutput()
	require.NoError(t, err, string(answer))
	assert.Contains(t, string(answer), "<cnt>1</cnt>")
	b.shows(".bubble .text", "Your code is 4821")
	b.shows(".code", "4821")
	m, ok := b.gateway.Last(phone)
	require.True(t, ok)
	t.Logf("on the page %d ms after it was accepted", value[int64](b, `window.cameUp`)-m.AcceptedAt.UnixMilli())
}

func TestFirstMessageByButton(t *testing.T) {
	b := open(t)
	b.visit("/")
	b.press("button", "Send one now")
	b.shows(".bubble .text", "Your code is 4821")
	assert.Equal(t, 1, b.gateway.Accepted())
	b.shows(".money", "99.5")
}

// Whatever happens at the gateway is on the page without anybody asking for it.
func TestLive(t *testing.T) {
	b := open(t)
	b.visit("/")
	b.send(phone, "One")
	b.shows(".bubble .text", "One")
	b.send(phone, "Two")
	b.shows(".bubble .text", "Two")
	b.send("+380671112233", "Three")
	b.shows("#list .num", "+380 67 111 22 33")
	b.shows("nav .n", "3")
	b.gateway.ClearMessages()
	b.shows("h2", "Send the first message")
}

func TestSearch(t *testing.T) {
	b := open(t)
	fill(b)
	b.visit("/")
	b.shows("#list .num", "+380 50 123 45 67")
	b.run(chromedp.SendKeys(chromedp.CSS("#q"), "ПОВІДОМ"))
	b.eventually(`document.querySelectorAll("#list li").length === 1`)
	b.shows("#list .last", "Ваш код 482913")
	assert.Contains(t, value[string](b, "location.search"), "q=", "a link to what was found")
	b.press("#list a", "Ваш код")
	b.shows("#detail h2", "Message 1")
	b.run(chromedp.SendKeys(chromedp.CSS("#q"), "x"))
	b.shows("#list .none", "Nothing found.")
}

func TestSetStatus(t *testing.T) {
	b := open(t)
	b.send(phone, "One")
	b.visit("/?m=1")
	b.press("#detail form button", "Cannot be delivered")
	b.shows("#detail .chip", "Cannot be delivered")
	b.shows("#detail .steps li", "Cannot be delivered")
	m, _ := b.gateway.Message(1)
	assert.Equal(t, smsc.StatusUndeliverable, m.Status)
	assert.Contains(t, value[string](b, "location.href"), "m=1", "it stays where it is")
}

func TestClock(t *testing.T) {
	b := open(t)
	b.send(phone, "One")
	b.visit("/?m=1")
	b.press("#clock button", "+1 min")
	b.shows("#detail .chip", "Delivered")
	b.shows("#clock small", "+1m0s")
	b.press("#clock button", "+1 h")
	b.shows("#clock small", "+1h1m0s")
}

func TestFaultOnAndOff(t *testing.T) {
	b := open(t)
	b.visit("/faults")
	b.shows(".none", "No fault is in force")
	b.press("li", "No money") // is no button, so nothing happens
	b.run(chromedp.Click(chromedp.CSS(`[aria-label="Use No money"]`)))
	b.shows(".cards li", "hit 0 requests")
	_, err := b.client.Send(b.ctx, smsc.SendRequest{To: []string{phone}, Text: "One"})
	require.ErrorIs(t, err, smsc.ErrInsufficientFunds)
	b.shows(".cards li", "hit 1 request")
	b.run(chromedp.Click(chromedp.CSS("[role=switch]")))
	b.shows(".cards li", "switched off")
	b.send(phone, "Two")
	b.run(chromedp.Click(chromedp.CSS("[role=switch]")))
	b.shows(".cards li", "in force")
	_, err = b.client.Send(b.ctx, smsc.SendRequest{To: []string{phone}, Text: "Three"})
	require.ErrorIs(t, err, smsc.ErrInsufficientFunds)
	b.press(".cards button", "Remove")
	b.shows(".none", "No fault is in force")
	assert.Empty(t, b.gateway.Injections())
}

func TestUnblock(t *testing.T) {
	b := open(t)
	b.visit("/")
	for range 5 {
		stranger(b)
	}
	b.shows(".alert", "127.0.0.1")
	b.press(".alert button", "Unblock")
	b.lacks("nav", "blocked")
	assert.Empty(t, b.gateway.Blocks())
	b.send(phone, "One")
}

func TestRequests(t *testing.T) {
	b := open(t)
	b.visit("/requests")
	b.shows(".none", "None yet.")
	b.send(phone, "Hello <b>you</b>")
	b.press("td a", "1")
	b.shows("#detail h2", "Request 1")
	b.shows("#detail", "Hello")
	shown := value[string](b, "document.body.innerText")
	assert.NotContains(t, shown, "<psw>demo", "the password is cut")
	b.press("#detail dd a", "")
	b.shows("#list .last", "Hello <b>you</b>")
}

// What was posted to a program is shown with its answer, and posted again.
func TestCallbackAgain(t *testing.T) {
	b := open(t, reports(t))
	b.send(phone, "One")
	b.visit("/callbacks")
	b.press("#clock button", "+10 s")
	b.shows("td", "+380 50 123 45 67: delivered")
	b.press("td a", "1")
	b.shows("#detail pre", "status=")
	b.shows("#detail pre", "thanks")
	b.lacks("#detail", "test-secret")
	posted := len(b.gateway.Callbacks())
	b.press("#detail button", "Post again")
	b.shows("#detail dd", "callback 1")
	assert.Len(t, b.gateway.Callbacks(), posted+1)
	b.press("#detail dd a", "1")
}

// What a button changes may be told as a change before the button is answered. The
// page shows the answer none the less.
func TestUpdateOvertakesAnswer(t *testing.T) {
	var waiting atomic.Bool
	refreshed := make(chan struct{}, 1)
	b := openThrough(t, func(page http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/api/") && waiting.CompareAndSwap(true, false) {
				refreshed <- struct{}{}
			}
			if !strings.HasSuffix(r.URL.Path, "/again") {
				page.ServeHTTP(w, r)
				return
			}
			answer := httptest.NewRecorder()
			waiting.Store(true)
			page.ServeHTTP(answer, r)
			select {
			case <-refreshed:
			case <-r.Context().Done():
			}
			maps.Copy(w.Header(), answer.Header())
			w.WriteHeader(answer.Code)
			_, _ = answer.Body.WriteTo(w)
		})
	}, reports(t))
	b.send(phone, "One")
	b.visit("/callbacks")
	b.press("#clock button", "+10 s")
	b.press("td a", "1")
	b.press("#detail button", "Post again")
	b.shows("#detail dd", "callback 1")
}

// What goes to the clipboard is what would send the message again.
func TestCopy(t *testing.T) {
	b := open(t)
	b.send(phone, "Your code is 771 402, don't $(tell) `anybody`")
	b.visit("/?m=1")
	b.run(chromedp.Evaluate[chromedp.Void](`navigator.clipboard.writeText = async (text) => { window.copied = text; }; undefined`))
	b.press(".code", "771402")
	b.eventually(`window.copied === "771402"`)
	b.press("summary", "Send it again")
	b.press("button", "Copy as Go")
	b.eventually(`window.copied.startsWith("result, err := client.Send(ctx, smsc.SendRequest{")`)
	b.press("button", "Copy as curl")
	b.eventually(`window.copied.startsWith("curl ")`)
	script := value[string](b, `window.copied`)
	b.gateway.Reset()
	answer, err := exec.CommandContext(b.ctx, "bash", "-c", script).CombinedOutput()
	require.NoError(t, err)
	m, ok := b.gateway.Last(phone)
	require.True(t, ok, string(answer))
	assert.Equal(t, "Your code is 771 402, don't $(tell) `anybody`", m.Text)
	assert.Equal(t, "Shop", m.Sender)
}

func TestKeyboard(t *testing.T) {
	b := open(t)
	fill(b)
	b.visit("/")
	b.run(chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("\r"))
	b.eventually(`location.search === "?phone=380671112233"`)
	b.run(chromedp.KeyEvent("/"))
	b.eventually(`document.activeElement.id === "q"`)
}

// What somebody is typing stays while the page is put in place anew.
func TestTypingStays(t *testing.T) {
	b := open(t)
	b.send(phone, "One")
	b.visit("/")
	b.press("summary", "New message")
	b.run(chromedp.SendKeys(chromedp.CSS("#text"), "half a text"))
	b.send(phone, "Two")
	b.shows(".bubble .text", "Two")
	assert.Equal(t, "half a text", value[string](b, `document.getElementById("text").value`))
	assert.True(t, value[bool](b, `document.getElementById("new").open`))
	b.run(chromedp.SendKeys(chromedp.CSS("#text"), " more"))
	b.press("#new button", "Send")
	b.shows(".bubble .text", "half a text more")
}

func TestWithoutJavaScript(t *testing.T) {
	b := open(t)
	command(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.run(chromedp.Navigate(b.url + "/"))
	b.press("button", "Send one now")
	b.shows(".bubble .text", "Your code is 4821")
	b.press(".bubble", "Your code")
	b.shows("#detail h2", "Message 1")
	b.press("#detail form button", "Read")
	b.shows("#detail .chip", "Read")
	b.press("#clock button", "+1 h")
	b.shows("#clock small", "+1h0m0s")
	b.shows("#detail h2", "Message 1")
	b.press("nav a", "Faults")
	b.run(chromedp.Click(chromedp.CSS(`[aria-label="Use Hanging"]`)))
	b.shows(".cards li", "in force")
	b.press(".cards button", "Remove")
	b.shows(".none", "No fault")
	b.press("nav a", "Messages")
	b.run(chromedp.SendKeys(chromedp.CSS("#q"), "4821\r"))
	b.shows("#list .last", "Your code is 4821")
	assert.Equal(t, "none", value[string](b, `getComputedStyle(document.querySelector(".js")||document.createElement("i")).display || "none"`))
}

// Whatever a text holds is shown as it is, and nothing of it leaves its place.
func TestHostileTexts(t *testing.T) {
	texts := map[string]string{
		"HTML":   `<img src=x onerror="document.title='caught'"><script>document.title='caught'</script>&amp;`,
		"RTL":    "שלום \u202eevil\u202c قسيمة 12345",
		"emoji":  strings.Repeat("👩‍👩‍👧‍👦", 30),
		"long":   strings.Repeat("Довгий текст ", 76) + "кінець.",
		"word":   strings.Repeat("W", 1000),
		"zalgo":  strings.Repeat("a\u0301\u0302\u0303\u0304\u0305", 60),
		"lines":  strings.Repeat("\n", 50) + "below",
		"braces": "{{.Secret}} ${1} `x` </pre></script>",
	}
	b := open(t)
	seq := 0
	for name, text := range texts {
		seq++
		b.send(fmt.Sprintf("+3805012345%02d", seq), text)
		for _, screen := range screens {
			b.size(screen.width, screen.height)
			b.visit(fmt.Sprintf("/?m=%d", seq))
			shown := value[string](b, `document.querySelector(".bubble .text").textContent`)
			assert.Equal(t, text, shown, name)
			assert.LessOrEqual(t, value[int64](b, `document.documentElement.scrollWidth`), screen.width, "%s makes the page wider", name)
			assert.NotContains(t, value[string](b, `document.title`), "caught")
			assert.Zero(t, value[int](b, `document.querySelectorAll("main img, main script").length`))
		}
	}
	b.visit("/requests")
	assert.NotContains(t, value[string](b, `document.title`), "caught")
}
