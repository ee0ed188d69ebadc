package wsdl_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/wsdl"
)

// referencePath is a WSDL of the service as a client recorded it in 2017. It
// is not part of the repository.
const referencePath = "../../shared/reference/smsc.ru-2017-11.wsdl"

func reference(t *testing.T) []byte {
	t.Helper()
	doc, err := os.ReadFile(referencePath)
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("SMSC_REQUIRE_REFERENCE") != "1" {
		t.Skip("no recorded WSDL here; SMSC_REQUIRE_REFERENCE=1 makes that a failure")
	}
	require.NoError(t, err)
	return doc
}

// additions is all that the contract has beyond the recorded WSDL: what the
// vendor's page of 2025 documents and the WSDL of 2017 does not have.
var additions = []string{
	`types/schema/element(balance)/complexType/sequence/3:element(apikey) maxOccurs=1 minOccurs=0 type={xsd}string`,
	`types/schema/element(cost)/complexType/sequence/5:element(apikey) maxOccurs=1 minOccurs=0 type={xsd}string`,
	`types/schema/element(cost2)/complexType/sequence/6:element(apikey) maxOccurs=1 minOccurs=0 type={xsd}string`,
	`types/schema/element(status)/complexType/sequence/6:element(apikey) maxOccurs=1 minOccurs=0 type={xsd}string`,
	`types/schema/element(status2)/complexType/sequence/7:element(apikey) maxOccurs=1 minOccurs=0 type={xsd}string`,
	`types/schema/complexType(StatusResponseType)/sequence/15:element(sms_cnt) maxOccurs=1 minOccurs=0 type={xsd}string`,
	`types/schema/complexType(Status2ResponseType)/sequence/15:element(sms_cnt) maxOccurs=1 minOccurs=0 type={xsd}string`,
	`types/schema/complexType(Send2ResponseType)/sequence/7:element(phones) maxOccurs=unbounded minOccurs=0 type={tns}Phone`,
	`types/schema/complexType(Phone)`,
	`types/schema/complexType(Phone)/sequence`,
	`types/schema/complexType(Phone)/sequence/1:element(phone) maxOccurs=1 minOccurs=0 type={xsd}string`,
	`types/schema/complexType(Phone)/sequence/2:element(mcc) maxOccurs=1 minOccurs=0 type={xsd}string`,
	`types/schema/complexType(Phone)/sequence/3:element(mnc) maxOccurs=1 minOccurs=0 type={xsd}string`,
	`types/schema/complexType(Phone)/sequence/4:element(cost) maxOccurs=1 minOccurs=0 type={xsd}string`,
	`types/schema/complexType(Phone)/sequence/5:element(status) maxOccurs=1 minOccurs=0 type={xsd}string`,
	`types/schema/complexType(Phone)/sequence/6:element(error) maxOccurs=1 minOccurs=0 type={xsd}string`,
}

func TestContractIsTheRecordedOneAndTheAdditions(t *testing.T) {
	t.Parallel()
	recorded := facts(t, reference(t))
	rendered, err := wsdl.Render("http://smsc.ru/sys/soap.php")
	require.NoError(t, err)
	ours := facts(t, rendered)

	missing := slices.DeleteFunc(slices.Clone(recorded), func(f string) bool { return slices.Contains(ours, f) })
	assert.Empty(t, missing, "recorded, and not in the contract")
	added := slices.DeleteFunc(slices.Clone(ours), func(f string) bool { return slices.Contains(recorded, f) })
	assert.ElementsMatch(t, additions, added, "in the contract, and not recorded")
	assert.Len(t, ours, len(recorded)+len(additions), "something is there twice")
}

