package inbox

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// page is what the template shows: what is on every page, and one view.
type page struct {
	Tab      string // messages, requests, callbacks, faults, account
	Pane     string // the pane that a small screen shows: list, thread or detail
	Title    string
	Version  string
	Endpoint string

	Now      time.Time
	Ahead    time.Duration
	Movable  bool
	Balance  string
	Accepted int
	Asked    int
	Posts    bool // delivery reports
	Posted   int
	Injected int // faults in force
	Blocks   []smsctest.Block

	Messages *messagesView
	Log      *logView
	Faults   *faultsView
	Account  *accountView
}

// newPage is what is on every page.
func (i *inbox) newPage(r *http.Request, tab, title string) *page {
	g := i.gateway
	p := &page{
		Tab: tab, Pane: "list", Title: title, Version: i.version, Endpoint: i.endpointFor(r),
		Now: g.Now(), Ahead: g.Ahead().Round(time.Second), Movable: g.Movable(), Balance: g.Balance().String(),
		Accepted: g.Accepted(), Asked: g.Asked(), Blocks: g.Blocks(),
	}
	callbacks := g.Callbacks()
	p.Posts = callbacks != nil
	if len(callbacks) > 0 {
		p.Posted = int(callbacks[len(callbacks)-1].Seq)
	}
	for _, injection := range g.Injections() {
		if injection.On() {
			p.Injected++
		}
	}
	return p
}

// query reads a number of the query; what is none is 0.
func query(r *http.Request, name string) uint64 {
	n, _ := strconv.ParseUint(r.URL.Query().Get(name), 10, 62)
	return n
}

// functions are what the template writes values with.
var functions = template.FuncMap{
	"at":    func(t time.Time) template.HTML { return moment(t, "15:04:05") },
	"on":    func(t time.Time) template.HTML { return moment(t, dayLayout) },
	"phone": formatPhone,
	"state": func(s smsc.StatusCode) string { return s.String() },
	"tone":  tone,
	"here":  here,
	"plural": func(n int, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return strconv.Itoa(n) + " " + many
	},
	"title": func(s string) string {
		if s == "" {
			return ""
		}
		return strings.ToUpper(s[:1]) + s[1:]
	},
}

// here marks a link to what the page shows.
func here(one, other any) template.HTMLAttr {
	if one != other {
		return ""
	}
	return `aria-current="true"`
}

const dayLayout = "2 Jan 15:04:05"

// moment is a time for people and for machines.
func moment(t time.Time, layout string) template.HTML {
	text := `<time datetime="` + t.UTC().Format(time.RFC3339) + `">` + t.Format(layout) + `</time>`
	return template.HTML(text) //nolint:gosec // digits and the name of a month
}

// formatPhone groups the digits of a number as its country does, where that is
// known, and leaves anything else as it is.
func formatPhone(phone string) string {
	if strings.Trim(phone, "0123456789") != "" || phone == "" {
		return phone
	}
	var groups []int
	switch {
	case strings.HasPrefix(phone, "380") && len(phone) == 12:
		groups = []int{3, 2, 3, 2, 2}
	case strings.HasPrefix(phone, "7") && len(phone) == 11:
		groups = []int{1, 3, 3, 2, 2}
	default:
		return "+" + phone
	}
	parts := make([]string, len(groups))
	for i, n := range groups {
		parts[i], phone = phone[:n], phone[n:]
	}
	return "+" + strings.Join(parts, " ")
}

// tone is how good a status is.
func tone(s smsc.StatusCode) string {
	switch {
	case s.Delivered():
		return "good"
	case s.Failed():
		return "bad"
	default:
		return "wait"
	}
}
