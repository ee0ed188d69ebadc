package smsctest

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

// Result is what [Answer] can answer with.
type Result interface {
	*smsc.SendResult | *smsc.CostResult | *smsc.StatusResult | *smsc.BalanceResult | *smsc.APIError
}

// Answer returns a function that answers requests with a result, in the form in
// which the service would. It is for tests that replace
// single answers, for instance as a responder of package httpmock:
//
//	httpmock.RegisterResponder("POST", endpoint, smsctest.Answer(&smsc.SendResult{ID: "order-7"}))
//
// It reads each request, so that the answer is that of the operation that was
// called, in the namespace that was used. A send is answered with the ID of the
// request, or else 1, when the result has none, and with a count of 1 when it has
// none. An *smsc.APIError answers any operation. Any other result fails as a
// transport does when another operation is called, and so does a request that
// breaks the contract. The function keeps nothing and is safe for concurrent use.
//
// Nothing is accepted: to see what was sent, use a [Gateway].
func Answer[R Result](result R) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		c, namespace, err := readForeign(req)
		if err != nil {
			return nil, fmt.Errorf("smsctest: Answer: %w", err)
		}
		a := answerOf(any(result), c)
		switch {
		case a == nil:
			return nil, fmt.Errorf("smsctest: Answer: %s was called, which a %T does not answer", c.op.name, result)
		case !a.wellFormed():
			return nil, errors.New("smsctest: Answer: the result has a name or a text in it that XML cannot carry")
		}
		return answerResponse(a.render(c.op, namespace, soap11), soap11).inMemory(req), nil
	}
}

// readForeign reads a request of a client, in whatever namespace it is.
func readForeign(req *http.Request) (c *call, namespace string, err error) {
	document, err := readBody(req, defaultMaxRequest)
	if err != nil {
		return nil, "", err
	}
	namespace = namespaceOf(document)
	c, fault := readStrictly(serviceContract(), namespace, document)
	if fault != nil {
		return nil, "", fmt.Errorf("the request breaks the contract: %s", fault.text)
	}
	return c, namespace, nil
}

// namespaceOf is the namespace of what a document calls: that of the first
// element that is not SOAP's. "" when there is none.
func namespaceOf(document []byte) string {
	tokens := xml.NewDecoder(bytes.NewReader(document)) //nolint:gosec // nothing is made of it but strings
	for {
		token, err := tokens.Token()
		if err != nil {
			return ""
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Space != soapNamespace {
			return start.Name.Space
		}
	}
}

// answerOf is the answer to a call that says the result, nil if none does.
func answerOf(result any, c *call) *answer {
	a := &answer{}
	switch family := c.op.family(); r := result.(type) {
	case *smsc.APIError:
		a.addText("id", r.ID)
		a.addInt("error", int64(r.Code))
		return a
	case *smsc.SendResult:
		if family != familySend {
			return nil
		}
		a.addSend(r, c.elements["id"])
	case *smsc.CostResult:
		if family != familyCost {
			return nil
		}
		a.add("cost", r.Cost.String())
		addOptional(a, "cnt", r.Count)
		a.addExtra(r.Extra)
	case *smsc.StatusResult:
		if family != familyStatus {
			return nil
		}
		a.addStatus(r)
	case *smsc.BalanceResult:
		if family != familyBalance {
			return nil
		}
		a.add("balance", r.Balance.String())
		a.addExtra(r.Extra)
	}
	return a
}

func (a *answer) addSend(r *smsc.SendResult, id string) {
	a.add("id", cmp.Or(r.ID, id, "1"))
	addOptional(a, "balance", r.Balance)
	addOptional(a, "cost", r.Cost)
	count := r.Count
	if !count.Present {
		count.Present, count.Value = true, 1 // a success counts what was accepted
	}
	addOptional(a, "cnt", count)
	a.addExtra(r.Extra)
	for _, failed := range r.Failed {
		var of answer
		of.add("phone", failed.Recipient)
		of.addInt("status", int64(failed.Status.Value))
		of.addExtra(failed.Extra)
		a.items = append(a.items, item{name: "errors", leaves: of.leaves})
	}
	for _, report := range r.Recipients {
		var of answer
		of.add("phone", report.Recipient)
		of.addText("mcc", report.MCC)
		of.addText("mnc", report.MNC)
		addOptional(&of, "cost", report.Cost)
		addOptional(&of, "status", report.Status)
		addOptional(&of, "error", report.DeliveryError)
		of.addExtra(report.Extra)
		a.items = append(a.items, item{name: "phones", leaves: of.leaves})
	}
}

func (a *answer) addStatus(r *smsc.StatusResult) {
	a.addInt("status", int64(r.Status))
	a.addMoment("last", r.ChangedAt)
	addOptional(a, "err", r.DeliveryError)
	a.addMoment("send", r.SentAt)
	a.addText("phone", r.Recipient)
	addOptional(a, "cost", r.Cost)
	a.addText("sender_id", r.Sender)
	a.addText("status_name", r.StatusName)
	a.addText("message", r.Text)
	a.addText("operator", r.Operator)
	a.addText("region", r.Region)
	addOptional(a, "sms_cnt", r.Parts)
	a.addExtra(r.Extra)
}

// addText adds a leaf unless it is empty.
func (a *answer) addText(name, value string) {
	if value != "" {
		a.add(name, value)
	}
}

// addMoment adds a date and its timestamp unless the time is zero.
func (a *answer) addMoment(name string, t time.Time) {
	if !t.IsZero() {
		a.add(name+"_date", t.In(moscow).Format(dateLayout))
		a.addInt(name+"_timestamp", t.Unix())
	}
}

// addOptional adds a number unless it is absent.
func addOptional[T smsc.StatusCode | smsc.DeliveryCode | int | decimal.Decimal](a *answer, name string, o smsc.Optional[T]) {
	if !o.Present {
		return
	}
	switch v := any(o.Value).(type) {
	case smsc.StatusCode:
		a.addInt(name, int64(v))
	case smsc.DeliveryCode:
		a.addInt(name, int64(v))
	case int:
		a.addInt(name, int64(v))
	case decimal.Decimal:
		a.add(name, v.String())
	}
}

// addExtra adds the elements that the SDK has no field for.
func (a *answer) addExtra(extra url.Values) {
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		for _, value := range extra[name] {
			a.add(name, value)
		}
	}
}

var elementName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// wellFormed reports whether the answer can be written as XML.
func (a *answer) wellFormed() bool {
	ok := func(leaves []leaf) bool {
		for _, l := range leaves {
			if !elementName.MatchString(l.name) || !printableXML(l.value) {
				return false
			}
		}
		return true
	}
	for _, i := range a.items {
		if !ok(i.leaves) {
			return false
		}
	}
	return ok(a.leaves)
}
