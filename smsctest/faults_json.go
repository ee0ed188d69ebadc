package smsctest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// faultJSON is the JSON form of a [Fault].
type faultJSON struct {
	Op          string    `json:"op,omitempty"`
	Phone       string    `json:"phone,omitempty"`
	Nth         int       `json:"nth,omitempty"`
	Probability float64   `json:"probability,omitempty"`
	Seed        uint64    `json:"seed,omitempty"`
	Times       int       `json:"times,omitempty"`
	Kind        FaultKind `json:"kind"`
	Accept      bool      `json:"accept,omitempty"`
	Code        int       `json:"code,omitempty"`
	Status      int       `json:"status,omitempty"`
	Message     string    `json:"message,omitempty"`
	Location    string    `json:"location,omitempty"`
	RetryAfter  int       `json:"retry_after,omitempty"`
	Delay       string    `json:"delay,omitempty"`
	MaxDelay    string    `json:"max_delay,omitempty"`
}

// MarshalJSON writes the rule with the names of its fields in small letters;
// delay and max_delay are strings such as "1.5s".
func (f Fault) MarshalJSON() ([]byte, error) { return json.Marshal(f.json()) }

func (f Fault) json() faultJSON {
	j := faultJSON{
		Op: f.Op, Phone: f.Phone, Nth: f.Nth, Probability: f.Probability, Seed: f.Seed, Times: f.Times,
		Kind: f.Kind, Accept: f.Accept, Code: f.Code, Status: f.Status, Message: f.Message,
		Location: f.Location, RetryAfter: f.RetryAfter,
	}
	if f.Delay != 0 {
		j.Delay = f.Delay.String()
	}
	if f.MaxDelay != 0 {
		j.MaxDelay = f.MaxDelay.String()
	}
	return j
}

// UnmarshalJSON reads what MarshalJSON writes, and checks it as [Fault.Validate]
// does. An unknown name is an error, since a condition that is spelt wrongly would
// be no condition.
func (f *Fault) UnmarshalJSON(text []byte) error {
	var j faultJSON
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return fmt.Errorf("smsctest: fault: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("smsctest: fault: something follows the rule")
	}
	read := Fault{
		Op: j.Op, Phone: j.Phone, Nth: j.Nth, Probability: j.Probability, Seed: j.Seed, Times: j.Times,
		Kind: j.Kind, Accept: j.Accept, Code: j.Code, Status: j.Status, Message: j.Message,
		Location: j.Location, RetryAfter: j.RetryAfter,
	}
	for _, delay := range []struct {
		name, text string
		value      *time.Duration
	}{{"delay", j.Delay, &read.Delay}, {"max_delay", j.MaxDelay, &read.MaxDelay}} {
		if delay.text == "" {
			continue
		}
		d, err := time.ParseDuration(delay.text)
		if err != nil {
			return fmt.Errorf(`smsctest: fault: %s must be a duration such as "1.5s"`, delay.name)
		}
		*delay.value = d
	}
	if err := read.Validate(); err != nil {
		return err
	}
	*f = read
	return nil
}
