//go:build interop

package interop_test

import "strings"

// rawNames are about the name of the call, which says what is asked for.
func rawNames() []rawRequest {
	absent := func(name string) outcome { return fault("Server", "Procedure '"+name+"' not present") }
	return []rawRequest{
		{name: "an ordinary request", body: plain, php: answered},
		{name: "other prefixes", body: swap("soap:", "E:", ":soap=", ":E=", "m:balance", "b-1:balance", ":m=", ":b-1="), php: answered},
		{
			name: "a default namespace that the children take back",
			body: swap("m:balance", "balance", ":m=", "=", "<login>", `<login xmlns="">`, "<psw>", `<psw xmlns="">`),
			php:  answered,
		},
		{name: "the call's namespace by default", body: swap("m:balance", "balance", ":m=", "="), php: answered},
		{
			name: "the call's namespace by default, from Body",
			body: swap("m:balance", "balance", ` xmlns:m="{ns}"`, "", "<soap:Body>", `<soap:Body xmlns="{ns}">`),
			php:  answered,
		},
		{
			name: "the call's prefix from Envelope",
			body: swap(` xmlns:m="{ns}"`, "", " xmlns:soap", ` xmlns:m="{ns}" xmlns:soap`),
			php:  answered,
		},
		{name: "the envelope's namespace by default", body: swap("soap:", "", ":soap=", "="), php: answered},
		{name: "a foreign namespace", body: swap("{ns}", "https://smsc.kz/sys/soap.php"), php: absent("balance")},
		{
			name: "a foreign namespace, and its SOAPAction", body: swap("{ns}", "https://smsc.kz/sys/soap.php"),
			header: []string{"Content-Type: " + xml11, `SOAPAction: "https://smsc.kz/sys/soap.php"`}, php: absent("balance"),
		},
		{name: "a namespace with a slash at its end", body: swap("{ns}", "{ns}/"), php: absent("balance")},
		{name: "a namespace with a blank at its end", body: swap("{ns}", "{ns} "), php: absent("balance")},
		{name: "a namespace with a query", body: swap("{ns}", "{ns}?wsdl"), php: absent("balance")},
		{name: "no namespace", body: swap("m:balance", "balance", ` xmlns:m="{ns}"`, ""), php: absent("balance")},
		{name: "a prefix that is bound to nothing", body: swap(` xmlns:m="{ns}"`, ""), php: absent("m:balance")},
		{name: "a prefix of nothing and a foreign name", body: swap(` xmlns:m="{ns}"`, "", "m:balance", "q:x"), php: absent("q:x")},
		{name: "an element of no operation", body: swap("m:balance", "m:saldo"), php: absent("saldo")},
		{name: "an element of no operation, in Cyrillic", body: swap("m:balance", "m:баланс"), php: absent("баланс")},
		{name: "an element in capitals", body: swap("m:balance", "m:BALANCE"), php: absent("BALANCE")},
		{name: "an element of an answer", body: swap("m:balance", "m:BalanceResponse"), php: absent("BalanceResponse")},
		{name: "the operation's name for the element's", body: swap("m:balance", "m:get_balance"), php: absent("get_balance")},
		{
			name: "the operation's name for the element's, without children",
			body: swap(call, `<m:get_balance xmlns:m="{ns}"/>`), php: absent("get_balance"),
		},
		{
			name: "an element with a name of 100 characters", body: swap("m:balance", "m:"+strings.Repeat("a", 100)),
			php: absent(strings.Repeat("a", 100)),
		},
		{
			name: "a Fault for a call",
			body: swap(call, "<soap:Fault><faultcode>soap:Client</faultcode><faultstring>x</faultstring></soap:Fault>"),
			php:  absent("Fault"),
		},
	}
}
