package doctor

// The costs of checks.
const (
	free       = "nothing"
	oneBalance = "1 of the 10 balance requests of a minute"
	oneCost    = "1 price request"
	oneStatus  = "1 status request"
	oneMessage = "1 message"
	ifAccepted = "1 message if it is accepted"
)

// catalog are the checks that send nothing and spend nothing.
var catalog = []check{
	{id: "dns", expected: "the host's name has an address", costs: free, run: checkDNS},
	{id: "tcp.ipv4", expected: "connects", costs: free, needs: []string{"dns"}, run: checkIPv4},
	{id: "tcp.ipv6", expected: "connects", costs: free, needs: []string{"dns"}, run: checkIPv6},
	{id: "tls", expected: "TLS 1.2 or newer", costs: free, needs: []string{"dns"}, run: checkTLS},
	{
		id: "tls.certificate", expected: "trusted, for this host, valid for two weeks more", costs: free,
		needs: []string{"dns", "tls"}, run: checkCertificate,
	},
	{id: "http", expected: "no redirect", costs: free, needs: []string{"dns", "tls", "tls.certificate"}, run: checkHTTP},
	{id: "latency", expected: "less than 5 s", costs: free, needs: []string{"http"}, run: checkLatency},
	{id: "clock", expected: "the service's clock and this machine's agree", costs: free, needs: []string{"http"}, run: checkClock},

	{id: "wsdl", expected: "a WSDL at ?wsdl", costs: free, needs: []string{"http"}, run: checkWSDL},
	{id: "wsdl.namespace", expected: "the endpoint's URL", costs: free, run: checkNamespace},
	{
		id: "wsdl.action", expected: "soapAction is the namespace", costs: free,
		run: checkDifferences("wsdl.action", "PHP does not look at it. A stricter server would."),
	},
	{
		id: "wsdl.operations", expected: "the 7 operations, document/literal, with their elements", costs: free,
		run: checkDifferences("wsdl.operations", "Calls of an operation that is gone or named otherwise fail."),
	},
	{
		id: "wsdl.requests", expected: "the elements, types and order that the client writes", costs: free,
		run: checkDifferences("wsdl.requests", "The client writes requests by the older contract: please open an issue with this report."),
	},
	{
		id: "wsdl.answers", expected: "the elements and types that the client reads", costs: free,
		run: checkDifferences("wsdl.answers", "The client keeps what it does not know in Extra. Please open an issue with this report."),
	},
	{id: "wsdl.additions", expected: "apikey, sms_cnt and phones, which the page of 2025 documents", costs: free, run: checkAdditions},

	{
		id: "credentials", expected: "login and password are accepted", costs: oneBalance, account: true,
		needs: []string{"http"}, run: checkCredentials,
	},
	{
		id: "key", expected: "the API key is accepted in query and as an element", costs: oneStatus, account: true, key: true,
		needs: []string{"http", "credentials"}, run: checkKey,
	},
	{
		id: "key.query", expected: "in query alone", costs: oneStatus, account: true, key: true,
		needs: []string{"http", "credentials"}, run: checkKeyQuery,
	},
	{
		id: "key.element", expected: "as an element alone", costs: oneBalance, account: true, key: true,
		needs: []string{"http", "credentials"}, run: checkKeyElement,
	},
	{
		id: "key.password", expected: "as the password, with an empty login", costs: oneBalance, account: true, key: true,
		needs: []string{"http", "credentials"}, run: checkKeyPassword,
	},
	{
		id: "namespace.https", expected: "accepted if the endpoint is https, else refused", costs: oneBalance, account: true,
		needs: []string{"http", "credentials"}, run: checkScheme("https"),
	},
	{
		id: "namespace.http", expected: "accepted if the endpoint is http, else refused", costs: oneBalance, account: true,
		needs: []string{"http", "credentials"}, run: checkScheme("http"),
	},
	{
		id: "status.unknown", expected: "code 3 for a message that nobody has sent", costs: oneStatus, account: true,
		needs: []string{"http", "credentials"}, run: checkStatus,
	},
	{
		id: "status2.unknown", expected: "code 3 by get_status2 too", costs: oneStatus, account: true,
		needs: []string{"http", "credentials"}, run: checkStatus2,
	},
	{id: "code.http", expected: "a code comes with HTTP status 200", costs: free, needs: []string{"status.unknown"}, run: checkHTTPStatus},
	{
		id: "cost", expected: "a price", costs: oneCost, account: true,
		needs: []string{"http", "credentials"}, run: checkCost,
	},
	{
		id: "cost.maxsms", expected: "with maxsms=1, the price of one part", costs: oneCost, account: true,
		needs: []string{"cost"}, run: checkCostParts,
	},
	{
		id: "cost.op", expected: "with op=1, a price without phones", costs: oneCost, account: true,
		needs: []string{"cost"}, run: checkCostReport,
	},
	{id: "reserve", expected: "not known", costs: free, run: checkReserve},
}

