package smsc

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Channel is the way in which a message goes out, with just its own parameters:
// [Flash], [Binary], [WAPPush], [HLR], [Ping], [MMS], [Email], [Social], [Viber],
// [WhatsApp], [Telegram], [TelegramCode] or [Call]. nil is plain SMS. The service
// takes one of them at a time.
type Channel interface {
	// compose adds the channel's parameters to the draft and says what it makes
	// of the request's text.
	compose(d *draft) content
}

// content is what a channel needs of the request's text.
type content int

const (
	textRequired    content = iota
	textOrFile              // Text, FileURL or both
	textOrSubject           // Text, Subject or both
	contentOfItsOwn         // the channel has set mes itself; Text stays empty
	noContent               // nothing is shown to anybody; Text stays empty
)

// Flash is an SMS that shows on the screen at once. (SMSC SOAP docs, flash.)
type Flash struct{}

func (Flash) compose(d *draft) content {
	d.query.add("flash", "1")
	return textRequired
}

// Binary is a binary SMS; Text stays empty. It goes out as a hex string (bin=2)
// of which 1000 characters fit. (SMSC SOAP docs, bin.)
type Binary struct {
	// Header is the user data header (UDH) without its length byte, 255 bytes at
	// most. Empty sends none.
	Header []byte
	// Payload is the content behind the header, 1 byte at least.
	Payload []byte
	// Coding overrides protocol identifier and data coding scheme. nil leaves
	// both to the service.
	Coding *Coding
}

// Coding is how a binary message is to be read. (SMSC SOAP docs, bin.)
type Coding struct {
	// PID is the protocol identifier (3GPP TS 23.040, TP-PID).
	PID byte
	// DCS is the data coding scheme (3GPP TS 23.038).
	DCS byte
}

func (b Binary) compose(d *draft) content {
	d.query.add("bin", "2")
	if len(b.Header) > 255 {
		d.v.add("Channel.Header", "is %d bytes long, its length must fit one byte", len(b.Header))
	}
	if len(b.Payload) == 0 {
		d.v.add("Channel.Payload", "is required")
	}
	d.mes = hex.EncodeToString([]byte{byte(len(b.Header))}) + hex.EncodeToString(b.Header) + hex.EncodeToString(b.Payload)
	if len(d.mes) > maxText {
		d.v.add("Channel.Payload", "makes %d hex characters with length byte and header, the service takes %d", len(d.mes), maxText)
	}
	if b.Coding != nil {
		d.mes += fmt.Sprintf("\n%s\npid: %d, dcs: %d", separator, b.Coding.PID, b.Coding.DCS)
	}
	return contentOfItsOwn
}

// WAPPush sends a link with a title to the phone; Text stays empty. (SMSC SOAP
// docs, push.)
type WAPPush struct {
	// URL is an absolute http or https URL.
	URL string
	// Title is the line under which the phone shows it. Required, one line.
	Title string
}

func (p WAPPush) compose(d *draft) content {
	d.query.add("push", "1")
	d.link("Channel.URL", p.URL)
	switch {
	case p.Title == "":
		d.v.add("Channel.Title", "is required")
	case lineBreak.MatchString(p.Title):
		d.v.add("Channel.Title", "must be one line")
	case d.v.addText("Channel.Title", p.Title):
		d.markers("Channel.Title", p.Title)
	}
	d.mes = p.URL + "\n" + p.Title
	if n := utf8.RuneCountInString(d.mes); n > maxText {
		d.v.add("Channel.Title", "makes %d characters together with the URL, the service takes %d", n, maxText)
	}
	return contentOfItsOwn
}

// HLR asks the operator's register about each number without sending anything;
// Text stays empty. The answer comes with [Client.Status]. (SMSC SOAP docs, hlr.)
type HLR struct{}

func (HLR) compose(d *draft) content {
	d.query.add("hlr", "1")
	return noContent
}

// Ping sends an SMS that the phone does not show, to see whether it is
// reachable; Text stays empty. The answer is the delivery status. (SMSC SOAP
// docs, ping.)
type Ping struct{}

func (Ping) compose(d *draft) content {
	d.query.add("ping", "1")
	return noContent
}

// MMS is a multimedia message. A subject or a text is required. A file can only
// be passed as FileURL: SOAP has no place for the files that an HTTP form can
// hold. (SMSC SOAP docs, mms, subj.)
type MMS struct {
	// Subject is the subject. Empty: the service takes the sender's name.
	Subject string
}

func (m MMS) compose(d *draft) content {
	d.query.add("mms", "1")
	d.subject(m.Subject)
	return textOrSubject
}

// Email is an e-mail. Subject, text and sender address are required, and the
// request's Sender stays empty. Recipients are e-mail addresses. (SMSC SOAP docs,
// mail, subj.)
type Email struct {
	// Subject is the subject, one line.
	Subject string
	// From is the sender's address, the wire's sender.
	From string
}

func (e Email) compose(d *draft) content {
	d.query.add("mail", "1")
	d.addressing = byEmail
	if e.Subject == "" {
		d.v.add("Channel.Subject", "is required")
	}
	d.subject(e.Subject)
	if !emailPattern.MatchString(e.From) {
		d.v.add("Channel.From", "must be an e-mail address")
	}
	if d.request.Sender != "" {
		d.v.add("Sender", "must be empty: the sender of an e-mail is Channel.From")
	}
	d.sender = e.From
	return textRequired
}

// Social is a message to users of the social networks that the service reaches.
// (SMSC SOAP docs, soc.)
type Social struct{}

func (Social) compose(d *draft) content {
	d.query.add("soc", "1")
	return textOrFile
}

// Viber is a Viber message. (SMSC SOAP docs, viber.)
type Viber struct{}

func (Viber) compose(d *draft) content {
	d.query.add("viber", "1")
	return textOrFile
}

// WhatsApp is a WhatsApp message. (SMSC SOAP docs, whatsapp.)
type WhatsApp struct{}

func (WhatsApp) compose(d *draft) content {
	d.query.add("whatsapp", "1")
	return textOrFile
}

// Telegram is a message through a Telegram bot. Recipients are phone numbers,
// nicks, or # and a Telegram ID. (SMSC SOAP docs, bot.)
type Telegram struct {
	// Bot is the bot's name, such as "@example_bot".
	Bot string
}

// botPattern is Telegram's own rule for names of bots, with the @ of the docs.
var botPattern = regexp.MustCompile(`(?i)^@[a-z0-9_]{2,29}bot$`)

func (t Telegram) compose(d *draft) content {
	d.addressing = byTelegram
	if !botPattern.MatchString(t.Bot) {
		d.v.add("Channel.Bot", `must be the name of a bot, such as "@example_bot"`)
	}
	d.query.add("bot", t.Bot)
	return textOrFile
}

// TelegramCode is a confirmation code through Telegram; Text is the code. (SMSC
// SOAP docs, tg.)
type TelegramCode struct{}

func (TelegramCode) compose(d *draft) content {
	d.query.add("tg", "1")
	d.addressing = byTelegram
	return textRequired
}

// subject adds subj, one line of text.
func (d *draft) subject(s string) {
	if s == "" {
		return
	}
	if lineBreak.MatchString(s) {
		d.v.add("Channel.Subject", "must be one line")
	}
	d.text("Channel.Subject", s)
	d.hasSubject = true
	d.query.add("subj", s)
}

// link checks an absolute http or https URL.
func (d *draft) link(field, raw string) {
	if !d.v.addText(field, raw) {
		return
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.ContainsAny(raw, " \t\r\n") {
		d.v.add(field, "must be an absolute http or https URL")
	}
}
