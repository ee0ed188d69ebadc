package main

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/go-smsc/smsc"
)

// violations are the rules that a request breaks, in the words of the command line:
// the SDK names fields, a user knows flags.
func violations(wrong smsc.ValidationErrors) string {
	all := make([]string, len(wrong))
	for i, one := range wrong {
		all[i] = violation(one)
	}
	return strings.Join(all, "; ")
}

func violation(v *smsc.ValidationError) string {
	rule, _, _ := strings.Cut(v.Rule, "; ") // what follows is advice for who writes Go
	rule = flagWords.Replace(entryPattern.ReplaceAllStringFunc(rule, flagOf))
	return strings.TrimSpace(flagOf(v.Field) + " " + rule)
}

// entryPattern is an entry of a list that a rule names.
var entryPattern = regexp.MustCompile(`\bTo\[[0-9]+\]`)

// flagOf names the flag, or the variable, that sets a field of the SDK. A field that
// has none keeps its name.
func flagOf(field string) string {
	name, rest, inside := strings.Cut(field, "[")
	flag, known := flagOfField[name]
	index, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
	switch {
	case !known:
		return field
	case !inside:
		return flag
	case err == nil:
		return flag + " entry " + strconv.Itoa(index+1)
	default:
		return flag + " " + strings.TrimSuffix(rest, "]")
	}
}

// flagOfField are the flags and variables that set the fields of the SDK.
var flagOfField = map[string]string{ //nolint:gosec // names of passwords, no passwords
	"To":        "--to",
	"Groups":    "--group",
	"Text":      "--text",
	"Sender":    "--sender",
	"ID":        "--id",
	"When":      "", // its rules begin with the kind of time, which is the flag
	"ValidFor":  "--valid",
	"Channel":   "--channel",
	"Extra":     "--param",
	"Recipient": "--phone",
	"Detail":    "--detail",

	"Channel.Title":   "--text",
	"Channel.Payload": "--text",
	"Channel.Header":  "--text",
	"Channel.From":    "--sender",

	"Channel.Subject":       "--param subj",
	"Channel.Bot":           "--param bot",
	"Channel.URL":           "--param url",
	"Channel.Voice":         "--param voice",
	"Channel.Language":      "--param voice: its language",
	"Channel.AnswerWait":    "--param param: its wait",
	"Channel.RetryInterval": "--param param: its interval",
	"Channel.Attempts":      "--param param: its attempts",
	"Spread.Period":         "--param period",
	"Spread.Interval":       "--param freq",
	"FileURL":               "--param fileurl",
	"MaxParts":              "--param maxsms",
	"ConfirmDays":           "--param smsreq",
	"CaptchaCode":           "--param imgcode",
	"UserIP":                "--param userip",
	"PartnerID":             "--param pp",

	"WithEndpoint":       "--endpoint (SMSC_ENDPOINT)",
	"WithTimeout":        "--timeout",
	"WithValidity":       "--valid",
	"WithRate":           "--per-minute",
	"APIKey":             "SMSC_API_KEY",
	"Password: login":    "SMSC_LOGIN",
	"Password: password": "SMSC_PASSWORD",
}

// flagWords puts flags in the place of the names that rules mention.
var flagWords = strings.NewReplacer(
	"SendAt", "--at",
	"SendIn", "--in",
	"SendBetween", "--between",
	"Groups", "--group",
	"Channel.Subject", "--param subj",
	"Channel.Voice", "--param voice",
	"Spread.Period", "--param period",
	"FileURL", "--param fileurl",
	"UserIP", "--param userip",
	"AnswerWait, RetryInterval and Attempts", "wait, interval and attempts",
	"WithMaxRecipients", "one send",
	"or WithInsecureHTTP must allow a password in clear text",
	"or http on this machine: the password would travel in clear text",
)