// A comparison that sees no difference proves something only if it would see one.
func TestComparisonSeesEveryKindOfDifference(t *testing.T) {
	t.Parallel()
	rendered, err := wsdl.Render("http://smsc.ru/sys/soap.php")
	require.NoError(t, err)
	whole := facts(t, rendered)
	for name, edit := range map[string][2]string{
		"name":       {`name="sender"`, `name="from"`},
		"order":      {`name="last_date"`, `name="last_timestamp" type="xsd:string" minOccurs="0"/><xsd:element name="last_date"`},
		"occurrence": {`name="login" type="xsd:string" minOccurs="1"`, `name="login" type="xsd:string" minOccurs="0"`},
		"type":       {`name="psw" type="xsd:string"`, `name="psw" type="xsd:int"`},
		"form":       {`elementFormDefault="unqualified"`, `elementFormDefault="qualified"`},
		"message":    {`message="tns:SendIn"`, `message="tns:CostIn"`},
		"part":       {`<wsdl:part name="parameters"`, `<wsdl:part name="body"`},
		"action":     {`soapAction="http://smsc.ru/sys/soap.php"`, `soapAction=""`},
		"style":      {`style="document"`, `style="rpc"`},
		"use":        {`use="literal"`, `use="encoded"`},
		"address":    {`location="http://smsc.ru/sys/soap.php"`, `location="http://smsc.kz/sys/soap.php"`},
		"namespace":  {`targetNamespace="http://smsc.ru/sys/soap.php"`, `targetNamespace="urn:other"`},
		"content":    {`</xsd:sequence>`, `</xsd:sequence><xsd:anyAttribute/>`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			edited := strings.Replace(string(rendered), edit[0], edit[1], 1)
			require.NotEqual(t, string(rendered), edited)
			assert.NotEqual(t, whole, facts(t, []byte(edited)))
		})
	}
}

// node is any element of a WSDL.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []node     `xml:",any"`
}

func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// facts lists a WSDL as one line an element: where it is, its attributes with
// defaults filled in and prefixes resolved, and its place where order matters.
// Documentation is left out, and so is the order of definitions.
func facts(t *testing.T, doc []byte) []string {
	t.Helper()
	var root node
	require.NoError(t, xml.Unmarshal(doc, &root))
	prefixes := map[string]string{}
	for _, a := range root.Attrs {
		if a.Name.Space == "xmlns" {
			prefixes[a.Name.Local] = a.Value
		}
	}
	lines := []string{root.XMLName.Space, "targetNamespace=" + root.attr("targetNamespace"), "tns=" + prefixes["tns"]}
	for i := range root.Children {
		lines = append(lines, root.Children[i].facts("", prefixes)...)
	}
	slices.Sort(lines)
	return lines
}

func (n *node) facts(path string, prefixes map[string]string) []string {
	attrs := map[string]string{}
	name := n.XMLName.Local
	switch {
	case name == "schema":
		attrs["elementFormDefault"] = "unqualified"
	case strings.HasSuffix(strings.TrimRight(path, "0123456789:"), "/sequence/"):
		attrs["minOccurs"], attrs["maxOccurs"] = "1", "1"
	}
	for _, a := range n.Attrs {
		switch a.Name.Local {
		case "name":
			name += "(" + a.Value + ")"
		case "type", "element", "message", "binding":
			prefix, local, _ := strings.Cut(a.Value, ":")
			space := prefixes[prefix]
			switch space {
			case prefixes["tns"]:
				space = "tns"
			case "http://www.w3.org/2001/XMLSchema":
				space = "xsd"
			}
			attrs[a.Name.Local] = "{" + space + "}" + local
		default:
			attrs[strings.TrimSpace(a.Name.Space+" "+a.Name.Local)] = a.Value
		}
	}
	var line strings.Builder
	line.WriteString(path + name)
	for _, key := range slices.Sorted(maps.Keys(attrs)) {
		line.WriteString(" " + key + "=" + attrs[key])
	}
	lines := []string{line.String()}
	place := 0
	for i := range n.Children {
		c := &n.Children[i]
		if c.XMLName.Local == "annotation" || c.XMLName.Local == "documentation" {
			continue
		}
		place++
		below := path + name + "/"
		if n.XMLName.Local == "sequence" || n.XMLName.Local == "portType" || n.XMLName.Local == "operation" {
			below += fmt.Sprintf("%d:", place)
		}
		lines = append(lines, c.facts(below, prefixes)...)
	}
	return lines
}
