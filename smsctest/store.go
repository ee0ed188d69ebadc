package smsctest

// store keeps the newest messages, up to a limit. Whatever a rule or a request
// asks of it is a look-up: nothing scans the messages but what a test asks for.
type store struct {
	limit   int
	records []*record // a ring once it is full
	head    int       // index of the oldest record once the ring is full
	total   uint64    // messages ever added
	byKey   map[Key]*record
	byPhone map[string]*record
}

func newStore(limit int) *store {
	return &store{limit: limit, byKey: make(map[Key]*record), byPhone: make(map[string]*record)}
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
	s.byPhone[r.phone] = r
}

// forget takes a record out of the indexes, where it is still the newest.
func (s *store) forget(r *record) {
	if s.byKey[r.key()] == r {
		delete(s.byKey, r.key())
	}
	if s.byPhone[r.phone] == r {
		delete(s.byPhone, r.phone)
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

// clear forgets all messages, and goes on counting.
func (s *store) clear() {
	total := s.total
	*s = *newStore(s.limit)
	s.total = total
}
