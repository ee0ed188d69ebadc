package main

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// problems gathers what is wrong with the flags, to be told in one go.
type problems struct{ all []string }

func (p *problems) addf(format string, args ...any) {
	p.all = append(p.all, fmt.Sprintf(format, args...))
}

func (p *problems) err() error {
	if len(p.all) == 0 {
		return nil
	}
	return errors.New(strings.Join(p.all, "; "))
}

// parameters are the values of --param by name. What is taken is gone; what is
// left goes to the service as it is.
type parameters struct {
	values map[string]string
	found  *problems
}

// parseParameters reads the values of --param. flagOf names the flag of a
// parameter that has one.
func parseParameters(list []string, flagOf func(string) string, found *problems) *parameters {
	p := &parameters{values: make(map[string]string), found: found}
	for i, entry := range list {
		name, value, ok := strings.Cut(entry, "=")
		lower := strings.ToLower(name)
		_, again := p.values[name]
		switch {
		case !ok || name == "":
			// Not shown: without a name nobody knows what it is.
			found.addf("--param number %d must be name=value", i+1)
		case isSecret(lower):
			found.addf("--param %s is refused: credentials come from the environment", name)
		case flagOf(lower) != "":
			found.addf("--param %s is refused: use %s", name, flagOf(lower))
		case again:
			found.addf("--param %s is given twice", name)
		default:
			p.values[name] = value
		}
	}
	return p
}

func isSecret(name string) bool {
	switch name {
	case "login", "psw", "password", "apikey", "api_key":
		return true
	default:
		return false
	}
}

func (p *parameters) has(name string) bool {
	_, ok := p.values[name]
	return ok
}

// text takes a parameter; it is "" when absent.
func (p *parameters) text(name string) string {
	value := p.values[name]
	delete(p.values, name)
	return value
}

// on takes a parameter that is 0 or 1.
func (p *parameters) on(name string) bool {
	if !p.has(name) {
		return false
	}
	value := p.text(name)
	if value != "0" && value != "1" {
		p.found.addf("--param %s must be 0 or 1", name)
	}
	return value == "1"
}

// number takes a whole number, 0 to most; it is 0 when absent.
func (p *parameters) number(name string, most int) int {
	if !p.has(name) {
		return 0
	}
	n, err := strconv.ParseUint(p.text(name), 10, 31)
	if err != nil || int(n) > most {
		p.found.addf("--param %s must be a whole number, %d at most", name, most)
		return 0
	}
	return int(n)
}

// hours takes a number of hours with decimals.
func (p *parameters) hours(name string, most int) time.Duration {
	if !p.has(name) {
		return 0
	}
	h, err := strconv.ParseFloat(p.text(name), 64)
	if err != nil || !(h >= 0 && h <= float64(most)) { // negated, so that no NaN passes
		p.found.addf("--param %s must be a number of hours, %d at most", name, most)
		return 0
	}
	return time.Duration(math.Round(h * float64(time.Hour)))
}

// address takes an IP address; it is invalid when absent.
func (p *parameters) address(name string) netip.Addr {
	if !p.has(name) {
		return netip.Addr{}
	}
	address, err := netip.ParseAddr(p.text(name))
	if err != nil {
		p.found.addf("--param %s must be an IP address", name)
	}
	return address
}

// rest are the parameters that nobody took; nil when there are none.
func (p *parameters) rest() url.Values {
	if len(p.values) == 0 {
		return nil
	}
	rest := make(url.Values, len(p.values))
	for name, value := range p.values {
		rest.Set(name, value)
	}
	return rest
}
