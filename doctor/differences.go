package doctor

import (
	"slices"
	"strings"
)

// difference is one thing that a WSDL has otherwise than ours. The texts in it are
// names from the WSDLs, not yet safe to show.
type difference struct {
	check    string // the ID of the check that it belongs to
	severity Severity
	where    string // such as "send_sms2, request: send2/query"
	what     string // in words of our own
	ours     string
	theirs   string
}

// additions are what the contract has beyond recorded WSDLs: what only the page of 2025
// documents. A check of its own looks for them.
var additions = []string{"apikey", "sms_cnt", "phones"}

// compare returns what theirs has otherwise than ours, in the order of ours.
func compare(ours, theirs *contract) []difference {
	c := &comparison{ours: ours, theirs: theirs}
	if ours.namespace != theirs.namespace {
		c.add("wsdl.namespace", Warning, "targetNamespace", "is another", ours.namespace, theirs.namespace)
	}
	for _, our := range ours.operations {
		their, found := theirs.operation(our.name)
		if !found {
			c.add("wsdl.operations", Failure, our.name, "is gone", "", "")
			continue
		}
		c.operation(our, their)
	}
	for _, their := range theirs.operations {
		if _, found := ours.operation(their.name); !found {
			c.add("wsdl.operations", Note, their.name, "is new", "", "")
		}
	}
	return c.found
}

type comparison struct {
	ours, theirs *contract
	found        []difference
}

func (c *comparison) add(check string, severity Severity, where, what, ours, theirs string) {
	c.found = append(c.found, difference{check, severity, where, what, ours, theirs})
}

func (c *comparison) operation(ours, theirs operation) {
	if ours.action != theirs.action {
		c.add("wsdl.action", Warning, ours.name, "has another soapAction", ours.action, theirs.action)
	}
	if ours.style != theirs.style {
		c.add("wsdl.operations", Failure, ours.name, "has another style", ours.style, theirs.style)
	}
	for _, side := range []side{
		{"wsdl.requests", "request", ours.request, theirs.request, true},
		{"wsdl.answers", "answer", ours.answer, theirs.answer, false},
	} {
		where := ours.name + ", " + side.name + ": "
		if side.ours.name != side.theirs.name {
			c.add("wsdl.operations", Failure, where+side.ours.name, "has another name", side.ours.name, side.theirs.name)
			continue
		}
		// The namespace of the body's element is the target namespace, which has a check of its own.
		if side.theirs.namespace != c.theirs.namespace {
			c.add(side.check, Warning, where+side.ours.name, "is not in the target namespace", c.theirs.namespace, side.theirs.namespace)
		}
		c.fields(side, where+side.ours.name, side.ours, side.theirs)
	}
}

// side is the request or the answer of an operation.
type side struct {
	check, name  string
	ours, theirs field
	isRequest    bool
}

// fields compares what is in an element.
func (c *comparison) fields(s side, where string, ours, theirs field) {
	for _, our := range ours.fields {
		at := where + "/" + our.name
		their, found := theirs.field(our.name)
		switch {
		case found:
			c.field(s, at, our, their)
		case slices.Contains(additions, our.name):
		case s.isRequest:
			c.add(s.check, Warning, at, "is gone", "", "")
		default:
			c.add(s.check, Note, at, "is gone", "", "")
		}
	}
	for _, their := range theirs.fields {
		if _, found := ours.field(their.name); found {
			continue
		}
		severity, what := Note, "is new"
		if s.isRequest && their.min != "0" {
			severity, what = Warning, "is new and required"
		}
		c.add(s.check, severity, where+"/"+their.name, what, "", "")
	}
	our, their := common(ours, theirs), common(theirs, ours)
	if !slices.Equal(our, their) {
		severity := Note // answers are read in any order
		if s.isRequest {
			severity = Warning
		}
		c.add(s.check, severity, where, "has another order", strings.Join(our, " "), strings.Join(their, " "))
	}
}

// field compares one element.
func (c *comparison) field(s side, where string, ours, theirs field) {
	if ours.kind != theirs.kind {
		c.add(s.check, Warning, where, "has another type", ours.shownKind(), theirs.shownKind())
	}
	if theirs.namespace != "" {
		c.add(s.check, Failure, where, "is in a namespace", "", theirs.namespace)
	}
	if s.isRequest && ours.min == "0" && theirs.min != "0" {
		c.add(s.check, Warning, where, "is required", "optional", "required")
	}
	if (ours.max == "1") != (theirs.max == "1") {
		c.add(s.check, Warning, where, "can come another number of times", ours.max, theirs.max)
	}
	if ours.kind == "" && theirs.kind == "" {
		c.fields(s, where, ours, theirs)
	}
}

func (f field) shownKind() string {
	if f.kind == "" {
		return "elements"
	}
	return f.kind
}

// field returns an element within an element.
func (f field) field(name string) (field, bool) {
	for _, inner := range f.fields {
		if inner.name == name {
			return inner, true
		}
	}
	return field{}, false
}

// common are the names of f's elements that other has too, in the order of f.
func common(f, other field) (names []string) {
	for _, inner := range f.fields {
		if _, both := other.field(inner.name); both && !slices.Contains(names, inner.name) {
			names = append(names, inner.name)
		}
	}
	return names
}

// has reports whether an operation's request or answer has an element of a name.
func (f field) has(name string) bool {
	for _, inner := range f.fields {
		if inner.name == name || inner.has(name) {
			return true
		}
	}
	return false
}
