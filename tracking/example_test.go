package tracking_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
	"github.com/go-smsc/smsc/tracking"
)

// exampleTB stands for the *testing.T of a test.
type exampleTB struct{}

func (exampleTB) Helper()                   {}
func (exampleTB) Cleanup(func())            {}
func (exampleTB) Fatalf(f string, a ...any) { panic(fmt.Sprintf(f, a...)) }

// Send a message and wait for its end.
func ExampleWait() {
	gateway := smsctest.New(smsctest.WithLife("", smsctest.Delivered(0)))
	client := gateway.Client(exampleTB{})
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()

	request := smsc.SendRequest{To: []string{"+380501234567"}, Text: "Ваш код 1234"}
	sent, err := client.Send(ctx, request)
	if err != nil {
		panic(err)
	}
	result, err := tracking.Wait(ctx, client, sent.Refs(request)[0], sentEarlier)
	fmt.Println(result.Status, err)
	// Output: delivered <nil>
}

// sentEarlier spares the examples the wait for the first question.
var sentEarlier = tracking.WithLife(func(smsc.Ref) tracking.Life {
	return tracking.Life{SentAt: time.Now().Add(-3 * time.Minute)}
})

// Follow what was stored, by another process for instance.
func ExampleTrack() {
	gateway := smsctest.New(
		smsctest.WithLife("38050", smsctest.Delivered(0)),
		smsctest.WithLife("38067", smsctest.Failed(0, smsc.StatusUndeliverable, 6)))
	client := gateway.Client(exampleTB{})
	ctx := context.Background()

	request := smsc.SendRequest{ID: "news-7", To: []string{"+380501234567", "+380671234567"}, Text: "Новини"}
	sent, err := client.Send(ctx, request)
	if err != nil {
		panic(err)
	}
	stored, err := json.Marshal(sent.Refs(request))
	if err != nil {
		panic(err)
	}

	var refs []smsc.Ref
	if err := json.Unmarshal(stored, &refs); err != nil {
		panic(err)
	}
	for ref, result := range tracking.Track(ctx, client, slices.Values(refs), sentEarlier) {
		switch {
		case result.Err != nil:
			fmt.Println(ref.Recipient, result.Err)
		case result.Status.Status.Delivered():
			fmt.Println(ref.Recipient, "delivered")
		default:
			fmt.Println(ref.Recipient, result.Status.Status, "because:", result.Status.DeliveryError)
		}
	}
	// Unordered output:
	// +380501234567 delivered
	// +380671234567 cannot be delivered because: subscriber offline
}

// A delivery report ends a message without a question.
func ExampleTracker_Report() {
	gateway := smsctest.New()
	tracker, err := tracking.New(gateway.Client(exampleTB{}), tracking.WithSchedule(tracking.Fallback))
	if err != nil {
		panic(err)
	}

	// The handler of package callback calls this for each report. It may come early,
	// and the number has no plus then.
	tracker.Report(smsc.Ref{ID: "order-7", Recipient: "380501234567"}, smsc.StatusResult{Status: smsc.StatusDelivered})

	refs := []smsc.Ref{{ID: "order-7", Recipient: "+380501234567"}}
	for ref, result := range tracker.Track(context.Background(), slices.Values(refs)) {
		fmt.Println(ref.ID, result.Status.Status, "reported:", result.Reported, "questions:", result.Questions)
	}
	// Output: order-7 delivered reported: true questions: 0
}

// When a message is asked for that is on its way for a day.
func ExampleFrugal() {
	for age := time.Duration(0); ; {
		age += tracking.Frugal(age, smsc.StatusPassed)
		if age > 24*time.Hour {
			break
		}
		fmt.Println(age)
	}
	// Output:
	// 2m5s
	// 32m5s
	// 1h4m10s
	// 2h8m20s
	// 4h16m40s
	// 8h33m20s
	// 14h33m20s
	// 20h33m20s
}

// A schedule of one's own.
func ExampleWithSchedule() {
	client := smsctest.New().Client(exampleTB{})
	patient := func(age time.Duration, status smsc.StatusCode) time.Duration {
		if status == smsc.StatusStopped {
			return 6 * time.Hour // somebody has to start the mailing again
		}
		return tracking.Frugal(age, status)
	}
	_, err := tracking.New(client, tracking.WithSchedule(patient), tracking.WithRate(300))
	fmt.Println(err)
	// Output: <nil>
}
