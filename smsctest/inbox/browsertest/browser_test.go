// Package browsertest tries the emulator's page in a real browser: Debian's chromium,
// without a window. It is a module of its own, so that nobody who uses the SDK gets
// its dependencies. `make browser` installs what it needs.
package browsertest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
	"github.com/go-smsc/smsc/smsctest/inbox"
)

// patience is how long a test waits for the page: the machine may be busy.
const patience = 40 * time.Second

// required says that a missing tool is a failure.
var required = os.Getenv("SMSC_REQUIRE_BROWSER") != ""

// missing ends a test for which a tool is not there.
func missing(t *testing.T, what string) {
	t.Helper()
	if required {
		t.Fatalf("%s is missing, see make browser", what)
	}
	t.Skipf("%s is missing, see make browser", what)
}

// chromium is the one browser of all tests; each has a tab of its own.
var chromium struct {
	sync.Mutex

	ctx  context.Context //nolint:containedctx // it lives as long as the tests
	stop []func()
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, stop := range chromium.stop {
		stop()
	}
	os.Exit(code)
}

// browser starts chromium, once.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		missing(t, "chromium")
	}
	chromium.Lock()
	defer chromium.Unlock()
	if chromium.ctx == nil && chromium.err == nil {
		chromium.err = start(path)
	}
	require.NoError(t, chromium.err)
	return chromium.ctx
}

func start(path string) error {
	profile, err := os.MkdirTemp("", "browsertest")
	if err != nil {
		return err
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.WSURLReadTimeout(patience),
	}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "hide-scrollbars"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(allocator)
	chromium.ctx = ctx
	chromium.stop = []func(){stop, stopAllocator, func() { _ = os.RemoveAll(profile) }}
	return chromedp.Do(ctx)
}

// tab is a tab that shows the page of a gateway.
type tab struct {
	*testing.T

	ctx     context.Context //nolint:containedctx // that of the tab
	gateway *smsctest.Gateway
	client  *smsc.Client
	url     string

	mu       sync.Mutex
	problems []string // what the browser complained of
}

// open serves a gateway with its page, and opens a tab with nothing in it yet.
func open(t *testing.T, opts ...smsctest.Option) *tab {
	t.Helper()
	return openThrough(t, func(page http.Handler) http.Handler { return page }, opts...)
}

// openThrough is open with something between the browser and the page.
func openThrough(t *testing.T, between func(http.Handler) http.Handler, opts ...smsctest.Option) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser(t))
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	opts = append([]smsctest.Option{smsctest.WithClock(smsctest.NewRunningClock()), smsctest.WithBalance(decimal.NewFromInt(100))}, opts...)
	gateway := smsctest.New(opts...)
	server := httptest.NewServer(between(inbox.New(gateway)))
	t.Cleanup(server.Close)
	t.Cleanup(gateway.Close)
	b := &tab{T: t, ctx: ctx, gateway: gateway, url: server.URL}
	b.client = gateway.Client(t)
	b.size(1440, 860)
	require.NoError(t, chromedp.Listen(ctx, b.listen))
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		require.Empty(t, b.problems, "the browser has nothing to complain of")
	})
	return b
}

// listen notes errors of scripts and whatever the policy has blocked.
func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			b.problems = append(b.problems, e.Entry.Text+" "+e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		b.problems = append(b.problems, fmt.Sprint(e.ExceptionDetails.Text, e.ExceptionDetails.Exception))
	}
}

func (b *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	require.NoError(b, chromedp.Do(b.ctx, actions...))
}

// visit shows a page, and waits until it is live.
func (b *tab) visit(path string) {
	b.Helper()
	b.run(chromedp.Navigate(b.url+path), chromedp.WaitVisible(chromedp.CSS("main")))
	b.eventually(`document.documentElement.classList.contains("live") && document.getElementById("live").dataset.live === "on"`)
}

// size makes the window that of a screen.
func (b *tab) size(width, height int64) {
	b.Helper()
	b.run(chromedp.EmulateViewport(width, height))
}

// dark chooses the colours.
func (b *tab) dark(on bool) {
	b.Helper()
	value := "light"
	if on {
		value = "dark"
	}
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}},
	})
}

// command sends a command of the protocol.
func command[P, R any](b *tab, c cdp.Command[P, R], params P) {
	b.Helper()
	b.run(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	}))
}

// eventually waits until an expression is true. It asks from here, since a page
// without scripts cannot wait.
func (b *tab) eventually(expression string) {
	b.Helper()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for {
		// While a page gives way to the next there is nothing to ask.
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](expression)); err == nil && ok {
			return
		}
		select {
		case <-tick.C:
		case <-b.ctx.Done():
			b.Fatalf("never true: %s", expression)
		}
	}
}

// shows waits until an element has a text.
func (b *tab) shows(selector, text string) {
	b.Helper()
	b.eventually(fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => e.textContent.includes(%q))`, selector, text))
}

// lacks waits until no element has a text.
func (b *tab) lacks(selector, text string) {
	b.Helper()
	b.eventually(fmt.Sprintf(`![...document.querySelectorAll(%q)].some((e) => e.textContent.includes(%q))`, selector, text))
}

// press clicks the button or link with a text.
func (b *tab) press(selector, text string) {
	b.Helper()
	b.shows(selector, text)
	path := fmt.Sprintf(`[...document.querySelectorAll(%q)].find((e) => e.textContent.includes(%q))`, selector, text)
	b.run(chromedp.Click(chromedp.JSPath(path)))
}

// value is what an expression is.
func value[T any](b *tab, expression string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	require.NoError(b, err, expression)
	return v
}

// send sends a message as a program does.
func (b *tab) send(to, text string) {
	b.Helper()
	_, err := b.client.Send(b.ctx, smsc.SendRequest{To: []string{to}, Text: text, Sender: "Shop"})
	require.NoError(b, err)
}

// module is the path of what npm has installed.
func module(t *testing.T, path string) string {
	t.Helper()
	path = filepath.Join("node_modules", filepath.FromSlash(path))
	if _, err := os.Stat(path); err != nil {
		missing(t, strings.Split(filepath.ToSlash(path), "/")[1])
	}
	return path
}
