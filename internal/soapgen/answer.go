package soapgen

import (
	"encoding/xml"
	"strings"
)

// Limits of what one answer may hold. They bound memory: many tiny elements
// take far more of it than of the document.
const (
	maxExtra = 1000   // unknown leaves kept
	maxItems = 10_000 // repeated items, of all kinds together
)

// record is a generated type that reads its own child elements.
type record interface {
	// child reads the child element start if the schema knows it and returns
	// whether it does.
	child(d *Decoder, start xml.StartElement) (known bool, err error)
	// extra is where unknown leaves are kept.
	extra() *[]Leaf
}

// readAnswer reads the body element start of an answer to op, whose result
// element becomes a.
func (d *Decoder) readAnswer(op Operation, start xml.StartElement, a record) error {
	if start.Name.Local != op.Response {
		return d.Fail("not the answer element of " + op.Name)
	}
	d.kept, d.items = 0, 0
	found := false
	for {
		token, err := d.Next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.CharData:
			if !blank(t) {
				return d.Fail("text between elements")
			}
		case xml.StartElement:
			if t.Name.Local != op.Result {
				if err := d.readBeside(a, t); err != nil {
					return err
				}
				continue
			}
			if found {
				return d.Fail("second result element")
			}
			found = true
			if err := d.readResult(a); err != nil {
				return err
			}
		case xml.EndElement:
			if !found {
				return d.Fail("no element " + op.Result + " in " + op.Response)
			}
			return nil
		}
	}
}

// readResult reads the children of the result element just started.
func (d *Decoder) readResult(a record) error {
	d.seen = 0
	for {
		token, err := d.Next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.CharData:
			if !blank(t) {
				return d.Fail("text between elements")
			}
		case xml.StartElement:
			known, err := a.child(d, t)
			if err == nil && !known {
				err = d.keepUnlessFailure(a.extra(), t)
			}
			if err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// readBeside reads an element next to the result. One that belongs into the result
// makes the answer malformed: an error code that stands in the wrong place must not
// be passed over, and an ID in the wrong place is nothing to rely on.
func (d *Decoder) readBeside(a record, start xml.StartElement) error {
	d.seen = 0 // not to be mistaken for a second one in the result
	switch known, err := a.child(d, start); {
	case err != nil:
		return err
	case known:
		return d.Fail("element " + shorten(start.Name.Local) + " outside the result")
	}
	return d.keepUnlessFailure(a.extra(), start)
}

// keepUnlessFailure is keep for the answer itself, in which an unknown element that
// names a failure cannot be part of a success: <Error>3</Error>,
// <error_code>3</error_code>, a Fault beside the result. Items are not read with it:
// what they name concerns one recipient.
func (d *Decoder) keepUnlessFailure(extra *[]Leaf, start xml.StartElement) error {
	if !namesFailure(start.Name.Local) {
		return d.keep(extra, start)
	}
	kept := len(*extra)
	if err := d.keep(extra, start); err != nil {
		return err
	}
	if len(*extra) > kept {
		switch strings.TrimSpace((*extra)[kept].Value) {
		case "", "0": // none
			return nil
		}
	}
	return d.Fail("unknown element " + shorten(start.Name.Local) + " that names a failure")
}

// namesFailure tells whether an element that the schema does not know is, by its
// name, the error code of a refused request in another spelling (the service's HTTP
// API calls it error_code), or a Fault.
func namesFailure(name string) bool {
	switch strings.ToLower(name) {
	case "error", "errorcode", "error_code", "fault":
		return true
	}
	return false
}

// readItem reads one repeated element into item and tells whether it had
// children. Its text, if it has any or has nothing else, is kept in outer: the
// shape of these items is not known well enough to refuse another one.
func (d *Decoder) readItem(start xml.StartElement, item record, outer *[]Leaf) (bool, error) {
	if d.items++; d.items > maxItems {
		return false, d.Fail("too many items")
	}
	outerSeen := d.seen
	d.seen = 0
	defer func() { d.seen = outerSeen }()
	var (
		text     []byte
		children bool
	)
	for {
		token, err := d.Next()
		if err != nil {
			return false, err
		}
		switch t := token.(type) {
		case xml.CharData:
			if !blank(t) {
				text = append(text, t...)
			}
		case xml.StartElement:
			children = true
			known, err := item.child(d, t)
			if err == nil && !known {
				err = d.keep(item.extra(), t)
			}
			if err != nil {
				return false, err
			}
		case xml.EndElement:
			if len(text) == 0 && (children || isNil(start)) {
				return children, nil
			}
			return children, d.add(outer, start, text)
		}
	}
}

// readOnce reads a leaf that may occur once; bit stands for it in d.seen.
func (d *Decoder) readOnce(start xml.StartElement, bit uint) (Optional, error) {
	if d.seen&(1<<bit) != 0 {
		return Optional{}, d.Fail("element given twice")
	}
	d.seen |= 1 << bit
	return d.Leaf(start)
}

// keep reads an element that the schema does not know: a leaf is kept, one
// with children is skipped.
func (d *Decoder) keep(extra *[]Leaf, start xml.StartElement) error {
	depth := d.depth - 1
	text, markup, err := d.leafText()
	switch {
	case err != nil:
		return err
	case markup:
		return d.skipTo(depth)
	}
	return d.add(extra, start, text)
}

func (d *Decoder) add(extra *[]Leaf, start xml.StartElement, text []byte) error {
	if d.kept++; d.kept > maxExtra {
		return d.Fail("too many unknown elements")
	}
	*extra = append(*extra, Leaf{Name: start.Name.Local, Value: d.keepText(text)})
	return nil
}
