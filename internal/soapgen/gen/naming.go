package main

import (
	"fmt"
	"strings"
)

// words holds the Go spelling of words that are not just capitalised.
var words = map[string]string{
	"apikey": "APIKey",
	"id":     "ID",
	"mcc":    "MCC",
	"mnc":    "MNC",
	"sms":    "SMS",
	"sms2":   "SMS2",
}

// goName turns a name of the WSDL, such as sms_cnt, into an exported Go name.
func goName(name string) (string, error) {
	var b strings.Builder
	for word := range strings.SplitSeq(name, "_") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
			return "", fmt.Errorf("name %q cannot become a Go name", name)
		}
		if special, ok := words[word]; ok {
			b.WriteString(special)
			continue
		}
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	if c := b.String()[0]; c < 'A' || c > 'Z' {
		return "", fmt.Errorf("name %q cannot become a Go name", name)
	}
	return b.String(), nil
}
