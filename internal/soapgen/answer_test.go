package soapgen_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// newAnswers returns an empty answer of each operation.
func newAnswers() []soapgen.Answer {
	return []soapgen.Answer{
		&soapgen.BalanceAnswer{},
		&soapgen.SendAnswer{},
		&soapgen.Send2Answer{},
		&soapgen.CostAnswer{},
		&soapgen.Cost2Answer{},
		&soapgen.StatusAnswer{},
		&soapgen.Status2Answer{},
	}
}

// decode reads doc, whose root element is the body element of an answer.
func decode(doc string, a soapgen.Answer) error {
	d := soapgen.NewDecoder([]byte(doc), nil)
	token, err := d.Next()
	if err != nil {
		return err
	}
	if err := a.DecodeXML(d, token.(xml.StartElement)); err != nil {
		return err
	}
	if _, err := d.Next(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("after the answer: %w", err)
	}
	return nil
}

func TestAnswersOfAllOperations(t *testing.T) {
	t.Parallel()
	some := soapgen.Some
	status := "<status>1</status><last_date>02.01.2026 03:04:05</last_date><last_timestamp>1767312245</last_timestamp><err>0</err>" +
		"<error>0</error><send_date>02.01.2026 03:04:00</send_date><send_timestamp>1767312240</send_timestamp><phone>380501234567</phone>" +
		"<cost>0.71</cost><sender_id>demo</sender_id><status_name>Delivered</status_name><message>Ваш код 1234</message>" +
		"<operator>Kyivstar</operator><region>Ukraine</region><sms_cnt>1</sms_cnt>"
	for _, c := range []struct {
		name, doc string
		want      soapgen.Answer
	}{
		{
			"get_balance", "<BalanceResponse><balanceresult><balance>100.5</balance></balanceresult></BalanceResponse>",
			&soapgen.BalanceAnswer{Balance: some("100.5")},
		},
		{
			"get_balance, error", "<BalanceResponse><balanceresult><error>2</error></balanceresult></BalanceResponse>",
			&soapgen.BalanceAnswer{Error: some("2")},
		},
		{
			"send_sms", "<SendResponse><sendresult><id>42</id><balance>1</balance><cost>0.71</cost><cnt>2</cnt><error>0</error></sendresult></SendResponse>",
			&soapgen.SendAnswer{ID: some("42"), Balance: some("1"), Cost: some("0.71"), Cnt: some("2"), Error: some("0")},
		},
		{
			"send_sms2", "<Send2Response><sendresult><id>42</id><cnt>2</cnt>" +
				"<errors><phone>1</phone><status>7</status></errors><errors><status>8</status><phone>2</phone></errors>" +
				"<phones><phone>3</phone><mcc>255</mcc><mnc>01</mnc><cost>0.71</cost><status>0</status><error>0</error></phones><phones><phone/></phones>" +
				"</sendresult></Send2Response>",
			&soapgen.Send2Answer{
				ID: some("42"), Cnt: some("2"),
				Errors: []soapgen.Error{{Phone: "1", Status: "7"}, {Phone: "2", Status: "8"}},
				Phones: []soapgen.Phone{
					{Phone: some("3"), MCC: some("255"), MNC: some("01"), Cost: some("0.71"), Status: some("0"), Error: some("0")},
					{Phone: some("")},
				},
			},
		},
		{
			"send_sms2, items first", "<Send2Response><sendresult><errors><phone>1</phone></errors><phones><phone>1</phone></phones><id>42</id></sendresult></Send2Response>",
			&soapgen.Send2Answer{ID: some("42"), Errors: []soapgen.Error{{Phone: "1"}}, Phones: []soapgen.Phone{{Phone: some("1")}}},
		},
		{
			"get_sms_cost", "<CostResponse><costresult><cost>0.71</cost><cnt>1</cnt><error/></costresult></CostResponse>",
			&soapgen.CostAnswer{Cost: some("0.71"), Cnt: some("1"), Error: some("")},
		},
		{
			"get_sms_cost2", "<Cost2Response><costresult><cost>0.71</cost><cnt>1</cnt><error/></costresult></Cost2Response>",
			&soapgen.Cost2Answer{Cost: some("0.71"), Cnt: some("1"), Error: some("")},
		},
		{
			"get_status", "<StatusResponse><statusresult>" + status + "</statusresult></StatusResponse>",
			&soapgen.StatusAnswer{
				Status: some("1"), LastDate: some("02.01.2026 03:04:05"), LastTimestamp: some("1767312245"), Err: some("0"), Error: some("0"),
				SendDate: some("02.01.2026 03:04:00"), SendTimestamp: some("1767312240"), Phone: some("380501234567"), Cost: some("0.71"),
				SenderID: some("demo"), StatusName: some("Delivered"), Message: some("Ваш код 1234"), Operator: some("Kyivstar"),
				Region: some("Ukraine"), SMSCnt: some("1"),
			},
		},
		{
			"get_status2", "<Status2Response><statusresult>" + status + "</statusresult></Status2Response>",
			&soapgen.Status2Answer{
				Status: some("1"), LastDate: some("02.01.2026 03:04:05"), LastTimestamp: some("1767312245"), Err: some("0"), Error: some("0"),
				SendDate: some("02.01.2026 03:04:00"), SendTimestamp: some("1767312240"), Phone: some("380501234567"), Cost: some("0.71"),
				SenderID: some("demo"), StatusName: some("Delivered"), Message: some("Ваш код 1234"), Operator: some("Kyivstar"),
				Region: some("Ukraine"), SMSCnt: some("1"),
			},
		},
		{"an empty result", "<SendResponse><sendresult/></SendResponse>", &soapgen.SendAnswer{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := reflect.New(reflect.TypeOf(c.want).Elem()).Interface().(soapgen.Answer)
			require.NoError(t, decode(c.doc, got))
			assert.Equal(t, c.want, got)
		})
	}
}

