//go:build interop

package interop_test

import (
	"context"
	"maps"
	"net/netip"
	"net/url"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

const (
	login    = "demo"
	password = `pa55<&>"'ж`
	apiKey   = "k&y=<ключ>"
	phone    = "+380501234567"

	// awkward holds what a careless stack loses on the way: letters outside
	// ASCII and outside the basic plane, XML's own signs, the end of a CDATA
	// section, a carriage return that XML would turn into a line feed, leading
	// and trailing blanks.
	awkward = " Привіт 😀 <&>\"' ]]> &amp; %41+\r\n\tкінець\rі ще\n "

	// awkwardAnswer is the text of a message in the answers of server.php and
	// server.c.
	awkwardAnswer = "Привіт 😀 <&>\"' ]]> \r\n\tкінець\rі ще"
)

// clientCall is a call of the client, and what a server is to read out of it.
type clientCall struct {
	name    string
	key     bool // authorises by the API key
	options []smsc.Option
	call    func(ctx context.Context, client *smsc.Client) (any, error)

	operation string            // in the WSDL
	elements  map[string]string // all but query; exactly these
	query     map[string]string // decoded; nil: there is no query element
	result    any
}

func send(request smsc.SendRequest) func(context.Context, *smsc.Client) (any, error) {
	return func(ctx context.Context, client *smsc.Client) (any, error) { return client.Send(ctx, request) }
}

func price(request smsc.SendRequest) func(context.Context, *smsc.Client) (any, error) {
	return func(ctx context.Context, client *smsc.Client) (any, error) { return client.Cost(ctx, request) }
}

func status(request smsc.StatusRequest) func(context.Context, *smsc.Client) (any, error) {
	return func(ctx context.Context, client *smsc.Client) (any, error) { return client.Status(ctx, request) }
}

func balance(ctx context.Context, client *smsc.Client) (any, error) { return client.Balance(ctx) }

// fields are the elements of a request with login and password, given as names
// and values.
func fields(pairs ...string) map[string]string {
	return merge(map[string]string{"login": login, "psw": password}, pairs)
}

// keyFields are the elements of a request with an API key.
func keyFields(pairs ...string) map[string]string {
	return merge(map[string]string{"login": "", "psw": ""}, pairs)
}

func query(pairs ...string) map[string]string { return merge(map[string]string{}, pairs) }

func merge(into map[string]string, pairs []string) map[string]string {
	for i := 0; i < len(pairs); i += 2 {
		into[pairs[i]] = pairs[i+1]
	}
	return into
}

func money(amount string) decimal.Decimal { return decimal.RequireFromString(amount) }

func some[T any](value T) smsc.Optional[T] { return smsc.Optional[T]{Value: value, Present: true} }

// sent is what server.php and server.c answer to send_sms2.
func sent(id string) *smsc.SendResult {
	return &smsc.SendResult{
		ID: id, Count: some(3), Cost: some(money("1.2345")), Balance: some(money("98.7655")),
		Failed: []smsc.FailedRecipient{
			{Recipient: "380990000001", Status: some(smsc.StatusUnavailable)},
			{Recipient: "380990000002", Status: some(smsc.StatusWrongNumber)},
		},
		Recipients: []smsc.RecipientReport{{
			Recipient: "380501234567", MCC: "255", MNC: "01", Cost: some(money("0.5")), Status: some(smsc.StatusWaiting),
		}},
	}
}

// shortStatus and fullStatus are what they answer to get_status and get_status2.
func shortStatus() *smsc.StatusResult {
	return &smsc.StatusResult{
		Status: smsc.StatusDelivered, ChangedAt: time.Unix(1773133205, 0).UTC(), DeliveryError: some(smsc.DeliveryCode(0)),
	}
}

func fullStatus() *smsc.StatusResult {
	return &smsc.StatusResult{
		Status: smsc.StatusUndeliverable, StatusName: "Неможливо доставити",
		ChangedAt: time.Unix(1773133205, 0).UTC(), SentAt: time.Unix(1773133200, 0).UTC(),
		DeliveryError: some(smsc.DeliveryCode(248)), Recipient: "380501234567", Cost: some(money("0.5")),
		Sender: "Shop", Text: awkwardAnswer, Parts: some(2), Operator: "Київстар", Region: "Україна",
	}
}

// operationCalls are all seven operations, each with the fewest parameters and
// with all that the client can give it.
func operationCalls() []clientCall {
	serverIDs := []smsc.Option{smsc.WithServerIDs()}
	everything := smsc.SendRequest{
		To: []string{phone, "380671234567"}, Groups: []int64{7}, Text: awkward, Comment: "коментар <&>", ID: "order-7.a_B", Sender: "Shop & Co",
		When:     smsc.SendLocal{Clock: time.Date(2031, time.December, 24, 18, 5, 0, 0, time.UTC), Zone: smsc.UTCOffset(2)},
		Spread:   smsc.Spread{Period: 90 * time.Minute, Interval: 10 * time.Minute},
		ValidFor: 23*time.Hour + 59*time.Minute, FileURL: "https://files.example/a%20b.png?x=1&y=2#z", ShortenLinks: true,
		MaxParts: 3, ConfirmDays: 30, Report: smsc.ReportCostAndBalance, ReportRecipients: true,
		CaptchaCode: "Ж7q", UserIP: netip.MustParseAddr("2001:db8::1"), PartnerID: 42,
		Extra: url.Values{"brand_new": {awkward}},
	}
	everythingQuery := query("tz", "-1", "period", "1.5", "freq", "10", "valid", "23:59",
		"fileurl", "https://files.example/a%20b.png?x=1&y=2#z", "tinyurl", "1", "maxsms", "3", "smsreq", "30", "cost", "3",
		"op", "1", "imgcode", "Ж7q", "userip", "2001:db8::1", "pp", "42", "err", "1", "brand_new", awkward)
	pricedQuery := query("fileurl", "https://files.example/a%20b.png?x=1&y=2#z", "tinyurl", "1", "maxsms", "3",
		"brand_new", awkward, "sender", "Shop & Co")

	return []clientCall{
		{
			name: "get_balance, fewest", call: balance,
			operation: "get_balance", elements: fields(), result: &smsc.BalanceResult{Balance: money("98.7655")},
		},
		{
			name: "get_balance, all", call: balance, key: true,
			operation: "get_balance", elements: keyFields("apikey", apiKey), result: &smsc.BalanceResult{Balance: money("98.7655")},
		},
		{
			name: "send_sms, fewest", options: serverIDs, call: send(smsc.SendRequest{To: []string{phone}, Text: "a"}),
			operation: "send_sms", elements: fields("phones", phone, "mes", "a"),
			result: &smsc.SendResult{ID: "77", Count: some(1)},
		},
		{
			name: "send_sms, all", options: []smsc.Option{smsc.WithoutFailedReports()},
			call: send(smsc.SendRequest{
				To: []string{phone}, Groups: []int64{7}, Text: awkward, ID: "2147483647", Sender: "Shop", When: smsc.SendAt(time.Unix(1924966800, 0)),
			}),
			operation: "send_sms",
			elements: fields("phones", phone+",G7", "mes", awkward, "id", "2147483647", "sender", "Shop",
				"time", "01924966800"),
			result: &smsc.SendResult{ID: "2147483647", Count: some(1), ReportsMissing: true},
		},
		{
			name: "send_sms2, fewest", options: serverIDs,
			call:      send(smsc.SendRequest{To: []string{phone}, Text: "a", MaxParts: 1}),
			operation: "send_sms2", elements: fields("phones", phone, "mes", "a"), query: query("maxsms", "1"),
			result: sent("77"),
		},
		{
			name: "send_sms2, all", call: send(everything), operation: "send_sms2",
			elements: fields("phones", phone+",380671234567,G7", "mes", awkward+"\n~~~\nкоментар <&>", "id", "order-7.a_B",
				"sender", "Shop & Co", "time", "2412311805"),
			query: everythingQuery, result: sent("order-7.a_B"),
		},
		{
			name: "send_sms2, all, API key", key: true, call: send(everything), operation: "send_sms2",
			elements: keyFields("phones", phone+",380671234567,G7", "mes", awkward+"\n~~~\nкоментар <&>", "id", "order-7.a_B",
				"sender", "Shop & Co", "time", "2412311805"),
			query: with(everythingQuery, "apikey", apiKey), result: sent("order-7.a_B"),
		},
		{
			name: "get_sms_cost, fewest and all", call: price(smsc.SendRequest{To: []string{phone}, Text: awkward}),
			operation: "get_sms_cost", elements: fields("phones", phone, "mes", awkward),
			result: &smsc.CostResult{Cost: money("0.5"), Count: some(1)},
		},
		{
			name: "get_sms_cost2, fewest", call: price(smsc.SendRequest{To: []string{phone}, Text: "a", MaxParts: 1}),
			operation: "get_sms_cost2", elements: fields("phones", phone, "mes", "a"), query: query("maxsms", "1"),
			result: &smsc.CostResult{Cost: money("1.5"), Count: some(3)},
		},
		{
			name: "get_sms_cost2, all", key: true, call: price(everything), operation: "get_sms_cost2",
			elements: keyFields("phones", phone+",380671234567,G7", "mes", awkward, "apikey", apiKey),
			query:    with(pricedQuery, "apikey", apiKey),
			result:   &smsc.CostResult{Cost: money("1.5"), Count: some(3)},
		},
		{
			name: "get_status, fewest", call: status(smsc.StatusRequest{Recipient: phone, ID: "1"}),
			operation: "get_status", elements: fields("phone", phone, "id", "1"), result: shortStatus(),
		},
		{
			name: "get_status, all", call: status(smsc.StatusRequest{Recipient: phone, ID: "a.B-c_9", Detail: smsc.DetailMessage}),
			operation: "get_status", elements: fields("phone", phone, "id", "a.B-c_9", "all", "1"), result: shortStatus(),
		},
		{
			name:      "get_status2, fewest",
			call:      status(smsc.StatusRequest{Recipient: phone, ID: "1", Extra: url.Values{"x": {""}}}),
			operation: "get_status2", elements: fields("phone", phone, "id", "1"), query: query("x", ""), result: fullStatus(),
		},
		{
			name: "get_status2, all", key: true,
			call: status(smsc.StatusRequest{
				Recipient: "user@mail.example", ID: "1", Detail: smsc.DetailOperator, Extra: url.Values{"brand_new": {awkward}},
			}),
			operation: "get_status2",
			elements:  keyFields("phone", "user@mail.example", "id", "1", "all", "2", "apikey", apiKey),
			query:     query("brand_new", awkward, "apikey", apiKey), result: fullStatus(),
		},
	}
}

func with(values map[string]string, pairs ...string) map[string]string {
	return merge(maps.Clone(values), pairs)
}
