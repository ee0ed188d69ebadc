package inbox

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/go-smsc/smsc/smsctest"
)

// fact is a line of what there is to know of something.
type fact struct {
	Name, Value string
	Code        bool   // it is to be copied rather than read
	Href        string // where it leads to, "" for nowhere
}

// facts are those of them that have a value.
func facts(all ...fact) []fact {
	return slices.DeleteFunc(all, func(f fact) bool { return f.Value == "" })
}

// Facts are what the page shows of a message besides its text.
func (in *inspected) Facts() []fact {
	m := in.Message
	cost := fmt.Sprintf("%s for %d %s", m.Cost, m.Parts, in.Unit())
	if alphabet := in.Alphabet(); alphabet != "" {
		cost += ", " + alphabet
	}
	channel := string(m.Channel)
	if v := m.Voice; v != nil {
		channel += fmt.Sprintf(", voice %s, %d attempts", v.Name, v.Attempts)
	}
	all := facts(
		fact{Name: "To", Value: formatPhone(m.Phone)},
		fact{Name: "From", Value: cmp.Or(m.Sender, "default sender")},
		fact{Name: "ID", Value: m.ID, Code: true},
		fact{Name: "Channel", Value: channel},
		fact{Name: "Cost", Value: cost},
		fact{Name: "Subject", Value: m.Subject},
		fact{Name: "Comment", Value: m.Comment},
		fact{Name: "Octets", Value: in.Hex, Code: true},
	)
	for _, name := range slices.Sorted(maps.Keys(m.Params)) {
		all = append(all, fact{Name: name, Value: m.Params[name], Code: true})
	}
	return all
}

// requestFacts are what the page shows of a request besides what was sent.
func requestFacts(r smsctest.Request) []fact {
	at := r.At.Format(dayLayout)
	if took := r.Duration.Round(10 * time.Microsecond); took > 0 {
		at += ", took " + took.String()
	}
	all := facts(
		fact{Name: "Operation", Value: r.Operation},
		fact{Name: "Time", Value: at},
		fact{Name: "Host", Value: r.Host, Code: true},
		fact{Name: "Message ID", Value: r.ID, Href: "./?q=" + url.QueryEscape(r.ID)},
	)
	if r.CopyOf > 0 {
		all = append(all, fact{Name: "Copy of", Value: "request " + formatSeq(r.CopyOf), Href: "requests?r=" + formatSeq(r.CopyOf)})
	}
	return all
}

func formatSeq(seq uint64) string { return strconv.FormatUint(seq, 10) }

// given are the elements and parameters of a request whose document is not kept.
func given(r smsctest.Request) []fact {
	all := make([]fact, 0, len(r.Elements)+len(r.Query))
	for _, name := range slices.Sorted(maps.Keys(r.Elements)) {
		all = append(all, fact{Name: name, Value: r.Elements[name]})
	}
	for _, p := range r.Query {
		all = append(all, fact{Name: p.Name, Value: p.Value})
	}
	return facts(all...)
}

// accountFacts are what a client needs to know.
func accountFacts(p *page, login, password string, g *smsctest.Gateway) []fact {
	clock := p.Now.Format(dayLayout)
	if p.Ahead > 0 {
		clock += ", " + p.Ahead.String() + " ahead"
	}
	return facts(
		fact{Name: "Endpoint", Value: p.Endpoint, Code: true},
		fact{Name: "Login", Value: login, Code: true},
		fact{Name: "Password", Value: password, Code: true},
		fact{Name: "Numbers", Value: strconv.Itoa(g.Recipients())},
		fact{Name: "Clock", Value: clock},
	)
}