// However it is written, it is the same answer.
func TestAnswerIsReadByLocalName(t *testing.T) {
	t.Parallel()
	want := soapgen.SendAnswer{ID: soapgen.Some("42"), Cost: soapgen.Some("0.71"), Cnt: soapgen.Some("1")}
	for name, doc := range map[string]string{
		"plain":            "<SendResponse><sendresult><id>42</id><cost>0.71</cost><cnt>1</cnt></sendresult></SendResponse>",
		"prefix":           `<n:SendResponse xmlns:n="https://smsc.ua/sys/soap.php"><sendresult><id>42</id><cost>0.71</cost><cnt>1</cnt></sendresult></n:SendResponse>`,
		"foreign":          `<n:SendResponse xmlns:n="urn:other"><n:sendresult><n:id>42</n:id><n:cost>0.71</n:cost><n:cnt>1</n:cnt></n:sendresult></n:SendResponse>`,
		"default":          `<SendResponse xmlns="urn:other"><sendresult xmlns=""><id>42</id><cost xmlns="urn:a">0.71</cost><cnt>1</cnt></sendresult></SendResponse>`,
		"order":            "<SendResponse><sendresult><cnt>1</cnt><cost>0.71</cost><id>42</id></sendresult></SendResponse>",
		"blanks":           "<SendResponse >\n <sendresult\t>\r\n <id>42</id> <cost>0.71</cost>\n<cnt>1</cnt>\t</sendresult> </SendResponse>\n",
		"CDATA":            "<SendResponse><sendresult><id><![CDATA[42]]></id><cost>0<![CDATA[.7]]>1</cost><cnt>1</cnt></sendresult></SendResponse>",
		"comments":         "<!--a--><SendResponse><!--a--><sendresult><!--a--><id><!--<b>-->4<!---->2</id><cost>0.71</cost><cnt><?pi?>1</cnt></sendresult></SendResponse><!--a-->",
		"references":       "<SendResponse><sendresult><id>&#52;&#x32;</id><cost>0.71</cost><cnt>1</cnt></sendresult></SendResponse>",
		"attributes":       `<SendResponse a="1"><sendresult b="2"><id xmlns:x="urn:x" x:type="string">42</id><cost>0.71</cost><cnt>1</cnt></sendresult></SendResponse>`,
		"unknown branches": "<SendResponse><a><b/></a><sendresult><a><id>43</id>text<b><id>44</id></b></a><id>42</id><cost>0.71</cost><cnt>1</cnt><a>text<b/></a></sendresult></SendResponse>",
		"nil":              `<SendResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><sendresult><id>42</id><balance i:nil="true"/><cost i:nil="false">0.71</cost><cnt i:nil="0">1</cnt><error i:nil="1"> </error></sendresult></SendResponse>`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := soapgen.SendAnswer{Error: soapgen.Some("left over"), Extra: []soapgen.Leaf{{}}}
			require.NoError(t, decode(doc, &got))
			assert.Equal(t, want, got)
		})
	}
}

