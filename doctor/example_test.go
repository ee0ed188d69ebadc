package doctor_test

import (
	"context"
	"fmt"
	"time"

	"github.com/go-smsc/smsc/doctor"
	"github.com/go-smsc/smsc/smsctest"
)

// A health check of a service: is the gateway there, is the account good, has the
// contract changed? It sends nothing. Leave Transport out to examine the real service.
func ExampleRun() {
	gateway := smsctest.New()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	report, err := doctor.Run(ctx, doctor.Config{
		Endpoint: smsctest.Endpoint, Login: "demo", Password: "wrong", Transport: gateway.Transport(),
		Skip: []string{"clock", "cost.", "namespace.", "reserve"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, found := range report.Findings {
		if found.Severity >= doctor.Warning {
			fmt.Println(found.Severity, found.ID, found.Seen)
		}
	}
	fmt.Println("healthy:", report.Worst() < doctor.Failure)
	// Output:
	// failure credentials code 2
	// healthy: false
}
