package main

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-smsc/smsc"
)

// violations are the rules that a request breaks, in the words of the command
// line: the SDK names fields, a user knows flags.
func violations(err error) []string {
	if joined, ok := errors.AsType[interface {
		error
		Unwrap() []error
	}](err); ok {
		errs := joined.Unwrap()
		all := make([]string, 0, len(errs))
		for _, one := range errs {
			all = append(all, violations(one)...)
		}
		return all
	}
	violation, ok := errors.AsType[*smsc.ValidationError](err)
	if !ok {
		return []string{err.Error()}
	}
	return []string{violationText(violation)}
}

func violationText(v *smsc.ValidationError) string {
	rule := recipientIndex.ReplaceAllStringFunc(v.Rule, recipientNumber)
	rule = fieldInRule.ReplaceAllStringFunc(rule, func(field string) string {
		if flag := flagOfField(field); flag != "" {
			return flag
		}
		return field
	})
	switch {
	case v.Field == "When":
		// The rule begins with the kind of time, which is the flag.
		kind, rest, _ := strings.Cut(rule, " ")
		return "--" + strings.ToLower(kind) + " " + rest
	case v.Field == "WithEndpoint" && strings.Contains(rule, "WithInsecureHTTP"):
		rule = "must be https, or http on this machine: the password would travel in clear text"
	case v.Field == "WithEndpoint":
		rule = strings.TrimPrefix(rule, "wsdl: endpoint ")
	}
	if extra, ok := strings.CutPrefix(v.Field, "Extra["); ok {
		return "--param " + strings.TrimSuffix(extra, "]") + " " + rule
	}
	if index := recipientIndex.FindString(v.Field); index != "" {
		return "--to " + recipientNumber(index) + " " + rule
	}
	if flag := flagOfField(v.Field); flag != "" {
		return flag + " " + rule
	}
	return v.Field + " " + rule
}

var (
	recipientIndex = regexp.MustCompile(`\bTo\[[0-9]+\]`)
	// Only what cannot be an English word is taken for a field.
	fieldInRule = regexp.MustCompile(`\b(?:(?:Channel|Spread)\.)?[A-Z][a-z]+[A-Z][A-Za-z]+\b|\b(?:Channel|Spread)\.[A-Z][a-z]+\b`)
)

// recipientNumber turns To[0] into "recipient 1".
func recipientNumber(index string) string {
	i, err := strconv.Atoi(strings.Trim(index, "To[]"))
	if err != nil {
		return index
	}
	return "recipient " + strconv.Itoa(i+1)
}

// flagOfField names the flag, or the variable, that sets a field of the SDK.
func flagOfField(field string) string {
	switch field {
	case "To":
		return "--to"
	case "Text", "Channel.Title", "Channel.Payload", "Channel.Header":
		return "--text"
	case "Sender", "Channel.From":
		return "--sender"
	case "ID":
		return "--id"
	case "ValidFor":
		return "--valid"
	case "Phone":
		return "--phone"
	case "Detail":
		return "--detail"
	case "Channel":
		return "--channel"
	case "Extra":
		return "--param"
	case "WithEndpoint":
		return "--endpoint (SMSC_ENDPOINT)"
	case "WithTimeout":
		return "--timeout"
	case "APIKey":
		return "SMSC_API_KEY"
	case "Password: login":
		return "SMSC_LOGIN"
	case "Password: password":
		return "SMSC_PASSWORD"
	}
	if name := parameterOfField(field); name != "" {
		return "--param " + name
	}
	return ""
}

// parameterOfField names the parameter of --param that sets a field of the SDK.
func parameterOfField(field string) string {
	switch field {
	case "When.Zone":
		return "tz"
	case "Spread.Period":
		return "period"
	case "Spread.Interval":
		return "freq"
	case "FileURL":
		return "fileurl"
	case "ShortenLinks":
		return "tinyurl"
	case "MaxParts":
		return "maxsms"
	case "ConfirmDays":
		return "smsreq"
	case "Report":
		return "cost"
	case "ReportFailed":
		return "err"
	case "ReportRecipients":
		return "op"
	case "CaptchaCode":
		return "imgcode"
	case "UserIP":
		return "userip"
	case "PartnerID":
		return "pp"
	case "Channel.Subject":
		return "subj"
	case "Channel.Bot":
		return "bot"
	case "Channel.URL":
		return "url"
	case "Channel.Voice":
		return "voice"
	case "Channel.Language":
		return "voice (language)"
	case "Channel.AnswerWait", "AnswerWait":
		return "param (answer wait)"
	case "Channel.RetryInterval", "RetryInterval":
		return "param (retry interval)"
	case "Channel.Attempts", "Attempts":
		return "param (attempts)"
	default:
		return ""
	}
}