func TestUnknownLeavesAreKept(t *testing.T) {
	t.Parallel()
	var a soapgen.Send2Answer
	require.NoError(t, decode(`<Send2Response><note>1</note><sendresult><id>42</id><new>a<![CDATA[&]]>b</new><empty/>`+
		`<errors><phone>1</phone><status>7</status><why>no</why></errors>`+
		`<phones>380501234567: 0.71</phones><phones/><phones xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>`+
		`<phones>text<phone>2</phone><net><name>x</name></net></phones>`+
		`</sendresult><after>2</after></Send2Response>`, &a))
	assert.Equal(t, soapgen.Send2Answer{
		ID:     soapgen.Some("42"),
		Errors: []soapgen.Error{{Phone: "1", Status: "7", Extra: []soapgen.Leaf{{Name: "why", Value: "no"}}}},
		Phones: []soapgen.Phone{{Phone: soapgen.Some("2")}},
		Extra: []soapgen.Leaf{
			{Name: "note", Value: "1"},
			{Name: "new", Value: "a&b"},
			{Name: "empty"},
			{Name: "phones", Value: "380501234567: 0.71"},
			{Name: "phones"},
			{Name: "phones", Value: "text"},
			{Name: "after", Value: "2"},
		},
	}, a)
}

func TestEveryAnswerKeepsUnknownLeaves(t *testing.T) {
	t.Parallel()
	want := []soapgen.Leaf{{Name: "new", Value: "1"}, {Name: "new", Value: "2"}, {Name: "new", Value: "3"}}
	for _, a := range newAnswers() {
		op := a.Operation()
		require.NoError(t, decode(fmt.Sprintf("<%s><new>1</new><%s><new>2</new></%[2]s><new>3</new></%[1]s>", op.Response, op.Result), a), op.Name)
		assert.Equal(t, want, reflect.ValueOf(a).Elem().FieldByName("Extra").Interface(), op.Name)
	}
}

func TestAnswerIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ doc, path, reason string }{
		"second result":        {"<Send2Response><sendresult/><sendresult/></Send2Response>", "Send2Response/sendresult", "second result"},
		"no result":            {"<Send2Response/>", "", "no element sendresult in Send2Response"},
		"result of another":    {"<Send2Response><costresult><cost>1</cost></costresult></Send2Response>", "", "no element sendresult"},
		"answer of another":    {"<SendResponse><sendresult/></SendResponse>", "SendResponse", "not the answer element of send_sms2"},
		"request as answer":    {"<send2/>", "send2", "not the answer element"},
		"case differs":         {"<send2response><sendresult/></send2response>", "send2response", "not the answer element"},
		"leaf twice":           {"<Send2Response><sendresult><id>1</id><id>1</id></sendresult></Send2Response>", "Send2Response/sendresult/id", "given twice"},
		"leaf twice, nil":      {`<Send2Response xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><sendresult><id i:nil="true"/><id>1</id></sendresult></Send2Response>`, "Send2Response/sendresult/id", "given twice"},
		"leaf twice, prefix":   {`<Send2Response xmlns:n="urn:n"><sendresult><id>1</id><n:id>2</n:id></sendresult></Send2Response>`, "Send2Response/sendresult/id", "given twice"},
		"leaf twice, item":     {"<Send2Response><sendresult><errors><phone>1</phone><phone>2</phone></errors></sendresult></Send2Response>", "Send2Response/sendresult/errors/phone", "given twice"},
		"leaf twice, later":    {"<Send2Response><sendresult><id>1</id><errors><status>1</status></errors><id>2</id></sendresult></Send2Response>", "Send2Response/sendresult/id", "given twice"},
		"markup in a leaf":     {"<Send2Response><sendresult><id><b>1</b></id></sendresult></Send2Response>", "Send2Response/sendresult/id/b", "inside a text element"},
		"markup in an item":    {"<Send2Response><sendresult><phones><cost>1<b/></cost></phones></sendresult></Send2Response>", "Send2Response/sendresult/phones/cost/b", "inside a text element"},
		"text in the result":   {"<Send2Response><sendresult>hunter2</sendresult></Send2Response>", "Send2Response/sendresult", "text between"},
		"text in the answer":   {"<Send2Response>hunter2<sendresult/></Send2Response>", "Send2Response", "text between"},
		"text, CDATA":          {"<Send2Response><sendresult/><![CDATA[hunter2]]></Send2Response>", "Send2Response", "text between"},
		"text in nil":          {`<Send2Response xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><sendresult><id i:nil="true">hunter2</id></sendresult></Send2Response>`, "Send2Response/sendresult", "nil element"},
		"cut in the answer":    {"<Send2Response>", "Send2Response", "ends too early"},
		"cut in the result":    {"<Send2Response><sendresult>", "Send2Response/sendresult", "ends too early"},
		"cut in a leaf":        {"<Send2Response><sendresult><id>hunter2", "Send2Response/sendresult/id", "ends too early"},
		"cut in an unknown":    {"<Send2Response><sendresult><new>hunter2", "Send2Response/sendresult/new", "ends too early"},
		"cut in a branch":      {"<Send2Response><sendresult><new><a>", "Send2Response/sendresult/new/a", "ends too early"},
		"cut in an item":       {"<Send2Response><sendresult><phones>", "Send2Response/sendresult/phones", "ends too early"},
		"cut in an item's":     {"<Send2Response><sendresult><phones><new>", "Send2Response/sendresult/phones/new", "ends too early"},
		"too many unknown":     {"<Send2Response><sendresult>" + strings.Repeat("<n/>", 1001) + "</sendresult></Send2Response>", "Send2Response/sendresult", "too many unknown"},
		"too many in items":    {"<Send2Response><sendresult>" + strings.Repeat("<errors><n/></errors>", 1001) + "</sendresult></Send2Response>", "Send2Response/sendresult/errors", "too many unknown"},
		"too many empty items": {"<Send2Response><sendresult>" + strings.Repeat("<phones/>", 1001) + "</sendresult></Send2Response>", "Send2Response/sendresult", "too many unknown"},
		"too many items":       {"<Send2Response><sendresult>" + strings.Repeat("<phones><phone/></phones>", 10_001) + "</sendresult></Send2Response>", "Send2Response/sendresult/phones", "too many items"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := soapgen.Send2Answer{ID: soapgen.Some("left over")}
			err := decode(c.doc, &a)
			var refused *soapgen.DecodeError
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, c.path, refused.Path)
			assert.Contains(t, refused.Reason, c.reason)
			assert.Contains(t, err.Error(), c.reason)
			assert.NotContains(t, err.Error(), "hunter2")
			assert.Equal(t, soapgen.Send2Answer{}, a, "no half of an answer is left")
		})
	}
}

// TestAFailureIsNeverPassedOver: an error code in the wrong place, or under a name
// that only resembles the known one, is not an unknown element like others.
func TestAFailureIsNeverPassedOver(t *testing.T) {
	t.Parallel()
	const success = "<id>1</id><cnt>1</cnt>"
	for name, c := range map[string]struct{ before, in, after, reason string }{
		"the code beside the result":         {after: "<error>3</error>", reason: "error outside the result"},
		"the code before the result":         {before: "<error>3</error>", reason: "error outside the result"},
		"an ID beside the result":            {after: "<id>2</id>", reason: "id outside the result"},
		"a recipient beside the result":      {after: "<errors><phone>1</phone><status>7</status></errors>", reason: "errors outside the result"},
		"another prefix":                     {after: `<n:error xmlns:n="urn:n">3</n:error>`, reason: "error outside the result"},
		"another case":                       {in: "<Error>3</Error>", reason: "Error that names a failure"},
		"the name of the HTTP API":           {in: "<error_code>3</error_code>", reason: "error_code that names a failure"},
		"the name of the HTTP API, beside":   {before: "<ERROR_CODE> 3 </ERROR_CODE>", reason: "ERROR_CODE that names a failure"},
		"another name with elements in it":   {in: "<errorCode><value>3</value></errorCode>", reason: "errorCode that names a failure"},
		"a Fault beside the result":          {after: "<Fault><faultstring>no</faultstring></Fault>", reason: "Fault that names a failure"},
		"a Fault in the result":              {in: `<e:Fault xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">no</e:Fault>`, reason: "Fault that names a failure"},
		"a code that cannot be read, beside": {after: "<error><b/></error>", reason: "inside a text element"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var a soapgen.Send2Answer
			err := decode("<Send2Response>"+c.before+"<sendresult>"+success+c.in+"</sendresult>"+c.after+"</Send2Response>", &a)
			require.ErrorContains(t, err, c.reason)
			assert.Equal(t, soapgen.Send2Answer{}, a)
		})
	}
	var a soapgen.Send2Answer
	require.NoError(t, decode("<Send2Response><sendresult>"+success+"<Error>0</Error><error_code/><error_text>none</error_text>"+
		"<errors><phone>1</phone><status>7</status><error_code>7</error_code></errors></sendresult></Send2Response>", &a))
	assert.Len(t, a.Extra, 3, "these say that there is none")
	assert.Len(t, a.Errors, 1, "and this one concerns one recipient")
}

