package smsctest

import (
	"log/slog"
	"maps"
	"net/netip"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

// The account of a [Gateway] that no option says otherwise of.
const (
	DefaultLogin    = "demo"
	DefaultPassword = "demo"
)

const (
	defaultRetention  = 100_000
	defaultRequestLog = 1000
	defaultMaxRequest = 8 << 20 // PHP's (post_max_size)
)

// config is what the options set.
type config struct {
	account         func() *account
	balance         decimal.Decimal
	prices          prefixes[decimal.Decimal]
	channelPrices   map[Channel]decimal.Decimal
	operators       prefixes[Operator]
	undeliverable   prefixes[bool]
	lives           prefixes[Life]
	lifeFunc        func(Message) (Life, bool)
	groups          map[string][]string
	correct         func(string) string
	zone            *time.Location
	limits          Limits
	allowedIPs      []netip.Prefix
	forbiddenText   func(string) bool
	forbiddenSender func(string) bool
	refuse          func(string) (smsc.StatusCode, bool)
	costOnDemand    bool
	tellCode        bool
	testMode        bool
	notFoundStatus  bool
	index           statusIndex
	dateZone        *time.Location
	datesAlone      bool
	firstSkew       skew
	gap             span
	ownGuard        bool
	seed            uint64
	namespace       string
	clock           Clock
	retention       int
	requestLog      int
	maxRequest      int64
	strict          bool
	logger          *slog.Logger
	hostNames       []string
	callback        *callbackConfig // nil: none
}

func defaultConfig() config {
	who := &account{login: DefaultLogin, password: DefaultPassword}
	c := config{
		account:         func() *account { return who },
		balance:         decimal.NewFromInt(100),
		channelPrices:   make(map[Channel]decimal.Decimal),
		groups:          make(map[string][]string),
		correct:         CorrectNumber,
		zone:            moscow,
		limits:          DefaultLimits(),
		forbiddenText:   func(string) bool { return false },
		forbiddenSender: func(string) bool { return false },
		refuse:          func(string) (smsc.StatusCode, bool) { return 0, false },
		dateZone:        moscow,
		clock:           realClock{},
		retention:       defaultRetention,
		requestLog:      defaultRequestLog,
		maxRequest:      defaultMaxRequest,
		logger:          slog.New(slog.DiscardHandler),
	}
	c.prices.set("", decimal.RequireFromString("0.5"))
	c.operators.set("", testOperator)
	c.lives.set("", Delivered(5*time.Second))
	return c
}

// clone returns a copy that shares nothing that an option changes.
func (c config) clone() config {
	who := *c.account()
	c.account = func() *account { return &who }
	c.prices, c.operators = c.prices.clone(), c.operators.clone()
	c.undeliverable, c.lives = c.undeliverable.clone(), c.lives.clone()
	c.channelPrices, c.groups = maps.Clone(c.channelPrices), maps.Clone(c.groups)
	return c
}

// Option sets up a [Gateway].
type Option func(*config)

// WithCredentials sets the login and password of the account. Defaults to "demo"
// and "demo". As with the service, the password's MD5 is taken as well.
func WithCredentials(login, password string) Option {
	return func(c *config) { c.account().login, c.account().password = login, password }
}

// WithAPIKey gives the account an API key. Defaults to "", none.
func WithAPIKey(key string) Option { return func(c *config) { c.account().apiKey = key } }

// WithBalance sets the balance to begin with. Defaults to 100.
func WithBalance(balance decimal.Decimal) Option {
	return func(c *config) { c.balance = balance }
}

// WithPrice sets the price of one SMS (of one second, for a call) to numbers that
// begin with prefix, given without +; the longest prefix counts, and "" is any
// number. Defaults to 0.5 for "".
func WithPrice(prefix string, price decimal.Decimal) Option {
	return func(c *config) { c.prices.set(prefix, price) }
}

// WithChannelPrice sets the price of one unit on a channel, in place of the
// prices by number.
func WithChannelPrice(channel Channel, price decimal.Decimal) Option {
	return func(c *config) { c.channelPrices[channel] = price }
}

// WithOperator sets the operator of numbers that begin with prefix.
func WithOperator(prefix string, operator Operator) Option {
	return func(c *config) { c.operators.set(prefix, operator) }
}

// WithUndeliverable makes numbers that begin with one of the prefixes such to
// which nothing can be delivered: error 8.
func WithUndeliverable(prefix ...string) Option {
	return func(c *config) {
		for _, p := range prefix {
			c.undeliverable.set(p, true)
		}
	}
}

// WithLife sets what happens to messages to recipients that begin with prefix.
// Defaults to Delivered(5 * time.Second) for "".
func WithLife(prefix string, life Life) Option {
	return func(c *config) { c.lives.set(prefix, slices.Clone(life)) }
}

// WithLifeFunc decides what happens to a message when it is accepted; where it
// reports false the prefixes of [WithLife] do. It must not call the Gateway.
func WithLifeFunc(life func(Message) (Life, bool)) Option {
	return func(c *config) { c.lifeFunc = life }
}

// WithGroup makes a group of recipients that a request can address as name, such
// as "G1".
func WithGroup(name string, recipients ...string) Option {
	return func(c *config) { c.groups[name] = slices.Clone(recipients) }
}

// WithCorrection replaces the correction of numbers that come without +, see
// [CorrectNumber].
func WithCorrection(correct func(number string) string) Option {
	return func(c *config) { c.correct = correct }
}

// WithZone sets the account's time zone, which a time without tz is in. Defaults
// to Moscow's, UTC+3.
func WithZone(zone *time.Location) Option { return func(c *config) { c.zone = zone } }

// WithLimits changes the limits on how often something may be done, from
// [DefaultLimits] or what an option before has made of them.
func WithLimits(change func(*Limits)) Option { return func(c *config) { change(&c.limits) } }

// WithAllowedIPs lets in requests from these addresses alone; any other gets
// error 2, which is an authorisation error. Requests through
// [Gateway.Transport] come from 127.0.0.1.
func WithAllowedIPs(prefixes ...netip.Prefix) Option {
	return func(c *config) { c.allowedIPs = slices.Clone(prefixes) }
}

// WithForbiddenText refuses sends with a text for which forbidden returns true:
// error 6.
func WithForbiddenText(forbidden func(text string) bool) Option {
	return func(c *config) { c.forbiddenText = forbidden }
}

// WithForbiddenSender refuses sends from a sender for which forbidden returns
// true: error 6. The account's default sender is "".
func WithForbiddenSender(forbidden func(sender string) bool) Option {
	return func(c *config) { c.forbiddenSender = forbidden }
}

// WithRefused refuses the recipients for which refuse returns true, with the
// status that it returns, such as smsc.StatusForbidden. Others of the same request
// get their message, members of groups too. A refused recipient is listed with
// err=1 and op=1, and get_status does not find it.
func WithRefused(refuse func(recipient string) (smsc.StatusCode, bool)) Option {
	return func(c *config) { c.refuse = refuse }
}

// WithCostOnDemand answers a send with cost and balance only when it asks for
// them, with cost=2 and cost=3, as the docs of the parameter can be read. By
// default every accepted send is answered with both: the vendor's own SOAP samples
// show that, and public clients read them.
func WithCostOnDemand() Option { return func(c *config) { c.costOnDemand = true } }

// WithTestMode makes the account one in test mode: sends are accepted, cost
// nothing and send nothing. Their messages are said to be delivered at once, with
// delivery error 200. What get_sms_cost tells is the price all the same. (SMSC HTTP
// docs; the status is inferred.)
func WithTestMode() Option { return func(c *config) { c.testMode = true } }

// WithCodeInAnswer tells the code of a call with the text "code" in an element code
// of the answer. By default the service invents one and keeps it, since no WSDL
// has such an element. (SMSC HTTP docs, call; over SOAP inferred.)
func WithCodeInAnswer() Option { return func(c *config) { c.tellCode = true } }

// WithNotFoundStatus answers a status request for an unknown message with status
// -3, as some clients have seen it, in place of the documented error 3.
func WithNotFoundStatus() Option { return func(c *config) { c.notFoundStatus = true } }

// WithNamespace fixes the namespace of the WSDL. By default it is the URL that
// was asked, without the query, as at the service; a fixed one makes the
// emulator look like a host that is known under another name. It must be an
// absolute http or https URL.
func WithNamespace(namespace string) Option {
	return func(c *config) { c.namespace = namespace }
}

// WithClock sets the clock. Defaults to time.Now.
func WithClock(clock Clock) Option { return func(c *config) { c.clock = clock } }

// WithRetention bounds the messages that are kept, and the entries of each limit
// that remembers requests or numbers; the oldest go first. Defaults to 100,000.
// Less than 1 is 1.
func WithRetention(messages int) Option {
	return func(c *config) { c.retention = max(messages, 1) }
}

// WithRequestLog bounds the requests that [Gateway.Requests] keeps. Defaults to
// 1000. Less than 1 is 1.
func WithRequestLog(requests int) Option {
	return func(c *config) { c.requestLog = max(requests, 1) }
}

// WithMaxRequest bounds the body of a request, in bytes, also as unpacked. A larger
// one is answered with an empty page, as by PHP; by strict reading it gets a Fault
// with HTTP status 413. Defaults to PHP's 8 MiB; what the service takes is not
// known.
func WithMaxRequest(bytes int64) Option { return func(c *config) { c.maxRequest = bytes } }

// WithStrictRequests answers with a Fault to every request that is not as the WSDL and
// SOAP 1.1 have it: other elements, or in another order, attributes, SOAP 1.2,
// another charset, Content-Type or SOAPAction, a compressed one. The default reads
// what the service's PHP would read, and notes the rest in [Request.Lints]. It is
// for the tests of a client library, which should need no forgiveness.
func WithStrictRequests() Option { return func(c *config) { c.strict = true } }

// WithLogger logs one line a request, without texts, numbers and secrets. Silent
// by default.
func WithLogger(logger *slog.Logger) Option { return func(c *config) { c.logger = logger } }

// WithAllowedHosts lets in requests to the control interface, and to the page of
// package inbox, under further host names, given without port. By default these are
// IP addresses, localhost and names below it: a page that a browser got from
// elsewhere can make any other name point here, and would then read what was sent.
// SOAP is answered under any name.
func WithAllowedHosts(names ...string) Option {
	return func(c *config) { c.hostNames = slices.Clone(names) }
}

// WithSeed sets what the options that draw something draw by. The same seed and the
// same requests in the same order draw the same. Defaults to 0. A [Fault] has a
// seed of its own.
func WithSeed(seed uint64) Option { return func(c *config) { c.seed = seed } }
