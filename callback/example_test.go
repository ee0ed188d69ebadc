package callback_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
)

// exampleSecret is what is entered in the account, beside the URL.
const exampleSecret = "correct horse battery staple"

// exampleURL is the URL that is entered in the account.
const exampleURL = "https://shop.example/smsc?charset=utf-8&sha1"

// A handler for the URL that is set in the account, and a request as the service
// makes it.
func Example() {
	handler, err := callback.NewHandler(exampleSecret, func(_ context.Context, event callback.Event) error {
		switch e := event.(type) {
		case callback.StatusReport:
			fmt.Println("message", e.ID, "to", e.Recipient, "is", e.Status)
		case callback.IncomingMessage:
			fmt.Println(e.Phone, "writes:", e.Text)
		case callback.WaitCall:
			fmt.Println(e.Phone, "called at", e.CalledAt)
		}
		return nil // or an error, and the service is answered 500
	})
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/smsc", handler)

	r, err := callback.NewRequest(context.Background(), exampleURL, exampleSecret, callback.StatusReport{
		ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered,
	})
	if err != nil {
		panic(err)
	}
	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, r)
	fmt.Println(answer.Code, answer.Body)
	// Output:
	// message order-7 to 380501234567 is delivered
	// 200 OK
}

// What is refused, and why, for a log or a counter.
func ExampleWithErrorHook() {
	receive := func(context.Context, callback.Event) error { return nil }
	handler, err := callback.NewHandler(exampleSecret, receive,
		callback.WithErrorHook(func(_ *http.Request, err error) { fmt.Println(err) }))
	if err != nil {
		panic(err)
	}

	forged, err := callback.NewRequest(context.Background(), exampleURL, "a guess", callback.IncomingMessage{
		Phone: "380671234567", Text: "STOP", To: "380441112233",
	})
	if err != nil {
		panic(err)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, forged)
	fmt.Println(answer.Code)
	// Output:
	// callback: the checksum does not fit
	// 403
}

// A test of a handler, with everything that a report can say. The URL says how it is
// written: here as JSON.
func ExampleNewRequest() {
	report := callback.StatusReport{
		ID:            "order-7",
		Recipient:     "380501234567",
		Status:        smsc.StatusUndeliverable,
		ChangedAt:     time.Date(2026, time.March, 10, 10, 0, 0, 0, time.UTC),
		DeliveryError: smsc.Optional[smsc.DeliveryCode]{Value: 6, Present: true},
		Cost:          smsc.Optional[decimal.Decimal]{Value: decimal.RequireFromString("0.35"), Present: true},
	}
	handler, err := callback.NewHandler(exampleSecret, func(_ context.Context, event callback.Event) error {
		e := event.(callback.StatusReport)
		fmt.Println(e.Status, "because:", e.DeliveryError, "for", e.Cost, "at", e.ChangedAt.Format(time.TimeOnly))
		return nil
	})
	if err != nil {
		panic(err)
	}
	r, err := callback.NewRequest(context.Background(), "https://shop.example/smsc?fmt=3&md5&sha1", exampleSecret, report)
	if err != nil {
		panic(err)
	}
	handler.ServeHTTP(httptest.NewRecorder(), r)
	// Output: cannot be delivered because: subscriber offline for 0.35 at 10:00:00
}

// A router whose handlers are functions of its own.
func ExampleParse() {
	handle := func(r *http.Request) (status int) {
		event, err := callback.Parse(r, exampleSecret)
		if refused, ok := errors.AsType[*callback.RequestError](err); ok {
			return refused.Status
		}
		if err != nil { // an empty secret
			return http.StatusInternalServerError
		}
		if message, ok := event.(callback.IncomingMessage); ok {
			fmt.Println(message.Text)
		}
		return http.StatusOK
	}

	r, err := callback.NewRequest(context.Background(), exampleURL, exampleSecret, callback.IncomingMessage{
		Phone: "380671234567", Text: "Так, приїду о п'ятій", To: "380441112233",
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(handle(r))
	fmt.Println(handle(httptest.NewRequest(http.MethodPost, exampleURL, strings.NewReader("test=1"))))
	// Output:
	// Так, приїду о п'ятій
	// 200
	// 400
}

// A request that is written by hand.
func ExampleSign() {
	sum, err := callback.Sign(callback.ChecksumMD5, exampleSecret, callback.StatusReport{
		ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered,
	})
	if err != nil {
		panic(err)
	}
	body := "id=order-7&phone=380501234567&status=1&fancy=new&md5=" + sum
	r := httptest.NewRequest(http.MethodPost, exampleURL, strings.NewReader(body))

	event, err := callback.Parse(r, exampleSecret)
	if err != nil {
		panic(err)
	}
	fmt.Println(event.(callback.StatusReport).Extra)
	// Output: map[fancy:[new]]
}

// A secret that is missing shows when the program starts, and not when the first
// report comes.
func ExampleNewHandler_noSecret() {
	_, err := callback.NewHandler("", func(context.Context, callback.Event) error { return nil })
	fmt.Println(err)
	// Output: callback: the secret must not be empty
}