func TestEveryAnswerRefusesThoseOfOtherOperations(t *testing.T) {
	t.Parallel()
	for _, a := range newAnswers() {
		for _, op := range soapgen.Operations() {
			err := decode(fmt.Sprintf("<%s><%s/></%[1]s>", op.Response, op.Result), a)
			if op == a.Operation() {
				assert.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, "not the answer element of "+a.Operation().Name)
			}
		}
	}
}

func TestAThousandUnknownLeavesAndTenThousandItemsAreTaken(t *testing.T) {
	t.Parallel()
	var a soapgen.Send2Answer
	require.NoError(t, decode("<Send2Response><sendresult>"+strings.Repeat("<n/>", 1000)+
		strings.Repeat("<phones><phone>1</phone></phones>", 10_000)+"</sendresult></Send2Response>", &a))
	assert.Len(t, a.Extra, 1000)
	assert.Len(t, a.Phones, 10_000)
	// The bounds are those of one answer, not of all that a decoder reads.
	d := soapgen.NewDecoder([]byte("<a>"+strings.Repeat("<SendResponse><sendresult>"+strings.Repeat("<n/>", 600)+"</sendresult></SendResponse>", 2)+"</a>"), nil)
	_, err := d.Next()
	require.NoError(t, err)
	for range 2 {
		token, err := d.Next()
		require.NoError(t, err)
		require.NoError(t, new(soapgen.SendAnswer).DecodeXML(d, token.(xml.StartElement)))
	}
}

// sendEnvelope is a send answer as PHP's SoapServer writes it.
const sendEnvelope = `<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="https://smsc.ua/sys/soap.php"><SOAP-ENV:Body>` +
	`<ns1:SendResponse><sendresult><id>1234</id><balance>100.5</balance><cost>1.42</cost><cnt>2</cnt></sendresult></ns1:SendResponse>` +
	"</SOAP-ENV:Body></SOAP-ENV:Envelope>\n"

// The whole decode, envelope included, is to take no more than 60 allocations. A
// decoder that has read such an answer before takes far fewer. Not parallel: it
// counts allocations.
func TestDecodingASendAnswerTakesFewAllocations(t *testing.T) { //nolint:paralleltest // it counts the allocations of the whole program
	var d soapgen.Decoder
	allocs := testing.AllocsPerRun(100, func() { decodeSendEnvelope(t, &d) })
	t.Logf("%.0f allocations", allocs)
	assert.LessOrEqual(t, allocs, 48.0)
}

func BenchmarkDecodeSendAnswer(b *testing.B) {
	var d soapgen.Decoder
	b.ReportAllocs()
	for b.Loop() {
		decodeSendEnvelope(b, &d)
	}
}

func decodeSendEnvelope(tb testing.TB, d *soapgen.Decoder) {
	tb.Helper()
	d.Reset([]byte(sendEnvelope), nil)
	var a soapgen.SendAnswer
	for {
		token, err := d.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			tb.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "SendResponse" {
			if err := a.DecodeXML(d, start); err != nil {
				tb.Fatal(err)
			}
		}
	}
	if a.Cnt.Value != "2" {
		tb.Fatal("answer not read")
	}
}
