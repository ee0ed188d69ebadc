package smsctest

import (
	"testing"
)

// Whatever a request says, reading it ends without a panic.
func FuzzReadParams(f *testing.F) {
	f.Add("380501234567", "text\n~~~\nnote", "cost=3&time=0112261200&tz=1")
	f.Add("", "", "list=Shop,1|380501234567,G1:a%5Cnb%0A&nl=1")
	f.Add("380501234567", "00616263\n~~~\npid: 1, dcs: 2", "bin=2&valid=01:00&period=1&freq=5")
	f.Fuzz(func(t *testing.T, phones, mes, query string) {
		o := readParams(map[string]string{"phones": phones, "mes": mes, "query": query})
		if o.code == 0 && len(o.lines) == 0 {
			t.Fatal("a request without lines")
		}
		if o.code != 0 {
			return
		}
		for i := range o.lines {
			if _, parts := o.lines[i].count(o.maxParts); parts < 1 {
				t.Fatalf("%d parts", parts)
			}
		}
	})
}
