package inbox

import (
	"fmt"
	"strings"

	"github.com/go-smsc/smsc/smsctest"
)

const (
	samplePhone = "+380501234567"
	sampleText  = "Your code is 4821"
)

// credentials are what clients are to be given: the default account's own, or the
// names of variables, since any other password is nobody's business here.
func (i *inbox) credentials() (login, password string) {
	if i.gateway.DefaultAccount() {
		return smsctest.DefaultLogin, smsctest.DefaultPassword
	}
	return "$SMSC_LOGIN", "$SMSC_PASSWORD"
}

// curl is a command that sends a text by hand, ready for a shell.
func (i *inbox) curl(endpoint, phone, text, sender string) string {
	login, password := i.credentials()
	var b strings.Builder
	fmt.Fprintf(&b, "curl %s \\\n  -H 'Content-Type: text/xml; charset=utf-8' \\\n  -H %s -d @- <<END\n",
		shell(endpoint), shell(`SOAPAction: "`+endpoint+`"`))
	b.WriteString(`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` + "\n")
	fmt.Fprintf(&b, `<m:send2 xmlns:m="%s">`+"\n", heredoc(xmlText.Replace(endpoint)))
	fmt.Fprintf(&b, "<login>%s</login><psw>%s</psw>\n", login, password)
	fmt.Fprintf(&b, "<phones>%s</phones><mes>%s</mes>", heredoc(xmlText.Replace(phone)), heredoc(xmlText.Replace(text)))
	if sender != "" {
		fmt.Fprintf(&b, "<id></id><sender>%s</sender>", heredoc(xmlText.Replace(sender)))
	}
	b.WriteString("\n</m:send2></s:Body></s:Envelope>\nEND\n")
	return b.String()
}

// xmlText escapes a text for an element or an attribute. Line breaks are written as
// references, so that a line of the text never ends the document of a shell.
var xmlText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#13;", "\n", "&#10;", "\t", "&#9;")

// heredoc escapes what a shell would replace in a document.
func heredoc(text string) string {
	return strings.NewReplacer(`\`, `\\`, "$", `\$`, "`", "\\`").Replace(text)
}

// shell quotes an argument.
func shell(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// goSnippet is a message as a call of the SDK.
func goSnippet(m smsctest.Message) string {
	to := m.Phone
	if strings.Trim(to, "0123456789") == "" {
		to = "+" + to
	}
	var b strings.Builder
	fmt.Fprintf(&b, "result, err := client.Send(ctx, smsc.SendRequest{\n\tTo:   []string{%q},\n\tText: %q,\n", to, m.Text)
	if m.Sender != "" {
		fmt.Fprintf(&b, "\tSender: %q,\n", m.Sender)
	}
	b.WriteString("})")
	return b.String()
}
