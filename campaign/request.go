package campaign

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/go-smsc/smsc"
)

// request is the batch as a request: a list of personal texts, or one message.
func (c *Campaign) request(b *batch, id string, leaveBy time.Time) smsc.SendRequest {
	request := c.Template
	request.ID, request.LeaveBy = id, leaveBy
	if b.alone {
		m := &b.messages[0]
		request.To, request.Text, request.KeepLineBreaks = []string{m.To}, m.Text, false
		if m.Sender != "" {
			request.Sender = m.Sender
		}
		return request
	}
	request.Personal = make([]smsc.Personal, len(b.messages))
	to := make([]string, len(b.messages)) // one array for all
	for i := range b.messages {
		m := &b.messages[i]
		to[i] = m.To
		request.Personal[i] = smsc.Personal{To: to[i : i+1 : i+1], Text: m.Text, Sender: m.Sender}
	}
	return request
}

// record is what the service can be asked by. The ID was made for this request alone.
func (b *batch) record(id string, leaveBy time.Time) smsc.SendRecord {
	return smsc.SendRecord{ID: id, Recipients: b.recipients(), LeaveBy: leaveBy, Generated: true}
}

func (b *batch) recipients() []string {
	all := make([]string, len(b.messages))
	for i := range b.messages {
		all[i] = b.messages[i].To
	}
	return all
}

func (b *batch) keys() []string {
	all := make([]string, len(b.messages))
	for i := range b.messages {
		all[i] = b.messages[i].Key
	}
	return all
}

// hash stands for what the batch says to whom.
func (b *batch) hash() string {
	size := 0
	for i := range b.messages {
		m := &b.messages[i]
		size += len(m.Key) + len(m.To) + len(m.Text) + len(m.Sender) + 4*binary.MaxVarintLen16
	}
	content := make([]byte, 0, size)
	for i := range b.messages {
		m := &b.messages[i]
		for _, part := range [...]string{m.Key, m.To, m.Text, m.Sender} {
			content = binary.AppendUvarint(content, uint64(len(part)))
			content = append(content, part...)
		}
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:12])
}

// violations sorts what is wrong with a list by the message that it is about. Those of
// no message are about the list itself.
func violations(wrong smsc.ValidationErrors, n int) (messages map[int]bool, list smsc.ValidationErrors) {
	messages = make(map[int]bool)
	for _, one := range wrong {
		rest, ok := strings.CutPrefix(one.Field, "Personal[")
		index, _, closed := strings.Cut(rest, "]")
		i, err := strconv.Atoi(index)
		switch {
		case ok && closed && err == nil && i < n:
			messages[i] = true
		case one.Field != "(further fields)":
			list = append(list, one)
		}
	}
	return messages, list
}
