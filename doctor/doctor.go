package doctor

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/wsdl"
)

// Config says what to examine. The zero value examines [smsc.DefaultEndpoint] without
// an account. Every format shows it without secrets.
type Config struct {
	// Endpoint is the service's URL. Defaults to [smsc.DefaultEndpoint]. It must be
	// https, or http on a loopback address, unless InsecureHTTP is set.
	Endpoint string
	// InsecureHTTP allows http on any host. Credentials then travel in clear text.
	InsecureHTTP bool

	// Namespace is the XML namespace to ask in, for a server without a WSDL that is known
	// by another name. Defaults to that of the WSDL, or else to the endpoint's URL.
	Namespace string

	// Login and Password are the account's. Both or none.
	Login    string `json:"-"`
	Password string `json:"-"`
	// APIKey is a key of the account. It can be given beside login and password: the
	// checks that are not about keys then use login and password.
	APIKey string `json:"-"`

	// Number is the phone number that is priced, and asked about with an ID that no
	// message has. Nothing is sent to it. Defaults to "+380501234567".
	Number string `json:"-"`
	// Reserve are the URLs of reserve hosts. nil: www2 to www5 of the endpoint's host,
	// if that is a name with a public suffix. Empty: none. Credentials go there only if
	// RunAndSend has sent a message.
	Reserve []string
	// Skip are the IDs of checks to leave out, see [Checks]. An ID that ends in a dot
	// leaves out all that begin with it.
	Skip []string

	// CheckTimeout bounds each request and each connection. Defaults to 10 s.
	CheckTimeout time.Duration
	// Roots are the certificate authorities to trust. nil: those of the system.
	Roots *x509.CertPool
	// Transport carries the requests. nil: one of the doctor's own, with the proxy of the
	// environment. With any other the network is not examined.
	Transport http.RoundTripper
}

// Format shows the endpoint alone, for every verb.
func (c Config) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "doctor.Config("+c.endpoint()+")")
}

// MarshalText shows what Format shows, so that JSON and slog show no more.
func (c Config) MarshalText() ([]byte, error) { return fmt.Append(nil, c), nil }

// Sending is a message that may be sent.
type Sending struct {
	// To is the recipient: a phone number in international form, with its +.
	To string `json:"-"`
	// Confirm is asked before anything is sent. Only true lets it be sent. It should
	// return when the context is over.
	Confirm func(ctx context.Context, price Price) bool `json:"-"`
}

// Format shows no number.
func (s Sending) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "doctor.Sending") }

// Price is what the checks that send can cost.
type Price struct {
	// One is the price of one message, in the account's currency.
	One decimal.Decimal
	// Most is how many messages can be accepted: 2, or 1 if send.identical is left out.
	Most int
}

// Total is the most that can be spent.
func (p Price) Total() decimal.Decimal { return p.One.Mul(decimal.NewFromInt(int64(p.Most))) }

const (
	defaultCheckTimeout = 10 * time.Second
	defaultNumber       = "+380501234567"
)

// Run examines a service without sending anything or spending money. It makes up to
// 5 balance requests, of which the service takes 10 a minute, 3 price requests and 4
// status requests.
//
// It ends when ctx does, whatever hangs; the checks that were not reached are then
// skipped. The error is a [smsc.ValidationErrors] about the configuration, and nothing
// was called then. What the service does wrong is in the report.
func Run(ctx context.Context, config Config) (*Report, error) { return run(ctx, config, nil) }

// RunAndSend is Run, and then, if Confirm returns true, sends a message and one or two
// that may be refused as duplicates. Two messages are accepted at most. It takes up to
// three minutes longer.
func RunAndSend(ctx context.Context, config Config, sending Sending) (*Report, error) {
	return run(ctx, config, &sending)
}

func run(ctx context.Context, config Config, sending *Sending) (*Report, error) {
	x, err := newExam(config, sending)
	if err != nil {
		return nil, err
	}
	defer x.wire.close()
	return x.examine(ctx), nil
}

func (c Config) endpoint() string {
	if c.Endpoint == "" {
		return smsc.DefaultEndpoint
	}
	return c.Endpoint
}

// check validates the configuration. An error never repeats a value.
func (c Config) check(sending *Sending) error {
	var wrong smsc.ValidationErrors
	refuse := func(field, rule string) { wrong = append(wrong, &smsc.ValidationError{Field: field, Rule: rule}) }
	wrong = append(wrong, c.checkURLs()...)
	if c.Namespace != "" {
		if _, err := wsdl.Render(c.Namespace); err != nil {
			refuse("Namespace", "must be an absolute http or https URL")
		}
	}
	if (c.Login == "") != (c.Password == "") {
		refuse("Login", "and Password go together: give both, or none")
	}
	if err := c.checkCredentials(); err != nil {
		wrong = append(wrong, err...)
	}
	if !isNumber(c.number()) {
		refuse("Number", "must be + and 5-15 digits")
	}
	if c.CheckTimeout < 0 {
		refuse("CheckTimeout", "must not be negative")
	}
	for _, id := range c.Skip {
		if !slices.ContainsFunc(Checks(), func(one Check) bool { return matches(id, one.ID) }) {
			refuse("Skip", "names a check that does not exist")
		}
	}
	if sending != nil {
		if !isNumber(sending.To) {
			refuse("To", "must be + and 5-15 digits")
		}
		if sending.Confirm == nil {
			refuse("Confirm", "is required")
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// checkURLs says what is wrong with the URLs.
func (c Config) checkURLs() (wrong smsc.ValidationErrors) {
	for i, address := range append([]string{c.endpoint()}, c.Reserve...) {
		field := "Endpoint"
		if i > 0 {
			field = fmt.Sprintf("Reserve[%d]", i-1)
		}
		if rule := c.checkURL(address); rule != "" {
			wrong = append(wrong, &smsc.ValidationError{Field: field, Rule: rule})
		}
	}
	return wrong
}

func (c Config) checkURL(address string) string {
	_, err := wsdl.Render(address)
	u, parseErr := url.Parse(address)
	switch {
	case err != nil:
		return strings.TrimPrefix(err.Error(), "wsdl: endpoint ")
	case parseErr != nil:
		return "is not a URL"
	case u.Path == "" || u.Path == "/":
		return "needs a path, such as /sys/soap.php"
	case u.Scheme != "https" && !c.InsecureHTTP && !isLoopback(u.Hostname()):
		return "must be https, or http on this machine: the password would travel in clear text"
	default:
		return ""
	}
}

// checkCredentials lets the library say what is wrong with them.
func (c Config) checkCredentials() (wrong smsc.ValidationErrors) {
	var all []smsc.Credentials
	if c.Login != "" && c.Password != "" {
		all = append(all, smsc.Password(c.Login, c.Password))
	}
	if c.APIKey != "" {
		all = append(all, smsc.APIKey(c.APIKey))
	}
	for _, credentials := range all {
		_, err := smsc.NewClient(credentials)
		if found, ok := errors.AsType[smsc.ValidationErrors](err); ok {
			wrong = append(wrong, found...)
		}
	}
	return wrong
}

func (c Config) number() string {
	if c.Number == "" {
		return defaultNumber
	}
	return c.Number
}

func isNumber(s string) bool {
	digits, plus := strings.CutPrefix(s, "+")
	return plus && len(digits) >= 5 && len(digits) <= 15 &&
		!strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// matches reports whether an entry of Skip names a check.
func matches(entry, id string) bool {
	return entry == id || strings.HasSuffix(entry, ".") && strings.HasPrefix(id, entry)
}
