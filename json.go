package smsc

import (
	"encoding/json"
	"errors"
	"fmt"
)

// channelNames are the words that stand for the channels in JSON, and what reads each.
var channelNames = map[string]func([]byte) (Channel, error){
	"flash_sms": readAs[FlashSMS, Channel], "binary_sms": readAs[BinarySMS, Channel],
	"wap_push": readAs[WAPPush, Channel], "hlr": readAs[HLR, Channel], "ping_sms": readAs[PingSMS, Channel],
	"mms": readAs[MMS, Channel], "email": readAs[Email, Channel], "social": readAs[Social, Channel],
	"viber": readAs[Viber, Channel], "whatsapp": readAs[WhatsApp, Channel], "telegram": readAs[Telegram, Channel],
	"telegram_code": readAs[TelegramCode, Channel], "voice_call": readAs[VoiceCall, Channel],
}

// whenNames are the same for times.
var whenNames = map[string]func([]byte) (When, error){
	"at": readAs[SendAt, When], "in": readAs[SendIn, When],
	"between": readAs[SendBetween, When], "local": readAs[SendLocal, When],
}

func channelName(channel Channel) string {
	switch channel.(type) {
	case FlashSMS:
		return "flash_sms"
	case BinarySMS:
		return "binary_sms"
	case WAPPush:
		return "wap_push"
	case HLR:
		return "hlr"
	case PingSMS:
		return "ping_sms"
	case MMS:
		return "mms"
	case Email:
		return "email"
	case Social:
		return "social"
	case Viber:
		return "viber"
	case WhatsApp:
		return "whatsapp"
	case Telegram:
		return "telegram"
	case TelegramCode:
		return "telegram_code"
	default: // VoiceCall, the last of a sealed set
		return "voice_call"
	}
}

func whenName(when When) string {
	switch when.(type) {
	case SendAt:
		return "at"
	case SendIn:
		return "in"
	case SendBetween:
		return "between"
	default: // SendLocal, the last of a sealed set
		return "local"
	}
}

// readAs reads a T and returns it as the interface that it implements.
func readAs[T any, I any](document []byte) (I, error) {
	var value T
	err := json.Unmarshal(document, &value)
	read, _ := any(value).(I) // each T above does
	return read, err
}

// named is a value of an interface in JSON: an object whose one member has the
// value's name, such as {"viber":{}}. It is null for nil.
type named struct {
	name  string
	value any
}

func (n named) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]any{n.name: n.value}) }

func readNamed[I any](document json.RawMessage, names map[string]func([]byte) (I, error)) (value I, err error) {
	if len(document) == 0 || string(document) == "null" {
		return value, nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(document, &members); err != nil {
		return value, err
	}
	if len(members) != 1 {
		return value, errors.New("must have exactly one member")
	}
	for name, content := range members {
		read, known := names[name]
		if !known {
			return value, fmt.Errorf("%.40q is not known", name)
		}
		return read(content)
	}
	return value, nil
}

// sendRequest is a SendRequest without its methods.
type sendRequest SendRequest

// MarshalJSON writes the request so that UnmarshalJSON reads the same: a channel and a
// time as an object with one member, such as {"viber":{}}, durations in nanoseconds.
func (r SendRequest) MarshalJSON() ([]byte, error) {
	document := struct {
		sendRequest

		Channel *named `json:"channel,omitempty"`
		When    *named `json:"when,omitempty"`
	}{sendRequest: sendRequest(r)}
	if r.Channel != nil {
		channel, ok := valueOf(r.Channel)
		if !ok {
			return nil, &ValidationError{Field: "Channel", Rule: "is a nil pointer"}
		}
		document.Channel = &named{channelName(channel), channel}
	}
	if r.When != nil {
		when, ok := valueOf(r.When)
		if !ok {
			return nil, &ValidationError{Field: "When", Rule: "is a nil pointer"}
		}
		document.When = &named{whenName(when), when}
	}
	return json.Marshal(document)
}

// UnmarshalJSON reads what MarshalJSON writes. It does not validate.
func (r *SendRequest) UnmarshalJSON(document []byte) error {
	var read struct {
		sendRequest

		Channel json.RawMessage `json:"channel"`
		When    json.RawMessage `json:"when"`
	}
	if err := json.Unmarshal(document, &read); err != nil {
		return err
	}
	request := SendRequest(read.sendRequest)
	var err error
	if request.Channel, err = readNamed(read.Channel, channelNames); err != nil {
		return fmt.Errorf("smsc: channel: %w", err)
	}
	if request.When, err = readNamed(read.When, whenNames); err != nil {
		return fmt.Errorf("smsc: when: %w", err)
	}
	*r = request
	return nil
}
