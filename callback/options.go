package callback

import (
	"errors"
	"net/http"
)

// Option is a setting of [NewHandler] and [Parse].
type Option func(*config)

type config struct {
	secret  string
	charset Charset
	crc32   bool
	get     bool
	hook    func(*http.Request, error)
}

// WithCharset sets the charset of requests whose URL names none, such as when a
// proxy cuts the parameters off. Defaults to [CharsetWindows1251], as the service
// does.
func WithCharset(charset Charset) Option { return func(c *config) { c.charset = charset } }

// WithCRC32 accepts a crc32 checksum too. By default it counts for nothing.
//
// Prefer md5 or sha1. A CRC-32 is no protection: whoever has seen one request can
// make others that fit. Its form is not known either, so these are accepted: decimal,
// signed or unsigned, and eight hexadecimal digits, over the same string as the
// others. (Inferred.)
func WithCRC32() Option { return func(c *config) { c.crc32 = true } }

// WithGET accepts GET requests too, with the fields as parameters of the URL. By
// default only POST is accepted. (That the service posts is inferred.) Servers and
// proxies write URLs into their logs, and with GET phone numbers and texts are in
// them.
func WithGET() Option { return func(c *config) { c.get = true } }

// WithErrorHook sets a function that is called for each request that the handler
// does not answer with 200: with a [*RequestError], or with what the receiving
// function returned. By default nothing is told to anybody but the service.
// It runs in many goroutines at once. [Parse] does not call it.
//
// A RequestError is safe to log. What your own function returned is as safe as you
// made it, and the request itself holds phone numbers.
func WithErrorHook(hook func(r *http.Request, err error)) Option {
	return func(c *config) { c.hook = hook }
}

func newConfig(secret string, options []Option) (*config, error) {
	c := &config{secret: secret, charset: CharsetWindows1251, hook: func(*http.Request, error) {}}
	for _, option := range options {
		option(c)
	}
	if secret == "" {
		// Everybody can compute the checksum over nothing.
		return nil, errNoSecret
	}
	charset, ok := charsetNamed(string(c.charset))
	if !ok {
		return nil, errors.New("callback: WithCharset: must be utf-8, windows-1251 or koi8-r")
	}
	c.charset = charset
	if c.hook == nil {
		return nil, errors.New("callback: WithErrorHook: must not be nil")
	}
	return c, nil
}

var errNoSecret = errors.New("callback: the secret must not be empty")

// methods lists the methods that are accepted, as the Allow header has them.
func (c *config) methods() string {
	if c.get {
		return "GET, POST"
	}
	return "POST"
}
