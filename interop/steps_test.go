//go:build interop

package interop_test

import (
	"maps"
	"strings"
)

// sendingSteps are the operations that price and send, with the fewest and with
// all parameters, and their errors.
func sendingSteps() []step {
	simple := byPassword("phones", phone, "mes", "a")
	return []step{
		{
			about: "balance", operation: "get_balance", arguments: byPassword(),
			answer: map[string]any{"balance": "100", "error": "0"},
		},
		{
			about: "balance by key", operation: "get_balance", arguments: byKey("apikey", apiKey),
			answer: map[string]any{"balance": "100", "error": "0"},
		},
		{
			about: "price", operation: "get_sms_cost", arguments: byPassword("phones", phone, "mes", awkward),
			answer: map[string]any{"cost": "0.5", "cnt": "1"},
		},
		{
			about: "price with all parameters", operation: "get_sms_cost2",
			arguments: byKey("phones", phone+",380671234567", "mes", strings.Repeat("я", 71),
				"query", "maxsms=2&sender=Shop&apikey=k%26y%3D%3C%D0%BA%D0%BB%D1%8E%D1%87%3E", "apikey", apiKey),
			answer: map[string]any{"cost": "2", "cnt": "4"},
		},
		{
			about: "send", operation: "send_sms", arguments: simple,
			answer: map[string]any{"id": "1", "cnt": "1"},
		},
		{
			about: "the same again", operation: "send_sms", arguments: simple,
			answer: map[string]any{"error": "9"},
		},
		{
			about: "send with all parameters", operation: "send_sms",
			arguments: byPassword("phones", phone, "mes", awkward, "id", "order-7", "sender", "Shop", "time", "0"),
			answer:    map[string]any{"id": "order-7", "cnt": "1"},
		},
		{
			about: "send with all parameters and a query", operation: "send_sms2",
			arguments: byPassword("phones", "+380671234567;+380991234567", "mes", "b\n~~~\nкоментар", "id", "order-8", "sender", "Shop",
				"time", "+1", "query", "cost=3&err=1&op=1&valid=10:00&tinyurl=1&maxsms=1"),
			answer: map[string]any{
				"id": "order-8", "cnt": "1", "cost": "0.5", "balance": "98.5",
				"errors": []any{map[string]any{"phone": "380991234567", "status": "25"}},
				"phones": []any{
					map[string]any{"phone": "380671234567", "mcc": "255", "mnc": "03", "cost": "0.5", "status": "-1"},
					map[string]any{"phone": "380991234567", "mcc": "255", "mnc": "03", "cost": "0", "status": "25", "error": "248"},
				},
			},
		},
		{
			about: "send personal messages", operation: "send_sms2",
			arguments: byPassword("phones", "", "mes", "", "id", "order-9", "query", "list="+
				"%2B380931111111:%D0%9F%D0%B5%D1%80%D1%88%D0%B5%5Cn%D0%BF%D0%BE%D0%B2%D1%96%D0%B4%D0%BE%D0%BC%D0%BB%D0%B5%D0%BD%D0%BD%D1%8F%0A"+
				"%2B380932222222:%D0%B4%D1%80%D1%83%D0%B3%D0%B5%3A%20100%25%20%2B%201"),
			answer: map[string]any{"id": "order-9", "cnt": "2"},
		},
		{
			about: "a wrong password", operation: "send_sms",
			arguments: arguments{"login", login, "psw", "wrong", "phones", phone, "mes", "a"},
			answer:    map[string]any{"error": "2"},
		},
		{
			about: "no text", operation: "send_sms", arguments: byPassword("phones", phone, "mes", ""),
			answer: map[string]any{"error": "1"},
		},
		{
			about: "nobody to send to", operation: "get_sms_cost", arguments: byPassword("phones", "+12", "mes", "a"),
			answer: map[string]any{"error": "7"},
		},
	}
}

// statusSteps are the operations that ask where messages stand, ten seconds
// later.
func statusSteps(reads func(string) string) []step {
	basic := map[string]any{
		"status": "1", "last_date": "10.03.2026 12:00:05", "last_timestamp": "1773133205", "err": "0",
	}
	detailed := func(more map[string]any) map[string]any {
		all := map[string]any{
			"status": "1", "last_date": "10.03.2026 12:00:05", "last_timestamp": "1773133205", "err": "0",
			"send_date": "10.03.2026 12:00:00", "send_timestamp": "1773133200", "phone": "380501234567", "cost": "0.5",
			"sender_id": "Shop", "status_name": "Delivered", "message": reads(awkward), "sms_cnt": "1",
		}
		maps.Copy(all, more)
		return all
	}
	first := step{
		about: "status", operation: "get_status", arguments: byPassword("phone", phone, "id", "1"), answer: basic,
	}
	tooOften := first
	tooOften.about, tooOften.answer = "the sixth within a minute", map[string]any{"error": "9"}
	return []step{
		first,
		{
			about: "status with all parameters", operation: "get_status",
			arguments: byPassword("phone", phone, "id", "order-7", "all", "1"), answer: detailed(nil),
		},
		{
			about: "status with a query", operation: "get_status2",
			arguments: byPassword("phone", phone, "id", "order-7", "query", ""), answer: basic,
		},
		{
			about: "status with all parameters and a query, by key", operation: "get_status2",
			arguments: byKey("phone", phone, "id", "order-7", "all", "2", "query", "x=1", "apikey", apiKey),
			answer:    detailed(map[string]any{"operator": "Київстар", "region": "Україна"}),
		},
		{
			about: "of a message that waits", operation: "get_status",
			arguments: byPassword("phone", "+380671234567", "id", "order-8"),
			answer: map[string]any{
				"status": "-1", "last_date": "10.03.2026 12:00:00", "last_timestamp": "1773133200", "err": "0",
			},
		},
		{
			about: "of no message", operation: "get_status",
			arguments: byPassword("phone", phone, "id", "none"), answer: map[string]any{"error": "3"},
		},
		first, first, first, first, tooOften,
	}
}
