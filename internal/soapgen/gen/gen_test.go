package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const contract = "../../../wsdl/smsc.wsdl"

func readContract(t *testing.T) string {
	t.Helper()
	doc, err := os.ReadFile(contract)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func TestOutputIsDeterministic(t *testing.T) {
	t.Parallel()
	first, second := t.TempDir(), t.TempDir()
	for _, dir := range []string{first, second} {
		if err := run(contract, dir); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"operations_gen.go", "requests_gen.go", "answers_gen.go"} {
		a, err := os.ReadFile(filepath.Join(first, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(second, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs between two runs", name)
		}
		if !bytes.HasPrefix(a, []byte("// Code generated ")) {
			t.Errorf("%s has no header", name)
		}
	}
}

func TestRunReportsWhatItCannotReadOrWrite(t *testing.T) {
	t.Parallel()
	if err := run(filepath.Join(t.TempDir(), "none.wsdl"), t.TempDir()); err == nil {
		t.Error("a WSDL that is not there was read")
	}
	if err := run(contract, filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there was written to")
	}
	bad := filepath.Join(t.TempDir(), "bad.wsdl")
	if err := os.WriteFile(bad, []byte("<html/>"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(bad, t.TempDir()); err == nil || !strings.Contains(err.Error(), bad) {
		t.Errorf("error %v does not name the file", err)
	}
}

// What the templates do not carry over must stop the generator.
func TestGeneratorRefusesWhatItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	doc := readContract(t)
	const (
		login   = `<xsd:element name="login" type="xsd:string" minOccurs="1" maxOccurs="1">`
		message = `<wsdl:message name="SendIn"><wsdl:part name="parameters" element="tns:send"/></wsdl:message>`
		action  = `soapAction="https://smsc.ua/sys/soap.php" style="document"`
	)
	for name, c := range map[string]struct{ old, new, want string }{
		"choice":                {"<xsd:sequence>", "<xsd:sequence><xsd:choice/>", "no rule for element"},
		"all":                   {"xsd:sequence>", "xsd:all>", "no rule for element"},
		"any":                   {"<xsd:sequence>", "<xsd:sequence><xsd:any/>", "no rule for element"},
		"sequence in sequence":  {"<xsd:sequence>", "<xsd:sequence><xsd:sequence/>", "no rule for element"},
		"two sequences":         {"</xsd:sequence></xsd:complexType>", "</xsd:sequence><xsd:sequence/></xsd:complexType>", "second"},
		"two documentations":    {"</xsd:documentation>", "</xsd:documentation><xsd:documentation/>", "second"},
		"attribute":             {"</xsd:sequence></xsd:complexType>", `</xsd:sequence><xsd:attribute name="a"/></xsd:complexType>`, "no rule for element"},
		"mixed":                 {`<xsd:complexType name="Error">`, `<xsd:complexType name="Error" mixed="true">`, "no rule for attribute mixed"},
		"nillable":              {login, strings.Replace(login, ">", ` nillable="true">`, 1), "no rule for attribute nillable"},
		"default":               {login, strings.Replace(login, ">", ` default="demo">`, 1), "no rule for attribute default"},
		"form of one element":   {login, strings.Replace(login, ">", ` form="qualified">`, 1), "no rule for attribute form"},
		"reference":             {login, `<xsd:element ref="tns:balance">`, "no attribute name"},
		"simple type":           {`<xsd:complexType name="Error">`, `<xsd:simpleType name="a"/><xsd:complexType name="Error">`, "no rule for element"},
		"import":                {"<wsdl:types>", `<wsdl:import/><wsdl:types>`, "no rule for element"},
		"foreign element":       {"<wsdl:types>", `<a xmlns="urn:a"/><wsdl:types>`, "no rule for element"},
		"header":                {`<soap:body use="literal"/>`, `<soap:header/><soap:body use="literal"/>`, "no rule for element"},
		"fault":                 {`<wsdl:output message="tns:SendOut"/>`, `<wsdl:output message="tns:SendOut"/><wsdl:fault/>`, "no rule for element"},
		"text":                  {"<wsdl:types>", "text<wsdl:types>", "text between"},
		"document type":         {"<wsdl:definitions", "<!DOCTYPE a><wsdl:definitions", "document type"},
		"not well-formed":       {"</wsdl:definitions>", "", "syntax"},
		"no style of action":    {"use=", "encoding=", "no attribute use"},
		"qualified":             {`elementFormDefault="unqualified"`, `elementFormDefault="qualified"`, "elementFormDefault"},
		"another schema":        {`<xsd:schema targetNamespace="https://smsc.ua`, `<xsd:schema targetNamespace="https://smsc.ru`, "target namespace"},
		"rpc":                   {action, strings.Replace(action, "document", "rpc", 1), "style"},
		"encoded":               {`use="literal"`, `use="encoded"`, "literal"},
		"other action":          {action, `soapAction="urn:send" style="document"`, "soapAction"},
		"other transport":       {"http://schemas.xmlsoap.org/soap/http", "urn:mail", "transport"},
		"number":                {login, strings.Replace(login, "xsd:string", "xsd:int", 1), "xsd:int"},
		"repeated text":         {login, strings.Replace(login, `maxOccurs="1"`, `maxOccurs="unbounded"`, 1), "1..unbounded"},
		"occurs never":          {login, strings.Replace(strings.Replace(login, `maxOccurs="1"`, `maxOccurs="0"`, 1), `minOccurs="1"`, `minOccurs="0"`, 1), "0..0"},
		"single item":           {`name="errors" type="tns:Error" minOccurs="0" maxOccurs="unbounded"`, `name="errors" type="tns:Error"`, "1..1"},
		"no such type":          {`type="tns:Error"`, `type="tns:None"`, "no type None"},
		"no prefix":             {`type="tns:Error"`, `type="Error"`, "no prefix"},
		"unknown prefix":        {`type="tns:Error"`, `type="a:Error"`, "unknown prefix"},
		"foreign type":          {`type="tns:Error"`, `type="soap:Error"`, "not in the target namespace"},
		"items in a request":    {`<xsd:element name="phones" type="xsd:string" minOccurs="1" maxOccurs="1">`, `<xsd:element name="phones" type="tns:Error" minOccurs="0" maxOccurs="unbounded">`, "not text"},
		"no documentation":      {"the account's login", "", ""},
		"two fields of a name":  {`name="psw"`, `name="login"`, "two fields"},
		"field named Extra":     {`name="psw"`, `name="extra"`, "two fields"},
		"no Go name":            {`name="psw"`, `name="p-w"`, "Go name"},
		"empty Go word":         {`name="psw"`, `name="p__w"`, "Go name"},
		"number for a name":     {`name="psw"`, `name="1psw"`, "Go name"},
		"element twice":         {`<xsd:element name="send2">`, `<xsd:element name="send">`, "defined twice"},
		"type twice":            {`<xsd:complexType name="Phone">`, `<xsd:complexType name="Error">`, "defined twice"},
		"message not used":      {message, message + strings.Replace(message, "SendIn", "Spare", 1), "used by no operation"},
		"message twice":         {message, message + message, "twice"},
		"body of two messages":  {`element="tns:send2"`, `element="tns:send"`, "another message"},
		"no such message":       {`message="tns:SendIn"`, `message="tns:None"`, "no message None"},
		"no such element":       {`element="tns:send2"`, `element="tns:none"`, "no element none"},
		"message in no space":   {`message="tns:SendIn"`, `message="SendIn"`, "no prefix"},
		"element in no space":   {`element="tns:send2"`, `element="send2"`, "no prefix"},
		"message of two parts":  {message, strings.Replace(message, "</wsdl:message>", `<wsdl:part name="b" element="tns:send"/></wsdl:message>`, 1), "second"},
		"answer of other name":  {`message="tns:SendOut"`, `message="tns:CostOut"`, "not SendResponse"},
		"result may be absent":  {`type="tns:SendResponseType" minOccurs="1"`, `type="tns:SendResponseType" minOccurs="0"`, "exactly one child"},
		"result of text":        {`type="tns:SendResponseType"`, `type="xsd:string"`, "not in the target namespace"},
		"operation not bound":   {"<wsdl:operation name=\"send_sms\">\n      <soap", "<wsdl:operation name=\"send_sms3\">\n      <soap", "no binding"},
		"operation bound twice": {"<wsdl:operation name=\"send_sms\">\n      <soap", "<wsdl:operation name=\"send_sms2\">\n      <soap", "twice"},
		"binding of another":    {`type="tns:ServiceSoap"`, `type="tns:Other"`, "instead of"},
		"port of another":       {`binding="tns:ServiceSoap"`, `binding="tns:Other"`, "instead of"},
		"second service":        {"<wsdl:service ", `<wsdl:service name="a"/><wsdl:service `, "second"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			edited := strings.Replace(doc, c.old, c.new, 1)
			switch name {
			case "all":
				edited = strings.Replace(edited, c.old, c.new, 1) // its end tag
			case "no documentation":
				from := strings.Index(doc, login) + len(login)
				edited = doc[:from] + doc[from+strings.Index(doc[from:], "</xsd:element>"):]
				c.want = "no documentation"
			case "type twice":
				edited = strings.Replace(edited, `type="tns:Phone"`, `type="tns:Error"`, 1)
			}
			if edited == doc {
				t.Fatal("the contract no longer has what this case edits")
			}
			_, err := generate([]byte(edited))
			if err == nil {
				t.Fatal("taken")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %q does not contain %q", err, c.want)
			}
		})
	}
}

// Defaults of XML Schema may be left out, and document is the default style.
func TestGeneratorTakesWhatSaysTheSame(t *testing.T) {
	t.Parallel()
	doc := readContract(t)
	want, err := generate([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.NewReplacer(` minOccurs="1" maxOccurs="1"`, "", ` style="document"`, "", ` elementFormDefault="unqualified"`, "").Replace(doc)
	got, err := generate([]byte(edited))
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if !bytes.Equal(want[i].code, got[i].code) {
			t.Errorf("%s differs", want[i].name)
		}
	}
}

func TestCommentWraps(t *testing.T) {
	t.Parallel()
	got := comment("ID is", strings.Repeat("a ", 60), "\n\t end.")
	want := "// ID is" + strings.Repeat(" a", 35) + "\n//" + strings.Repeat(" a", 25) + " end."
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
