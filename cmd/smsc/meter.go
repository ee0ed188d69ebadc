package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// meterPause is how long a log is silent between two lines.
const meterPause = 10 * time.Second

// meter shows how far a long run has come: a bar on a terminal, a line now and then
// elsewhere.
type meter struct {
	out   io.Writer
	total int
	bar   *progressbar.ProgressBar // nil without a terminal
	next  time.Duration            // when the next line is due

	mu       sync.Mutex // what follows, bar and out, since stopping is told from a goroutine of its own
	unwatch  func() bool
	told     chan struct{}
	stopping bool
}

// meter begins to show a run, which ctx can stop. It is nil where nothing but the result is to be shown.
func (p *program) meter(ctx context.Context, total int) *meter {
	if p.json {
		return nil
	}
	m := &meter{out: p.stderr, total: total, next: meterPause}
	if p.onTerminal(p.stderr) {
		m.bar = progressbar.NewOptions(max(total, 1), progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetWidth(10),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionShowCount(), progressbar.OptionSetElapsedTime(false),
			progressbar.OptionSetPredictTime(false))
	}
	m.watch(ctx)
	return m
}

// watch tells at once that the run is being stopped, since what is on its way can take
// some seconds more.
func (m *meter) watch(ctx context.Context) {
	m.told = make(chan struct{})
	m.unwatch = context.AfterFunc(ctx, func() {
		defer close(m.told)
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.bar != nil {
			_ = m.bar.Exit()
			_, _ = fmt.Fprintln(m.out)
		}
		m.stopping = true
		_, _ = fmt.Fprintln(m.out, "Stopping: what is on its way comes to its end.")
	})
}

// show shows that done of the total are done, with what became of them. earlier are
// those that this run did not have to do.
func (m *meter) show(done, earlier int, elapsed time.Duration, outcome string) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stopping || m.bar == nil && elapsed < m.next {
		return
	}
	rate := 0.0
	if elapsed > 0 {
		rate = float64(done-earlier) / elapsed.Seconds()
	}
	text := fmt.Sprintf("%s, %.0f/s", outcome, rate)
	if seconds := float64(m.total-done) / rate; seconds > 0 && seconds < 100*3600 {
		text += ", " + (time.Duration(seconds) * time.Second).String() + " left"
	}
	if m.bar != nil {
		m.bar.Describe(text)
		_ = m.bar.Set(min(done, m.total)) // a terminal that is gone is no reason to stop
		return
	}
	m.next = elapsed + meterPause
	_, _ = fmt.Fprintf(m.out, "%d of %d: %s\n", done, m.total, text)
}

// end leaves the last state on the screen, on a line of its own.
func (m *meter) end() {
	if m == nil {
		return
	}
	if !m.unwatch() {
		<-m.told
		return
	}
	if m.bar != nil {
		_ = m.bar.Exit()
		_, _ = fmt.Fprintln(m.out)
	}
}
