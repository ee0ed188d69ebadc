package inbox

import (
	"time"

	"github.com/go-smsc/smsc/smsctest"
)

// rowsShown is how many entries of a log are on a page.
const rowsShown = 60

// logView is a log, the newest first, and one entry of it.
type logView struct {
	Name, Noun string
	Path       string
	Heads      []string
	Rows       []row
	Older      uint64 // where the page of older ones begins, 0 for none
	Entry      *entry
}

// row is an entry in short.
type row struct {
	Seq           uint64
	At            time.Time
	What          string
	Outcome, Tone string
	Note          string
	Active        bool
}

// entry is all there is to know of an entry.
type entry struct {
	row

	Alert  string
	Lints  []smsctest.Lint
	Facts  []fact
	Blocks []fact // what was sent and what was answered
	Again  bool   // it can be done again
}

// choose shows an entry beside the others.
func (p *page) choose(e *entry) {
	p.Log.Entry, p.Pane, p.Title = e, "detail", p.Log.Noun+" "+formatSeq(e.Seq)
}
