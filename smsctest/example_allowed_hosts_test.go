package smsctest_test

import (
	"fmt"

	"github.com/go-smsc/smsc/smsctest"
)

// In a network of containers the emulator has a name. API and page are served under
// it when it is allowed.
func ExampleWithAllowedHosts() {
	gateway := smsctest.New(smsctest.WithAllowedHosts("sms"))
	for _, host := range []string{"sms:7672", "localhost:7672", "example.org"} {
		fmt.Println(host, gateway.AllowsHost(host))
	}
	// Output:
	// sms:7672 true
	// localhost:7672 true
	// example.org false
}
