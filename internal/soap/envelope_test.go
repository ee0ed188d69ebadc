package soap_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

func TestDecodeAccepts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, contentType, document string }{
		{"a plain answer", "text/xml; charset=utf-8", answer},
		{"no content type", "", answer},
		{"an odd content type", ";;", answer},
		{"blanks around everything", "text/xml", "  \n" + open11 + "\n <e:Body>\n" + balance + "\n</e:Body> " + close11 + "\r\n\t "},
		{"comments and instructions around", "text/xml", "<!-- a -->" + open11 + "<!-- b --><e:Body><!-- c -->" + balance + "<?php d ?></e:Body>" + close11 + "<!-- e -->"},
		{"an XML declaration", "text/xml", `<?xml version="1.0" encoding="UTF-8"?>` + answer},
		{"a byte order mark", "text/xml", "\ufeff" + answer},
		{"a header", "text/xml", open11 + `<e:Header><x><y/></x></e:Header><e:Body>` + balance + `</e:Body>` + close11},
		{"the default namespace", "text/xml", strings.ReplaceAll(strings.ReplaceAll(answer, "e:", ""), "xmlns:e", "xmlns")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.name == "the default namespace" {
				c.document = strings.ReplaceAll(c.document, "<BalanceResponse>", `<BalanceResponse xmlns="">`)
			}
			var got soapgen.BalanceAnswer
			fault, err := new(soap.Reader).Read([]byte(c.document), c.contentType, &got)
			require.NoError(t, err)
			assert.Nil(t, fault)
			assert.Equal(t, soapgen.Some("1.5"), got.Balance)
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, contentType, document, want string }{
		{"nothing", "", "", "empty"},
		{"blanks", "", " \n ", "empty"},
		{"another root", "", "<html/>", `no SOAP envelope: its root element is "html"`},
		{"an envelope without a namespace", "", strings.ReplaceAll(answer, ` xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"`, ""), ""},
		{"an envelope of SOAP 1.2", "", strings.ReplaceAll(answer, "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"), "SOAP 1.2"},
		{"no body", "", open11 + close11, "no Body"},
		{"an empty body", "", open11 + "<e:Body/>" + close11, "Body is empty"},
		{"two bodies", "", open11 + "<e:Body>" + balance + "</e:Body><e:Body>" + balance + "</e:Body>" + close11, "unexpected element"},
		{"two answers", "", open11 + "<e:Body>" + balance + balance + "</e:Body>" + close11, "second element"},
		{"an answer and a fault", "", open11 + "<e:Body>" + balance + "<e:Fault/></e:Body>" + close11, "second element"},
		{"a header behind the body", "", open11 + "<e:Body>" + balance + "</e:Body><e:Header/>" + close11, "unexpected element"},
		{"a foreign element in the envelope", "", open11 + "<x/><e:Body>" + balance + "</e:Body>" + close11, "unexpected element"},
		{"text in the envelope", "", open11 + "x<e:Body>" + balance + "</e:Body>" + close11, "text"},
		{"text in the body", "", open11 + "<e:Body>x" + balance + "</e:Body>" + close11, "text"},
		{"text behind the envelope", "", answer + "<br />Warning", "behind the envelope"},
		{"junk behind the envelope", "", answer + "\nNotice: undefined", "behind the envelope"},
		{"a second envelope", "", answer + answer, "behind the envelope"},
		{"another operation's answer", "", strings.ReplaceAll(answer, "BalanceResponse", "SendResponse"), ""},
		{"a DTD", "", `<!DOCTYPE a [<!ENTITY b "c">]>` + answer, "document type"},
		{"an undefined entity", "", strings.Replace(answer, "1.5", "&b;", 1), ""},
		{"an answer cut short", "", answer[:len(answer)-5], ""},
		{"tags that do not match", "", strings.Replace(answer, "</e:Body>", "</e:body>", 1), ""},
		{"bytes that are no UTF-8", "", strings.Replace(answer, "1.5", "\xff", 1), ""},
		{"an unknown charset in the header", "text/xml; charset=koi8-r", answer, `charset "koi8-r"`},
		{"an unknown charset in the declaration", "", `<?xml version="1.0" encoding="koi8-r"?>` + answer, ""},
		{"deep nesting", "", open11 + "<e:Body><BalanceResponse>" + strings.Repeat("<a>", 1000), "deep"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got soapgen.BalanceAnswer
			fault, err := new(soap.Reader).Read([]byte(c.document), c.contentType, &got)
			require.Error(t, err)
			assert.Nil(t, fault)
			assert.ErrorContains(t, err, c.want)
		})
	}
}
