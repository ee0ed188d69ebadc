package smsc

import (
	"encoding/json"
	"fmt"
)

// Optional is a value that an answer may leave out. The zero value is absent.
type Optional[T any] struct {
	// Value is the value, T's zero value when absent.
	Value T
	// Present tells whether the answer held one.
	Present bool
}

// Get returns the value and whether it is there.
func (o Optional[T]) Get() (T, bool) { return o.Value, o.Present }

// Or returns the value, or instead when it is absent.
func (o Optional[T]) Or(instead T) T {
	if o.Present {
		return o.Value
	}
	return instead
}

// String formats the value, or says "absent".
func (o Optional[T]) String() string {
	if o.Present {
		return fmt.Sprint(o.Value)
	}
	return "absent"
}

// MarshalJSON writes the value, or null when it is absent.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if o.Present {
		return json.Marshal(o.Value)
	}
	return []byte("null"), nil
}
