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

// WithCharset sets the charset of requests whose URL names none, for example because
// a proxy removes the parameters. Defaults to [CharsetWindows1251], the default of the
// service.
func WithCharset(charset Charset) Option { return func(c *config) { c.charset = charset } }

// WithCRC32 accepts crc32 checksums too. By default they are ignored.
//
// Prefer md5 or sha1. A CRC-32 is no protection: anyone who has seen one request can
// forge others. How the service writes it is not known, so it may be a decimal number,
// signed or unsigned, or eight hexadecimal digits. (Inferred.)
func WithCRC32() Option { return func(c *config) { c.crc32 = true } }

// WithGET accepts GET requests too, with the fields as parameters of the URL. By
// default only POST is accepted. (That the service posts is inferred.) Servers and
// proxies write URLs into their logs, and with GET phone numbers and texts are in
// them.
func WithGET() Option { return func(c *config) { c.get = true } }

// WithErrorHook sets a function that is called for each request that the handler does
// not answer with 200. The error is a [*RequestError], or what your own function
// returned. By default nothing is called or logged. The hook must be safe for
// concurrent use. [Parse] does not call it.
//
// A RequestError is safe to log. The request is not: it holds phone numbers.
func WithErrorHook(hook func(r *http.Request, err error)) Option {
	return func(c *config) { c.hook = hook }
}

func newConfig(secret string, options []Option) (*config, error) {
	c := &config{secret: secret, charset: CharsetWindows1251, hook: func(*http.Request, error) {}}
	for _, option := range options {
		option(c)
	}
	if secret == "" {
		// Anyone can compute checksums with an empty secret.
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
