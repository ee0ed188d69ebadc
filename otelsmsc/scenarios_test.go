package otelsmsc_test

import (
	"context"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func send(ctx context.Context, c *smsc.Client) error {
	_, err := c.Send(ctx, message())
	return err
}

func balance(ctx context.Context, c *smsc.Client) error {
	_, err := c.Balance(ctx)
	return err
}

// scenarios are what can happen to a client. Together they show every attribute and
// every metric, so the tables of docs/observability.md are held against them too.
var scenarios = []scenario{
	{
		"accepted", nil, send,
		`
			smsc Send internal 0s messaging.message.id=order-1 smsc.attempts=1 smsc.method=Send smsc.outcome=accepted smsc.parts=1 smsc.recipients=1
			  smsc/send_sms client 0s messaging.message.id=order-1 rpc.method=smsc/send_sms rpc.response.status_code=0 @emulator
		`,
		`
			rpc.client.call.duration{rpc.method=smsc/send_sms rpc.response.status_code=0 @emulator} 1 in 0s
			balance{} 99.5
			call.duration{smsc.method=Send smsc.outcome=accepted} 1 in 0s
			call.wait{smsc.method=Send} 1 in 0s
			cost{smsc.method=Send} 0.5
			parts{smsc.method=Send} 1
			sends{smsc.method=Send smsc.outcome=accepted} 1
		`,
	},
	{
		"resolved",
		[]smsctest.Fault{{Kind: smsctest.FaultDropAfter, Times: 1}},
		send,
		`
			smsc Send internal 1s messaging.message.id=order-1 smsc.attempts=2 smsc.method=Send smsc.outcome=accepted smsc.parts=1 smsc.recipients=1 smsc.resolved=true
			  smsc/send_sms client 0s error.type=connection messaging.message.id=order-1 rpc.method=smsc/send_sms @emulator Error:connection
			  smsc/get_status client 0s messaging.message.id=order-1 rpc.method=smsc/get_status rpc.response.status_code=0 @emulator
		`,
		`
			rpc.client.call.duration{error.type=connection rpc.method=smsc/send_sms @emulator} 1 in 0s
			rpc.client.call.duration{rpc.method=smsc/get_status rpc.response.status_code=0 @emulator} 1 in 0s
			call.duration{smsc.method=Send smsc.outcome=accepted smsc.resolved=true} 1 in 1s
			call.wait{smsc.method=Send} 1 in 0s
			cost{smsc.method=Send} 0.5
			parts{smsc.method=Send} 1
			sends{smsc.method=Send smsc.outcome=accepted} 1
		`,
	},
	{
		"rejected",
		[]smsctest.Fault{{Kind: smsctest.FaultCode, Code: 6}},
		send,
		`
			smsc Send internal 0s error.type=forbidden messaging.message.id=order-1 smsc.attempts=1 smsc.method=Send smsc.outcome=rejected smsc.recipients=1 Error:forbidden
			  smsc/send_sms client 0s error.type=forbidden messaging.message.id=order-1 rpc.method=smsc/send_sms rpc.response.status_code=6 @emulator Error:forbidden
		`,
		`
			rpc.client.call.duration{error.type=forbidden rpc.method=smsc/send_sms rpc.response.status_code=6 @emulator} 1 in 0s
			call.duration{error.type=forbidden smsc.method=Send smsc.outcome=rejected} 1 in 0s
			call.wait{smsc.method=Send} 1 in 0s
			sends{smsc.method=Send smsc.outcome=rejected} 1
		`,
	},
	{
		"not sent",
		[]smsctest.Fault{{Kind: smsctest.FaultRefuse}},
		send,
		`
			smsc Send internal 0s error.type=connection messaging.message.id=order-1 smsc.attempts=1 smsc.method=Send smsc.outcome=not_sent smsc.recipients=1 Error:connection
			  smsc/send_sms client 0s error.type=connection messaging.message.id=order-1 rpc.method=smsc/send_sms @emulator Error:connection
		`,
		`
			rpc.client.call.duration{error.type=connection rpc.method=smsc/send_sms @emulator} 1 in 0s
			call.duration{error.type=connection smsc.method=Send smsc.outcome=not_sent} 1 in 0s
			call.wait{smsc.method=Send} 1 in 0s
			sends{smsc.method=Send smsc.outcome=not_sent} 1
		`,
	},
	{
		"unknown",
		[]smsctest.Fault{{Op: "send", Kind: smsctest.FaultStatus, Status: 504}},
		func(ctx context.Context, c *smsc.Client) error {
			ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
			defer cancel()
			return send(ctx, c)
		},
		`
			smsc Send internal 2s error.type=http_status messaging.message.id=order-1 smsc.attempts=2 smsc.method=Send smsc.outcome=unknown smsc.recipients=1 Error:http_status
			  smsc/send_sms client 0s error.type=http_status http.response.status_code=504 messaging.message.id=order-1 rpc.method=smsc/send_sms @emulator Error:http_status
			  smsc/get_status client 0s error.type=not_found messaging.message.id=order-1 rpc.method=smsc/get_status rpc.response.status_code=3 @emulator Error:not_found
		`,
		`
			rpc.client.call.duration{error.type=http_status rpc.method=smsc/send_sms @emulator} 1 in 0s
			rpc.client.call.duration{error.type=not_found rpc.method=smsc/get_status rpc.response.status_code=3 @emulator} 1 in 0s
			call.duration{error.type=http_status smsc.method=Send smsc.outcome=unknown} 1 in 2s
			call.wait{smsc.method=Send} 1 in 0s
			sends{smsc.method=Send smsc.outcome=unknown} 1
		`,
	},
	{
		"sent once", nil, func(ctx context.Context, c *smsc.Client) error {
			_, err := c.SendOnce(ctx, message(), smsc.SendRecord{ID: "order-1", LeaveBy: time.Now().Add(-48 * time.Hour)})
			return err
		},
		`
			smsc SendOnce internal 0s messaging.message.id=order-1 smsc.attempts=2 smsc.method=SendOnce smsc.outcome=accepted smsc.parts=1 smsc.recipients=1
			  smsc/get_status client 0s error.type=not_found messaging.message.id=order-1 rpc.method=smsc/get_status rpc.response.status_code=3 @emulator Error:not_found
			  smsc/send_sms client 0s messaging.message.id=order-1 rpc.method=smsc/send_sms rpc.response.status_code=0 @emulator
		`,
		`
			rpc.client.call.duration{error.type=not_found rpc.method=smsc/get_status rpc.response.status_code=3 @emulator} 1 in 0s
			rpc.client.call.duration{rpc.method=smsc/send_sms rpc.response.status_code=0 @emulator} 1 in 0s
			balance{} 99.5
			call.duration{smsc.method=SendOnce smsc.outcome=accepted} 1 in 0s
			call.wait{smsc.method=SendOnce} 1 in 0s
			cost{smsc.method=SendOnce} 0.5
			parts{smsc.method=SendOnce} 1
			sends{smsc.method=SendOnce smsc.outcome=accepted} 1
		`,
	},
	{
		"nothing to resolve", nil, func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Resolve(ctx, smsc.SendRecord{ID: "order-1", Recipients: []string{phone}, LeaveBy: time.Now().Add(-48 * time.Hour)})
			return err
		},
		`
			smsc Resolve internal 0s error.type=not_found messaging.message.id=order-1 smsc.attempts=1 smsc.method=Resolve smsc.outcome=not_sent smsc.recipients=1 Error:not_found
			  smsc/get_status client 0s error.type=not_found messaging.message.id=order-1 rpc.method=smsc/get_status rpc.response.status_code=3 @emulator Error:not_found
		`,
		`
			rpc.client.call.duration{error.type=not_found rpc.method=smsc/get_status rpc.response.status_code=3 @emulator} 1 in 0s
			call.duration{error.type=not_found smsc.method=Resolve smsc.outcome=not_sent} 1 in 0s
			call.wait{smsc.method=Resolve} 1 in 0s
			sends{smsc.method=Resolve smsc.outcome=not_sent} 1
		`,
	},
	{
		"priced", nil, func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Cost(ctx, message())
			return err
		},
		`
			smsc Cost internal 0s smsc.attempts=1 smsc.method=Cost smsc.parts=1 smsc.recipients=1
			  smsc/get_sms_cost client 0s rpc.method=smsc/get_sms_cost rpc.response.status_code=0 @emulator
		`,
		`
			rpc.client.call.duration{rpc.method=smsc/get_sms_cost rpc.response.status_code=0 @emulator} 1 in 0s
			call.duration{smsc.method=Cost} 1 in 0s
			call.wait{smsc.method=Cost} 1 in 0s
		`,
	},
	{
		"status of nothing", nil, func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Status(ctx, smsc.StatusRequest{Recipient: phone, ID: "order-1"})
			return err
		},
		`
			smsc Status internal 0s error.type=not_found messaging.message.id=order-1 smsc.attempts=1 smsc.method=Status smsc.recipients=1 Error:not_found
			  smsc/get_status client 0s error.type=not_found messaging.message.id=order-1 rpc.method=smsc/get_status rpc.response.status_code=3 @emulator Error:not_found
		`,
		`
			rpc.client.call.duration{error.type=not_found rpc.method=smsc/get_status rpc.response.status_code=3 @emulator} 1 in 0s
			call.duration{error.type=not_found smsc.method=Status} 1 in 0s
			call.wait{smsc.method=Status} 1 in 0s
		`,
	},
	{
		"waited", nil, func(ctx context.Context, c *smsc.Client) error {
			for range 2 {
				if err := balance(ctx, c); err != nil {
					return err
				}
			}
			return nil
		},
		`
			smsc Balance internal 0s smsc.attempts=1 smsc.method=Balance
			  smsc/get_balance client 0s rpc.method=smsc/get_balance rpc.response.status_code=0 @emulator
			smsc Balance internal 1m1s smsc.attempts=1 smsc.method=Balance smsc.waited=61
			  smsc/get_balance client 0s rpc.method=smsc/get_balance rpc.response.status_code=0 @emulator smsc.waited=61
		`,
		`
			rpc.client.call.duration{rpc.method=smsc/get_balance rpc.response.status_code=0 @emulator} 2 in 0s
			balance{} 100
			call.duration{smsc.method=Balance} 2 in 61s
			call.wait{smsc.method=Balance} 2 in 61s
		`,
	},
	{
		"stopped",
		[]smsctest.Fault{{Kind: smsctest.FaultCode, Code: 4}},
		func(ctx context.Context, c *smsc.Client) error {
			_ = balance(ctx, c)
			return balance(ctx, c)
		},
		`
			smsc Balance internal 0s error.type=ip_blocked smsc.attempts=1 smsc.method=Balance Error:ip_blocked
			  smsc/get_balance client 0s error.type=ip_blocked rpc.method=smsc/get_balance rpc.response.status_code=4 @emulator event:smsc.stopped smsc.until=2000-01-01T00:30:00Z Error:ip_blocked
			smsc Balance internal 0s error.type=blocked smsc.attempts=0 smsc.method=Balance Error:blocked
		`,
		`
			rpc.client.call.duration{error.type=ip_blocked rpc.method=smsc/get_balance rpc.response.status_code=4 @emulator} 1 in 0s
			call.duration{error.type=blocked smsc.method=Balance} 1 in 0s
			call.duration{error.type=ip_blocked smsc.method=Balance} 1 in 0s
			call.wait{smsc.method=Balance} 2 in 0s
			stopped_calls{smsc.method=Balance} 1
			stops{error.type=ip_blocked} 1
		`,
	},
}
