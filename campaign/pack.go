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
	to       *recipient.Seen
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
	for i, one := range p.open {
		if one.to.Again(m.To) {
			continue
		}
		if len(one.messages) > 0 && p.base+one.size+size > p.bytes {
			full := p.take(i)
			one.to.Again(m.To)
			one.put(m, size)
			return full
		}
		one.put(m, size)
		if len(one.messages) >= p.recipients {
			return p.take(i)
		}
		return nil
	}
	if len(p.open) < openBatches {
		one := &openBatch{to: recipient.NewSeen(), room: min(p.recipients, defaultRecipients)}
		p.open = append(p.open, one)
		one.to.Again(m.To)
		one.put(m, size)
		if p.recipients == 1 {
			return p.take(len(p.open) - 1)
		}
		return nil
	}
	full := p.take(0)
	p.open[0].to.Again(m.To)
	p.open[0].put(m, size)
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
	one.to.Forget()
	one.to = recipient.NewSeen()
	return messages
}

func (b *openBatch) put(m Message, size int) {
	if b.messages == nil {
		b.messages = make([]Message, 0, b.room)
	}
	b.messages = append(b.messages, m)
	b.size += size
}
