package smsctest

// ring is a queue of the newest values, up to a limit. It grows as it is filled.
type ring[T any] struct {
	limit  int
	values []T // its length is the present capacity
	head   int // index of the oldest
	n      int
}

// full reports whether the oldest has to go before another is pushed.
func (r *ring[T]) full() bool { return r.n == r.limit }

// push adds a value. The ring must not be full.
func (r *ring[T]) push(value T) {
	if r.n == len(r.values) {
		grown := make([]T, min(r.limit, max(16, 2*r.n)))
		for i := range r.n {
			grown[i] = r.at(i)
		}
		r.values, r.head = grown, 0
	}
	r.values[(r.head+r.n)%len(r.values)] = value
	r.n++
}

// pop takes the oldest out. The ring must not be empty.
func (r *ring[T]) pop() T {
	var none T
	oldest := r.values[r.head]
	r.values[r.head] = none
	r.head = (r.head + 1) % len(r.values)
	r.n--
	return oldest
}

// at returns the value at an index, 0 being the oldest.
func (r *ring[T]) at(i int) T { return r.values[(r.head+i)%len(r.values)] }
