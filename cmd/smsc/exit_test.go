package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
)

func TestDescribe(t *testing.T) {
	t.Parallel()
	api := func(op smsc.Operation, code int) error { return &smsc.APIError{Operation: op, Code: code} }
	for name, test := range map[string]struct {
		err     error
		reads   bool
		exit    int
		kind    string
		outcome string
	}{
		"code 1":             {api(smsc.OpSendSMS, 1), false, exitRejected, "invalid_params", "rejected"},
		"code 2":             {api(smsc.OpSendSMS, 2), false, exitRejected, "unauthorized", "rejected"},
		"code 3 of a send":   {api(smsc.OpSendSMS, 3), false, exitRejected, "insufficient_funds", "rejected"},
		"code 3 of a status": {api(smsc.OpGetStatus, 3), true, exitRejected, "not_found", "rejected"},
		"code 4":             {api(smsc.OpSendSMS, 4), false, exitRejected, "ip_blocked", "rejected"},
		"code 5":             {api(smsc.OpSendSMS, 5), false, exitRejected, "invalid_date", "rejected"},
		"code 6":             {api(smsc.OpSendSMS, 6), false, exitRejected, "forbidden", "rejected"},
		"code 7":             {api(smsc.OpSendSMS, 7), false, exitRejected, "invalid_phone", "rejected"},
		"code 8":             {api(smsc.OpSendSMS, 8), false, exitRejected, "undeliverable", "rejected"},
		"code 9 of a send":   {api(smsc.OpSendSMS, 9), false, exitRejected, "duplicate", "rejected"},
		"code 9 of a cost":   {api(smsc.OpGetSMSCost, 9), true, exitRejected, "rate_limited", "rejected"},
		"undocumented code":  {api(smsc.OpSendSMS, 77), false, exitRejected, "undocumented_code", "rejected"},
		"redirect": {
			&smsc.SendError{Err: &smsc.TransportError{Err: smsc.ErrRedirect}}, false, exitUnknown, "redirect", "unknown",
		},
		"soap fault":               {&smsc.FaultError{Operation: smsc.OpSendSMS}, false, exitUnknown, "soap_fault", "unknown"},
		"soap fault of a read":     {&smsc.FaultError{Operation: smsc.OpGetBalance}, true, exitNotSent, "soap_fault", "not_sent"},
		"not written":              {&smsc.TransportError{Err: errors.New("refused")}, false, exitNotSent, "connection", "not_sent"},
		"deadline":                 {&smsc.TransportError{Err: context.DeadlineExceeded}, false, exitNotSent, "timeout", "not_sent"},
		"canceled":                 {&smsc.TransportError{Err: context.Canceled}, false, exitNotSent, "canceled", "not_sent"},
		"malformed":                {&smsc.TransportError{Err: smsc.ErrMalformedAnswer}, true, exitNotSent, "malformed_answer", "not_sent"},
		"too large":                {&smsc.TransportError{Err: smsc.ErrAnswerTooLarge}, true, exitNotSent, "answer_too_large", "not_sent"},
		"status 503":               {&smsc.TransportError{Err: smsc.ErrHTTPStatus}, true, exitNotSent, "http_status", "not_sent"},
		"unknown and nothing else": {fmt.Errorf("settling: %w", smsc.ErrOutcomeUnknown), false, exitUnknown, "outcome_unknown", "unknown"},
		"what nobody has heard of": {errors.New("odd"), false, exitUnknown, "other", "unknown"},
		"blocked":                  {&smsc.BlockedError{Operation: smsc.OpGetBalance, Err: smsc.ErrIPBlocked}, false, exitNotSent, "ip_blocked", "not_sent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.err
			if outcome := smsc.OutcomeOf(err); name == "redirect" {
				assert.Equal(t, smsc.Unknown, outcome)
			}
			got := describe(&callError{err: err, reads: test.reads})
			assert.Equal(t, test.exit, got.exit)
			assert.Equal(t, test.kind, got.Kind)
			assert.Equal(t, test.outcome, got.Outcome)
		})
	}
}

func TestOneLine(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a b c [31md e", oneLine("a\nb\rc\x1b[31md\u2028e"))
	assert.Equal(t, "Ваш код 🙂", oneLine("Ваш код 🙂"))
}

func TestViolations(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want []string
	}{
		"field": {&smsc.ValidationError{Field: "Text", Rule: "is required"}, []string{"--text is required"}},
		"several": {
			errors.Join(&smsc.ValidationError{Field: "ID", Rule: "is odd"}, &smsc.ValidationError{Field: "UserIP", Rule: "is odd"}),
			[]string{"--id is odd", "--param userip is odd"},
		},
		"recipient": {&smsc.ValidationError{Field: "To[1]", Rule: "repeats To[0], twice"}, []string{"--to recipient 2 repeats recipient 1, twice"}},
		"time":      {&smsc.ValidationError{Field: "When", Rule: "Between needs hours 0-23, From before To"}, []string{"--between needs hours 0-23, From before To"}},
		"fields in the rule": {
			&smsc.ValidationError{Field: "Spread.Interval", Rule: "is needed together with Spread.Period"},
			[]string{"--param freq is needed together with --param period"},
		},
		"extra":     {&smsc.ValidationError{Field: "Extra[fmt]", Rule: "is not yours"}, []string{"--param fmt is not yours"}},
		"no flag":   {&smsc.ValidationError{Field: "Personal[3].To", Rule: "is odd"}, []string{"Personal[3].To is odd"}},
		"not one":   {errors.New("odd"), []string{"odd"}},
		"the limit": {&smsc.ValidationError{Field: "(further fields)", Rule: "7 more violations"}, []string{"(further fields) 7 more violations"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, violations(test.err))
		})
	}
}
