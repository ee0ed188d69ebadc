package main

import (
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/go-smsc/smsc"
)

// channelNames are the values of --channel: the names of the service's own
// parameters, with what else each needs.
func channelNames() []cobra.Completion {
	return []cobra.Completion{
		cobra.CompletionWithDesc("sms", "plain SMS, the default"),
		cobra.CompletionWithDesc("flash", "SMS that shows on the screen at once"),
		cobra.CompletionWithDesc("hlr", "ask the operator's register, send nothing; no --text"),
		cobra.CompletionWithDesc("ping", "SMS that the phone does not show; no --text"),
		cobra.CompletionWithDesc("mail", "e-mail; --sender is its address, --param subj=…"),
		cobra.CompletionWithDesc("mms", "MMS; --param subj=…, --param fileurl=…"),
		cobra.CompletionWithDesc("viber", "Viber"),
		cobra.CompletionWithDesc("whatsapp", "WhatsApp"),
		cobra.CompletionWithDesc("tg", "confirmation code through Telegram"),
		cobra.CompletionWithDesc("bot", "Telegram bot; --param bot=@…"),
		cobra.CompletionWithDesc("soc", "social networks"),
		cobra.CompletionWithDesc("call", "voice call; --param voice=m3, --param param=wait,interval,attempts"),
		cobra.CompletionWithDesc("push", "WAP push; --text is the title, --param url=…"),
		cobra.CompletionWithDesc("bin", "binary SMS; --text is hex, header length first; --param pid=…, --param dcs=…"),
	}
}

// channelList are the names alone, for help and errors.
func channelList() string {
	names := channelNames()
	for i, c := range names {
		names[i], _, _ = strings.Cut(c, "\t")
	}
	return strings.Join(names, ", ")
}

// applyChannel sets the request's channel with the parameters that only this
// channel has, and moves what the channel wants elsewhere.
func applyChannel(name string, r *smsc.SendRequest, p *parameters) {
	switch name {
	case "sms":
	case "flash":
		r.Channel = smsc.FlashSMS{}
	case "hlr":
		r.Channel = smsc.HLR{}
	case "ping":
		r.Channel = smsc.PingSMS{}
	case "mail":
		r.Channel = smsc.Email{Subject: p.text("subj"), From: r.Sender}
		r.Sender = ""
	case "mms":
		r.Channel = smsc.MMS{Subject: p.text("subj")}
	case "viber":
		r.Channel = smsc.Viber{}
	case "whatsapp":
		r.Channel = smsc.WhatsApp{}
	case "tg":
		r.Channel = smsc.TelegramCode{}
	case "bot":
		r.Channel = smsc.Telegram{Bot: p.text("bot")}
	case "soc":
		r.Channel = smsc.Social{}
	case "call":
		r.Channel = callChannel(p)
	case "push":
		r.Channel = smsc.WAPPush{URL: p.text("url"), Title: r.Text}
		r.Text = ""
	case "bin":
		r.Channel = binaryChannel(r.Text, p)
		r.Text = ""
	default:
		p.found.addf("--channel must be one of %s", channelList())
	}
}

// channelsOf names the channels that a parameter belongs to.
func channelsOf(parameter string) string {
	switch parameter {
	case "subj":
		return "mail or mms"
	case "bot":
		return "bot"
	case "voice", "param":
		return "call"
	default:
		return ""
	}
}

// callChannel reads voice and param in the service's form: "m3" or "w, en", and
// "wait,interval,attempts" in seconds.
func callChannel(p *parameters) smsc.VoiceCall {
	voice, language, _ := strings.Cut(p.text("voice"), ",")
	call := smsc.VoiceCall{Voice: smsc.Voice(strings.TrimSpace(voice)), Language: strings.TrimSpace(language)}
	if !p.has("param") {
		return call
	}
	var numbers []int
	for part := range strings.SplitSeq(p.text("param"), ",") {
		if n, err := strconv.ParseUint(strings.TrimSpace(part), 10, 16); err == nil {
			numbers = append(numbers, int(n))
		} else {
			numbers = nil
			break
		}
	}
	if len(numbers) != 3 {
		p.found.addf("--param param must be three numbers, wait,interval,attempts, such as 25,60,3")
		return call
	}
	call.AnswerWait = time.Duration(numbers[0]) * time.Second
	call.RetryInterval = time.Duration(numbers[1]) * time.Second
	call.Attempts = numbers[2]
	return call
}

// binaryChannel reads the service's form of a binary message: the length of the
// header, header and payload, in hex.
func binaryChannel(text string, p *parameters) smsc.BinarySMS {
	var binary smsc.BinarySMS
	if p.has("pid") != p.has("dcs") {
		p.found.addf("--param pid and --param dcs go together")
	}
	if p.has("pid") && p.has("dcs") {
		binary.Coding = &smsc.Coding{PID: byte(p.number("pid", 255)), DCS: byte(p.number("dcs", 255))}
	}
	octets, err := hex.DecodeString(text)
	switch {
	case err != nil:
		p.found.addf("--text must be hex digits, two a byte")
	case len(octets) == 0 || len(octets) < 1+int(octets[0]):
		p.found.addf("--text must begin with the length of its header, 00 for none, and hold that header")
	default:
		end := 1 + int(octets[0])
		binary.Header, binary.Payload = octets[1:end], octets[end:]
	}
	return binary
}
