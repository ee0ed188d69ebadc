package smsctest

// store keeps the newest messages, up to a limit. Whatever a rule or a request
// asks of it is a look-up: nothing scans the messages but what a test asks for.
type store struct {
	limit   int
	records []*record // a ring once it is full
	head    int       // index of the oldest record once the ring is full
	total   uint64    // messages ever added
	byKey   map[Key]*record
}

func newStore(limit int) *store {
	return &store{limit: limit, byKey: make(map[Key]*record)}
}

func (s *store) add(r *record) {
	s.total++
	r.seq = s.total
	if len(s.records) < s.limit {
		s.records = append(s.records, r)
	} else {
		s.forget(s.records[s.head])
		s.records[s.head] = r
		s.head = (s.head + 1) % s.limit
	}
	s.byKey[r.key()] = r
}

// forget takes a record out of the index, where it is still the newest.
func (s *store) forget(r *record) {
	if s.byKey[r.key()] == r {
		delete(s.byKey, r.key())
	}
}

// since calls yield for the kept records after the given seq, oldest first.
func (s *store) since(seq uint64, yield func(*record) bool) {
	n := len(s.records)
	oldest := s.total - uint64(n)
	if seq < oldest {
		seq = oldest
	}
	for i := int(seq - oldest); i < n; i++ {
		if !yield(s.records[(s.head+i)%n]) {
			return
		}
	}
}

// last returns the newest record that matches, or nil. It scans, newest first: a
// second index that only tests ask would cost every send.
func (s *store) last(match func(*record) bool) *record {
	n := len(s.records)
	for i := n - 1; i >= 0; i-- {
		if r := s.records[(s.head+i)%n]; match(r) {
			return r
		}
	}
	return nil
}

// clear forgets all messages, and goes on counting.
func (s *store) clear() {
	total := s.total
	*s = *newStore(s.limit)
	s.total = total
}
