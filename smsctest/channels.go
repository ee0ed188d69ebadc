package smsctest

import "strings"

// Channel is the way a message goes out.
type Channel string

// The channels, named as their parameters are (SMSC SOAP docs, query).
const (
	ChannelSMS          Channel = "sms"
	ChannelFlash        Channel = "flash"
	ChannelBinary       Channel = "bin"
	ChannelPush         Channel = "push"
	ChannelHLR          Channel = "hlr"
	ChannelPing         Channel = "ping"
	ChannelMMS          Channel = "mms"
	ChannelMail         Channel = "mail"
	ChannelSocial       Channel = "soc"
	ChannelViber        Channel = "viber"
	ChannelWhatsApp     Channel = "whatsapp"
	ChannelTelegram     Channel = "bot"
	ChannelTelegramCode Channel = "tg"
	ChannelCall         Channel = "call"
)

// flagChannels are the channels that a parameter with the value 1 chooses.
var flagChannels = []Channel{
	ChannelFlash, ChannelPush, ChannelHLR, ChannelPing, ChannelMMS, ChannelMail, ChannelSocial,
	ChannelViber, ChannelWhatsApp, ChannelTelegramCode, ChannelCall,
}

// textPrefixes choose a channel from within the text (seen in public clients).
var textPrefixes = map[string]Channel{
	"__CALL__":  ChannelCall,
	"__VIBER__": ChannelViber,
	"__SOC__":   ChannelSocial,
	"__PING__":  ChannelPing,
	"__HLR__":   ChannelHLR,
}

// cutPrefix returns the channel that text begins with, if any, and the rest.
func cutPrefix(text string) (Channel, string) {
	for prefix, channel := range textPrefixes {
		if rest, ok := strings.CutPrefix(text, prefix); ok {
			return channel, rest
		}
	}
	return "", text
}

// silent reports whether the channel has no text.
func (c Channel) silent() bool { return c == ChannelHLR || c == ChannelPing }

// fileInstead reports whether a file can take the place of the text.
func (c Channel) fileInstead() bool {
	switch c {
	case ChannelMMS, ChannelSocial, ChannelViber, ChannelWhatsApp, ChannelTelegram, ChannelCall:
		return true
	default:
		return false
	}
}