// sendingChecks are those that need a message.
var sendingChecks = []check{
	{
		id: "send.price", expected: "a price, and your consent", costs: oneCost, account: true,
		needs: []string{"http", "credentials"}, run: checkPrice,
	},
	{id: "send", expected: "accepted", costs: oneMessage, account: true, needs: []string{"send.price"}, run: checkSend},
	{
		id: "send.unasked", expected: "cost, balance and cnt come unasked", costs: free,
		message: true, needs: []string{"send"}, run: checkUnasked,
	},
	{
		id: "send.identical", expected: "an identical request within a minute is refused", costs: ifAccepted, account: true,
		message: true, needs: []string{"send"}, run: checkIdentical,
	},
	{
		id: "send.same-text", expected: "not known: the same text to the same number, with another ID", costs: ifAccepted, account: true,
		message: true, needs: []string{"send"}, run: checkSameText,
	},
	{
		id: "status.visible", expected: "a status request knows the message within 2 minutes", costs: "1-9 status requests", account: true,
		message: true, needs: []string{"send"}, run: checkVisible,
	},
	{
		id: "status.plus", expected: "not known: found by the number without +", costs: oneStatus, account: true,
		message: true, needs: []string{"status.visible"}, run: checkWithoutPlus,
	},
	{
		id: "status.local", expected: "not known: found by the number as it is dialled in its country", costs: oneStatus, account: true,
		message: true, needs: []string{"status.visible"}, run: checkLocal,
	},
	{
		id: "status.parts", expected: "a status has sms_cnt", costs: free,
		message: true, status: true, needs: []string{"status.visible"}, run: checkParts,
	},
	{
		id: "status.dates", expected: "dates in UTC+3, with timestamps", costs: free,
		message: true, status: true, needs: []string{"status.visible"}, run: checkDates,
	},
	{
		id: "status.clock", expected: "the service's clock and this machine's agree", costs: free,
		message: true, status: true, needs: []string{"status.visible"}, run: checkTimestamp,
	},
	{
		id: "reserve.state", expected: "not known: a reserve host knows the message", costs: oneStatus, account: true,
		message: true, needs: []string{"status.visible"}, run: checkReserveState,
	},
}

// Check describes a check.
type Check struct {
	// ID is its stable name, for [Config].Skip.
	ID string `json:"id"`
	// Expected is what the library assumes, and Costs what the check costs.
	Expected string `json:"expected"`
	Costs    string `json:"costs"`
	// Sends tells that only [RunAndSend] runs it.
	Sends bool `json:"sends"`
}

// Checks returns all checks, in the order in which they run.
func Checks() []Check {
	all := make([]Check, 0, len(catalog)+len(sendingChecks))
	for _, c := range catalog {
		all = append(all, Check{ID: c.id, Expected: c.expected, Costs: c.costs})
	}
	for _, c := range sendingChecks {
		all = append(all, Check{ID: c.id, Expected: c.expected, Costs: c.costs, Sends: true})
	}
	return all
}
