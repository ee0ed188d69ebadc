package campaign

import (
	"cmp"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/internal/recipient"
)

// batch is messages that go out in one request. No two have the same recipient: the
// service answers for a recipient, and not for a message.
type batch struct {
	messages []Message
	alone    bool // its one message goes by itself and not in a list
	tries    int  // how often it was not sent
}

// packer packs messages into batches by their number and by their size.
type packer struct {
	recipients, bytes int
	base              int    // the size of a request without messages
	sender            string // the template's, which a list may repeat
	open              []*openBatch
}

type openBatch struct {
	messages []Message
	room     int // for how many messages
	size     int
	to       map[string]struct{} // canonical
}

// openBatches is how many batches are filled side by side, so that an input with
// several messages to one recipient in a row still makes full requests.
const openBatches = 4

func newPacker(c *Campaign) *packer {
	return &packer{recipients: c.Recipients, bytes: c.Bytes, base: c.Template.Size(), sender: c.Template.Sender}
}

// add takes a message in, and returns a batch that is full, or nil.
func (p *packer) add(m Message) []Message {
	personal := smsc.Personal{Text: m.Text, Sender: cmp.Or(m.Sender, p.sender)}
	size := personal.Size() + 3*len(m.To)
	to := recipient.Canonical(m.To)
	for i, one := range p.open {
		if _, there := one.to[to]; there {
			continue
		}
		if len(one.messages) > 0 && p.base+one.size+size > p.bytes {
			full := p.take(i)
			one.put(m, to, size)
			return full
		}
		one.put(m, to, size)
		if len(one.messages) >= p.recipients {
			return p.take(i)
		}
		return nil
	}
	if len(p.open) < openBatches {
		one := &openBatch{to: make(map[string]struct{}, p.recipients), room: min(p.recipients, defaultRecipients)}
		p.open = append(p.open, one)
		one.put(m, to, size)
		if p.recipients == 1 {
			return p.take(len(p.open) - 1)
		}
		return nil
	}
	full := p.take(0)
	p.open[0].put(m, to, size)
	return full
}

// rest returns a batch that is not full, or nil when there is none.
func (p *packer) rest() []Message {
	for i, one := range p.open {
		if len(one.messages) > 0 {
			return p.take(i)
		}
	}
	return nil
}

// take empties a batch and returns its messages.
func (p *packer) take(i int) []Message {
	one := p.open[i]
	messages := one.messages
	one.messages, one.size = nil, 0
	clear(one.to)
	return messages
}

func (b *openBatch) put(m Message, to string, size int) {
	if b.messages == nil {
		b.messages = make([]Message, 0, b.room)
	}
	b.messages = append(b.messages, m)
	b.size += size
	b.to[to] = struct{}{}
}
