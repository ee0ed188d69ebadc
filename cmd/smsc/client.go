package main

import (
	"context"
	"errors"
	"time"

	"github.com/go-smsc/smsc"
)

// client makes the client of a command that calls the service, with the time for
// each attempt at a call.
func (p *program) client(attempt time.Duration) (*smsc.Client, error) {
	credentials, err := p.credentials()
	if err != nil {
		return nil, err
	}
	options := []smsc.Option{smsc.WithTimeout(attempt)}
	endpoint := p.endpoint
	if endpoint == "" {
		endpoint = p.env("SMSC_ENDPOINT")
	}
	if endpoint != "" {
		options = append(options, smsc.WithEndpoint(endpoint))
	}
	client, err := smsc.NewClient(credentials, options...)
	if err != nil {
		return nil, &callError{err: err}
	}
	return client, nil
}

// bounded is the context of a call with all its attempts.
func (p *program) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, p.timeout)
}

// credentials come from the environment alone: flags show in lists of processes
// and in the shell's history.
func (p *program) credentials() (smsc.Credentials, error) {
	login, password, key := p.env("SMSC_LOGIN"), p.env("SMSC_PASSWORD"), p.env("SMSC_API_KEY")
	switch {
	case key != "" && (login != "" || password != ""):
		return smsc.Credentials{}, errors.New("SMSC_API_KEY is set together with SMSC_LOGIN or SMSC_PASSWORD: unset one or the other")
	case key != "":
		return smsc.APIKey(key), nil
	case login == "" && password == "":
		return smsc.Credentials{}, errors.New("no credentials: set SMSC_LOGIN and SMSC_PASSWORD, or SMSC_API_KEY")
	case login == "":
		return smsc.Credentials{}, errors.New("SMSC_PASSWORD is set, SMSC_LOGIN is not")
	case password == "":
		return smsc.Credentials{}, errors.New("SMSC_LOGIN is set, SMSC_PASSWORD is not")
	default:
		return smsc.Password(login, password), nil
	}
}
