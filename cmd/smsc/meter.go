package main

import (
	"fmt"
	"io"
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
}

// meter is nil where nothing but the result is to be shown.
func (p *program) meter(total int) *meter {
	if p.json {
		return nil
	}
	m := &meter{out: p.stderr, total: total, next: meterPause}
	if p.onTerminal(p.stderr) {
		m.bar = progressbar.NewOptions(max(total, 1), progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetWidth(10),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionShowCount(), progressbar.OptionSetElapsedTime(false),
			progressbar.OptionSetPredictTime(false))
	}
	return m
}

// show shows that done of the total are done, with what became of them. earlier are
// those that this run did not have to do.
func (m *meter) show(done, earlier int, elapsed time.Duration, outcome string) {
	if m == nil || m.bar == nil && elapsed < m.next {
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
	if m != nil && m.bar != nil {
		_ = m.bar.Exit()
		_, _ = fmt.Fprintln(m.out)
	}
}
