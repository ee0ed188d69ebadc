package namespace_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/namespace"
	"github.com/go-smsc/smsc/wsdl"
)

func TestNamespaceIsSchemeHostAndPath(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]string{
		"https://smsc.ua/sys/soap.php":           "https://smsc.ua/sys/soap.php",
		"http://smsc.ru/sys/soap.php":            "http://smsc.ru/sys/soap.php",
		"http://127.0.0.1:8025/sys/soap.php":     "http://127.0.0.1:8025/sys/soap.php",
		"http://[::1]:8025/sys/soap.php":         "http://[::1]:8025/sys/soap.php",
		"HTTPS://SMSC.ua/sys/soap.php":           "https://SMSC.ua/sys/soap.php",
		"https://smsc.ua":                        "https://smsc.ua/",
		"https://smsc.ua/a b/ї":                  "https://smsc.ua/a%20b/%D1%97",
		"https://smsc.ua/a%2Fb/soap.php":         "https://smsc.ua/a%2Fb/soap.php",
		"https://smsc.ua/it's;a=b&c=d/soap.php":  "https://smsc.ua/it's;a=b&c=d/soap.php",
		"https://смс.example/sys/soap.php":       "https://смс.example/sys/soap.php",
		"https://smsc.ua/sys/soap.php/../x.php":  "https://smsc.ua/sys/soap.php/../x.php",
		"http://localhost:1/sys/soap.php%3Fwsdl": "http://localhost:1/sys/soap.php%3Fwsdl",
	} {
		got, err := namespace.Of(endpoint)
		if assert.NoError(t, err, endpoint) {
			assert.Equal(t, want, got)
		}
	}
}

func TestEndpointIsRefusedWithoutBeingRepeated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ endpoint, want string }{
		"empty":                {"", "absolute"},
		"no scheme":            {"smsc.ua/sys/soap.php", "absolute"},
		"no host":              {"https:///sys/soap.php", "host"},
		"port alone":           {"https://:443/sys/soap.php", "host"},
		"opaque":               {"https:smsc.ua", "host"},
		"other scheme":         {"ftp://smsc.ua/sys/soap.php", "http"},
		"user":                 {"https://demo@smsc.ua/", "user name or password"},
		"password":             {"https://demo:hunter2@smsc.ua/", "user name or password"},
		"password, broken URL": {"https://demo:hunter2@smsc.ua:port/", "valid URL"},
		"password, control":    {"https://demo:hunter2@smsc.ua/\x00", "valid URL"},
		"query":                {"https://smsc.ua/sys/soap.php?psw=hunter2", "query"},
		"empty query":          {"https://smsc.ua/sys/soap.php?", "query"},
		"fragment":             {"https://smsc.ua/sys/soap.php#hunter2", "fragment"},
		"empty fragment":       {"https://smsc.ua/sys/soap.php#", "fragment"},
		"host not UTF-8":       {"https://smsc\xff.ua/", "host"},
		"host not printable":   {"https://smsc\uffff.ua/", "host"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := namespace.Of(c.endpoint)
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "hunter2")
			assert.NotContains(t, err.Error(), "demo")
			_, err = wsdl.Render(c.endpoint)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	const open = `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" targetNamespace="http://smsc.kz/sys/soap.php"`
	for name, doc := range map[string]string{
		"minimal":           open + "/>",
		"default namespace": `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace="http://smsc.kz/sys/soap.php"></definitions>`,
		"byte order mark":   "\ufeff" + open + "/>",
		"around it":         "<!-- a --> <?pi?>\n" + open + "> text <a>text</a></wsdl:definitions>\n<!-- b -->\n",
		"references":        strings.Replace(open, "smsc.kz", "smsc&#46;kz", 1) + "/>",
		"windows-1251":      `<?xml version="1.0" encoding="windows-1251"?>` + "<!-- \xcf\xf0\xe8 -->" + open + ">\xcf\xf0\xe8</wsdl:definitions>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := namespace.Read([]byte(doc))
			require.NoError(t, err)
			assert.Equal(t, "http://smsc.kz/sys/soap.php", got)
		})
	}
	for name, c := range map[string]struct{ doc, want string }{
		"empty":             {"", "empty"},
		"text":              {"not XML", "outside the root"},
		"HTML":              {"<!DOCTYPE html><html></html>", "document type"},
		"DTD":               {`<!DOCTYPE wsdl:definitions [<!ENTITY a "b">]>` + open + "/>", "document type"},
		"other root":        {`<html targetNamespace="a"/>`, "not a WSDL"},
		"WSDL 2.0":          {`<description xmlns="http://www.w3.org/ns/wsdl" targetNamespace="a"/>`, "not a WSDL"},
		"no namespace":      {`<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>`, "no target namespace"},
		"empty namespace":   {`<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace=" "/>`, "no target namespace"},
		"prefixed":          {`<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" w:targetNamespace="a"/>`, "no target namespace"},
		"two namespaces":    {open + ` targetNamespace="b"/>`, "two target namespaces"},
		"endless namespace": {`<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace="` + strings.Repeat("a", 2049) + `"/>`, "too long"},
		"not read":          {`<?xml version="1.0" encoding="koi8-u"?><definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace="` + "\xcf" + `"/>`, "encoding"},
		"cut short":         {open + "><a>", "well-formed"},
		"second root":       {open + "/>" + open + "/>", "second root"},
		"trailing text":     {open + "/>x", "outside the root"},
		"foreign entity":    {open + ">&secret;</wsdl:definitions>", "well-formed"},
		"deep":              {open + ">" + strings.Repeat("<a>", 64), "too deeply"},
		"large":             {open + ">" + strings.Repeat(" ", 256<<10), "256 KiB"},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			t.Parallel()
			got, err := namespace.Read([]byte(c.doc))
			require.ErrorContains(t, err, c.want)
			assert.Empty(t, got)
			assert.NotContains(t, err.Error(), "secret")
		})
	}
}
