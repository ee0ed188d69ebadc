package smsctest

import "maps"

// Operator is what the emulator says of the operator of a number (get_status with
// all=2, and send_sms2 with op=1).
type Operator struct {
	// Name is the operator's name, Region where the number is registered.
	Name, Region string
	// MCC and MNC are the mobile country and network code.
	MCC, MNC string
}

// testOperator is the operator of a number that no option says more of: the
// network code that ITU-T E.212 reserves for tests.
var testOperator = Operator{Name: "Test operator", Region: "Test region", MCC: "001", MNC: "01"}

// prefixes finds the value of the longest prefix of a recipient. A look-up costs
// the length of a number, however many prefixes there are.
type prefixes[V any] struct {
	values  map[string]V
	longest int
}

func (p *prefixes[V]) set(prefix string, value V) {
	if p.values == nil {
		p.values = make(map[string]V)
	}
	p.values[prefix] = value
	p.longest = max(p.longest, len(prefix))
}

func (p *prefixes[V]) find(phone string) (V, bool) {
	for n := min(p.longest, len(phone)); n >= 0; n-- {
		if v, ok := p.values[phone[:n]]; ok {
			return v, true
		}
	}
	var none V
	return none, false
}

func (p *prefixes[V]) clone() prefixes[V] {
	return prefixes[V]{values: maps.Clone(p.values), longest: p.longest}
}
