package smsctest

import (
	"encoding/base64"
	"encoding/hex"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// xsdNamespaces are those in which PHP finds the types of XML Schema. SOAP's own
// hold the same names.
var xsdNamespaces = []string{
	"http://www.w3.org/2001/XMLSchema", "http://www.w3.org/1999/XMLSchema", encoding11, encoding12,
}

// typeKind is what PHP makes of a text by its xsi:type.
type typeKind uint8

const (
	kindString typeKind = iota
	kindNormalized
	kindCollapsed
	kindInteger
	kindFloat
	kindBoolean
	kindBase64
	kindHex
	kindArray
	kindObject
)

var typeKinds = func() map[string]typeKind {
	kinds := map[string]typeKind{
		"normalizedString": kindNormalized, "float": kindFloat, "double": kindFloat, "boolean": kindBoolean,
		"base64Binary": kindBase64, "base64": kindBase64, "hexBinary": kindHex, "Array": kindArray, "Struct": kindObject,
	}
	for name := range strings.FieldsSeq("token anyURI QName NOTATION language NMTOKEN NMTOKENS Name NCName ID IDREF IDREFS ENTITY " +
		"ENTITIES decimal dateTime time date gYearMonth gYear gMonthDay gDay gMonth duration timeInstant") {
		kinds[name] = kindCollapsed
	}
	for name := range strings.FieldsSeq("int long short byte integer unsignedByte unsignedShort unsignedInt unsignedLong " +
		"nonPositiveInteger negativeInteger nonNegativeInteger positiveInteger") {
		kinds[name] = kindInteger
	}
	return kinds
}()

// kindOf is the kind of a type. A type that PHP does not know is a string.
func kindOf(kind *attribute) typeKind {
	prefix, name, found := strings.Cut(kind.value, ":")
	if !found {
		name = prefix
	}
	switch {
	case kind.means == "http://xml.apache.org/xml-soap" && name == "Map":
		return kindArray
	case slices.Contains(xsdNamespaces, kind.means):
		return typeKinds[name]
	default:
		return kindString
	}
}

// isSimple reports whether a type is known, and one of a text.
func isSimple(kind *attribute) bool {
	_, name, _ := strings.Cut(kind.value, ":")
	_, known := typeKinds[name]
	is := kindOf(kind)
	return slices.Contains(xsdNamespaces, kind.means) && (known || name == "string") && is != kindArray && is != kindObject
}

// typedValue casts the text of an element by its type and back to a text, as a
// service in PHP does that uses it as one. ok tells that the element holds one text
// at most.
func typedValue(kind *attribute, n *node, content *node, ok bool) (value string, present bool, fault *soapFault) {
	text := contentText(content)
	is := kindOf(kind)
	_, name, _ := strings.Cut(kind.value, ":")
	anything := name == "anyType" || name == "ur-type"
	switch {
	case is == kindArray:
		return "Array", true, nil
	case is == kindObject, anything && !ok && n.first.element() != nil:
		return "", false, faultObject
	case !ok:
		return "", false, faultEncoding
	}
	inSection := content != nil && content.kind == sectionNode
	switch is {
	case kindNormalized:
		if !inSection {
			text = toSpaces.Replace(text)
		}
		return text, true, nil
	case kindCollapsed:
		if !inSection {
			text = collapse(text)
		}
		return text, true, nil
	case kindBase64:
		return printable(decodeBase64(text)), true, nil
	case kindHex:
		octets, err := hex.DecodeString(text[:len(text)/2*2])
		if err != nil {
			return "", false, faultEncoding
		}
		return printable(octets), true, nil
	case kindInteger, kindFloat, kindBoolean:
		if inSection {
			return "", false, faultEncoding
		}
		if text = collapse(text); text == "" {
			return "", false, nil
		}
		if is == kindBoolean {
			return boolean(text), true, nil
		}
		value, isNumber := number(text, is == kindFloat)
		if !isNumber {
			return "", false, faultEncoding
		}
		return value, true, nil
	default:
		return text, true, nil
	}
}

var toSpaces = strings.NewReplacer("\t", " ", "\n", " ", "\r", " ")

func collapse(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(blanks, c) }), " ")
}

func boolean(text string) string {
	switch strings.ToLower(text) {
	case "false", "f", "0":
		return ""
	}
	return "1"
}

var numeric = regexp.MustCompile(`^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$`)

// number reads a number as PHP's is_numeric does, and writes it as PHP does.
func number(text string, float bool) (string, bool) {
	if float {
		for _, name := range []string{"NaN", "INF", "-INF"} {
			if len(text) >= len(name) && strings.EqualFold(text[:len(name)], name) {
				return strings.ToUpper(name[:len(name)-1]) + name[len(name)-1:], true
			}
		}
	}
	if !numeric.MatchString(text) {
		return "", false
	}
	if !float {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return strconv.FormatInt(n, 10), true
		}
	}
	f, _ := strconv.ParseFloat(text, 64) // one out of range is infinite
	return writeFloat(f), true
}

// writeFloat writes a number with PHP's default precision of 14 digits.
func writeFloat(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	}
	const precision = 14
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', precision-1, 64), "e")
	n, _ := strconv.Atoi(exponent)
	if n >= -4 && n < precision {
		text := strconv.FormatFloat(f, 'f', precision-1-n, 64)
		if strings.Contains(text, ".") {
			text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
		}
		return text
	}
	if mantissa = strings.TrimRight(mantissa, "0"); strings.HasSuffix(mantissa, ".") {
		mantissa += "0"
	}
	sign := "+"
	if n < 0 {
		sign = ""
	}
	return mantissa + "E" + sign + strconv.Itoa(n)
}

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// decodeBase64 decodes a text as PHP does: what is not of the alphabet is skipped.
func decodeBase64(text string) []byte {
	text = strings.Map(func(c rune) rune {
		if !strings.ContainsRune(base64Alphabet, c) {
			return -1
		}
		return c
	}, text)
	if len(text)%4 == 1 {
		text = text[:len(text)-1]
	}
	octets, _ := base64.RawStdEncoding.DecodeString(text) // nothing else is left in it
	return octets
}

// printable replaces what a text in XML cannot carry: the service would keep the
// octets, but no answer could hold them.
func printable(octets []byte) string {
	text := strings.ToValidUTF8(string(octets), "\uFFFD")
	return strings.Map(func(c rune) rune {
		if !isXMLRune(c) {
			return '\uFFFD'
		}
		return c
	}, text)
}
