package smsc

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Credentials identify the account: [Password] or [APIKey]. [NewClient] refuses the
// zero value. Every format, log and JSON shows them redacted.
type Credentials struct {
	// Behind a function, which fmt does not look into when Credentials is an
	// unexported field of another struct and its methods cannot be called. It
	// does look through pointers, when the verb is wrong.
	reveal func() *secrets
}

type secrets struct{ login, password, apiKey string }

// Password authorises by login and password. Both go out as they are. The service
// also accepts the MD5 of a password (seen in public clients), so you may pass that.
// (SMSC SOAP docs, login, psw.)
func Password(login, password string) Credentials {
	s := &secrets{login: login, password: password}
	return Credentials{func() *secrets { return s }}
}

// APIKey authorises by a key that is created in the service's account pages, in
// place of login and password. (SMSC SOAP docs, apikey; where it goes over SOAP
// is partly inferred, see docs/gateway.md.)
func APIKey(key string) Credentials {
	s := &secrets{apiKey: key}
	return Credentials{func() *secrets { return s }}
}

// String names the kind of credentials and the login, never a secret.
func (c Credentials) String() string {
	switch {
	case c.reveal == nil:
		return "smsc.Credentials{}"
	case c.reveal().apiKey != "":
		return "smsc.APIKey(" + redacted + ")"
	default:
		return fmt.Sprintf("smsc.Password(%q, %s)", c.reveal().login, redacted)
	}
}

// Format is String for every verb.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// MarshalText is String, so that JSON and slog show no more than that.
func (c Credentials) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// CredentialsFromEnv reads SMSC_LOGIN and SMSC_PASSWORD, or SMSC_API_KEY, from the
// environment. It is an error if nothing is set, if only one of login and password is
// set, or if the key is set beside them.
func CredentialsFromEnv() (Credentials, error) {
	login, password, key := os.Getenv("SMSC_LOGIN"), os.Getenv("SMSC_PASSWORD"), os.Getenv("SMSC_API_KEY")
	switch {
	case key != "" && (login != "" || password != ""):
		return Credentials{}, errors.New("smsc: SMSC_API_KEY is set together with SMSC_LOGIN or SMSC_PASSWORD: unset one or the other")
	case key != "":
		return APIKey(key), nil
	case login == "" && password == "":
		return Credentials{}, errors.New("smsc: no credentials: set SMSC_LOGIN and SMSC_PASSWORD, or SMSC_API_KEY")
	case login == "":
		return Credentials{}, errors.New("smsc: SMSC_PASSWORD is set, SMSC_LOGIN is not")
	case password == "":
		return Credentials{}, errors.New("smsc: SMSC_LOGIN is set, SMSC_PASSWORD is not")
	default:
		return Password(login, password), nil
	}
}

func (c Credentials) check() (wrong ValidationErrors) {
	if c.reveal == nil {
		wrong = append(wrong, &ValidationError{"Credentials", "are required: Password or APIKey"})
		return wrong
	}
	switch s := c.reveal(); {
	case s.apiKey != "":
		wrong = append(wrong, checkSecret("APIKey", s.apiKey)...)
	case s.login == "" && s.password == "":
		wrong = append(wrong, &ValidationError{"Credentials", "are empty"})
	case s.login == "":
		wrong = append(wrong, &ValidationError{"Password", "needs a login"})
	case s.password == "":
		wrong = append(wrong, &ValidationError{"Password", "needs a password"})
	default:
		wrong = append(wrong, checkSecret("Password: login", s.login)...)
		wrong = append(wrong, checkSecret("Password: password", s.password)...)
	}
	return wrong
}

// checkSecret refuses a line break at either end: a secret that was read from a file
// often has one, and every call with it counts as a wrong password.
func checkSecret(field, s string) (wrong ValidationErrors) {
	if strings.Trim(s, "\r\n") != s {
		wrong = append(wrong, &ValidationError{field, "begins or ends with a line break, as secrets read from a file often do; trim it"})
		return wrong
	}
	return xmlText(field, s)
}
