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
	notWritten := func(cause error) error {
		return &smsc.TransportError{Outcome: smsc.OutcomeNotSent, Err: cause}
	}
	for name, test := range map[string]struct {
		err     error
		reads   bool
		exit    int
		kind    string
		outcome string
	}{
		"code 1":             {api(smsc.OpSend, 1), false, exitRejected, "invalid_params", "rejected"},
		"code 2":             {api(smsc.OpSend, 2), false, exitRejected, "unauthorized", "rejected"},
		"code 3 of a send":   {api(smsc.OpSend, 3), false, exitRejected, "insufficient_funds", "rejected"},
		"code 3 of a status": {api(smsc.OpStatus, 3), true, exitRejected, "not_found", "rejected"},
		"code 4":             {api(smsc.OpSend, 4), false, exitRejected, "ip_blocked", "rejected"},
		"code 5":             {api(smsc.OpSend, 5), false, exitRejected, "invalid_date", "rejected"},
		"code 6":             {api(smsc.OpSend, 6), false, exitRejected, "forbidden", "rejected"},
		"code 7":             {api(smsc.OpSend, 7), false, exitRejected, "invalid_phone", "rejected"},
		"code 8":             {api(smsc.OpSend, 8), false, exitRejected, "undeliverable", "rejected"},
		"code 9 of a send":   {api(smsc.OpSend, 9), false, exitUnknown, "duplicate", "unknown"},
		"code 9 of a cost":   {api(smsc.OpCost, 9), true, exitRejected, "rate_limited", "rejected"},
		"undocumented code":  {api(smsc.OpSend, 77), false, exitRejected, "undocumented_code", "rejected"},
		"redirect": {
			&smsc.SendError{Err: &smsc.TransportError{Err: smsc.ErrRedirect}}, false, exitUnknown, "redirect", "unknown",
		},
		"soap fault":               {&smsc.FaultError{Operation: smsc.OpSend}, false, exitUnknown, "soap_fault", "unknown"},
		"soap fault of a read":     {&smsc.FaultError{Operation: smsc.OpBalance}, true, exitNotSent, "soap_fault", "not_sent"},
		"perhaps written":          {&smsc.TransportError{Err: errors.New("reset")}, false, exitUnknown, "connection", "unknown"},
		"not written":              {notWritten(errors.New("refused")), false, exitNotSent, "connection", "not_sent"},
		"deadline":                 {notWritten(context.DeadlineExceeded), false, exitNotSent, "timeout", "not_sent"},
		"canceled":                 {notWritten(context.Canceled), false, exitNotSent, "canceled", "not_sent"},
		"malformed":                {&smsc.TransportError{Err: smsc.ErrMalformedAnswer}, true, exitNotSent, "malformed_answer", "not_sent"},
		"too large":                {&smsc.TransportError{Err: smsc.ErrAnswerTooLarge}, true, exitNotSent, "answer_too_large", "not_sent"},
		"status 503":               {&smsc.TransportError{Err: smsc.ErrHTTPStatus}, true, exitNotSent, "http_status", "not_sent"},
		"unknown and nothing else": {fmt.Errorf("settling: %w", smsc.ErrOutcomeUnknown), false, exitUnknown, "outcome_unknown", "unknown"},
		"what nobody has heard of": {errors.New("odd"), false, exitUnknown, "other", "unknown"},
		"blocked":                  {&smsc.BlockedError{Operation: smsc.OpBalance, Cause: smsc.ErrIPBlocked}, false, exitNotSent, "blocked", "not_sent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := describe(&callError{err: test.err, reads: test.reads})
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

func TestDescribe_givesTheRecord(t *testing.T) {
	t.Parallel()
	record := smsc.SendRecord{ID: "order-1", Recipients: []string{"+380501234567"}}
	groups := smsc.SendRecord{ID: "order-2", Groups: true}
	for name, test := range map[string]struct {
		err  smsc.SendError
		want *smsc.SendRecord
		text string
	}{
		"unknown":            {smsc.SendError{Record: record}, &record, "give the record to smsc resolve"},
		"unknown to groups":  {smsc.SendError{Record: groups}, nil, "look into the account's history"},
		"not sent":           {smsc.SendError{Record: record, Outcome: smsc.OutcomeNotSent}, nil, "not sent, id order-1"},
		"rejected":           {smsc.SendError{Record: record, Outcome: smsc.OutcomeRejected}, nil, "rejected, id order-1"},
		"unknown of nothing": {smsc.SendError{}, nil, "look into the account's history"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := describe(&callError{err: &test.err})
			assert.Equal(t, test.want, got.Record)
			assert.Equal(t, test.err.Record.ID, got.ID)
			assert.Contains(t, got.Message, test.text)
		})
	}
}
