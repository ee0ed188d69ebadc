package inbox

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// faultsView is the faults in force, and those that one click puts into force.
type faultsView struct {
	InForce []injection
	Presets []preset
	Kinds   []smsctest.FaultKind
	Ops     []smsc.Operation
	Fields  []field
}

// field is one of the form for any other fault.
type field struct{ Name, Says, Value string }

var fields = []field{
	{"number", "Error or HTTP status", "9"},
	{"phone", "Only for the number", ""},
	{"times", "Times, 0 for ever", "1"},
	{"delay", "Delay, such as 5s", ""},
}

type injection struct {
	*smsctest.Injection

	On    bool
	Fired int
	What  string
}

// preset is a fault that developers try first.
type preset struct {
	smsctest.Fault

	Name, Says string
}

var presets = []preset{
	{
		smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send", Times: 1},
		"Lost answer", "The next send is accepted, but the connection closes without an answer.",
	},
	{
		smsctest.Fault{Kind: smsctest.FaultHang, Op: "send"},
		"Hanging", "Sends get no answer until the client gives up.",
	},
	{
		smsctest.Fault{Kind: smsctest.FaultCode, Code: 9, Op: "send", Times: 1},
		"Too often", "The next send gets error 9.",
	},
	{
		smsctest.Fault{Kind: smsctest.FaultCode, Code: 3, Op: "send"},
		"No money", "Sends get error 3.",
	},
	{
		smsctest.Fault{Kind: smsctest.FaultStatus, Status: http.StatusServiceUnavailable},
		"Down", "Everything gets HTTP status 503.",
	},
	{
		smsctest.Fault{Kind: smsctest.FaultDropBefore, Probability: 0.3, Seed: 1},
		"Flaky", "Every third request or so is dropped before it is read.",
	},
	{
		smsctest.Fault{Kind: smsctest.FaultLate, Delay: 3 * time.Second},
		"Slow", "Answers come after three seconds.",
	},
}

func (i *inbox) faults(r *http.Request) (*page, error) {
	p := i.newPage(r, "faults", "Faults")
	v := &faultsView{
		Presets: presets, Kinds: smsctest.FaultKinds(), Fields: fields,
		Ops: []smsc.Operation{smsc.OpSend, smsc.OpCost, smsc.OpStatus, smsc.OpBalance},
	}
	for _, in := range i.gateway.Injections() {
		v.InForce = append(v.InForce, injection{Injection: in, On: in.On(), Fired: in.Fired(), What: describe(in.Fault)})
	}
	p.Faults = v
	return p, nil
}

// describe says which requests a fault is for.
func describe(f smsctest.Fault) string {
	var b strings.Builder
	if f.Op == "" {
		b.WriteString("any request")
	} else {
		b.WriteString(f.Op)
	}
	if f.Phone != "" {
		b.WriteString(" to " + formatPhone(strings.TrimPrefix(f.Phone, "+")))
	}
	switch {
	case f.Code != 0:
		b.WriteString(", error " + strconv.Itoa(f.Code))
	case f.Status != 0:
		b.WriteString(", HTTP " + strconv.Itoa(f.Status))
	}
	if f.Nth > 0 {
		b.WriteString(", number " + strconv.Itoa(f.Nth))
	}
	if f.Probability > 0 && f.Probability < 1 {
		b.WriteString(", " + strconv.FormatFloat(100*f.Probability, 'f', -1, 64) + " %")
	}
	if f.Delay > 0 {
		b.WriteString(", after " + f.Delay.String())
	}
	switch {
	case f.Times == 1:
		b.WriteString(", once")
	case f.Times > 1:
		b.WriteString(", " + strconv.Itoa(f.Times) + " times")
	}
	return b.String()
}
