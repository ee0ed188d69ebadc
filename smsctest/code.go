package smsctest

import (
	"regexp"
	"strings"
)

var (
	// codeWord is what stands beside a code, in the languages of the service's
	// customers.
	codeWord = regexp.MustCompile(`(?i)(?:^|[^\pL])(?:codes?|код\pL{0,3}|kod\pL{0,2}|пароль|пароля|пароли|` +
		`password|passcode|pin|otp|пін|пин|піном|parol\pL{0,2})(?:[^\pL]|$)`)
	// codeForm is a code of 4-8 digits, also in two groups, that is no part of a
	// longer number, of a word, of an amount or of a date.
	codeForm = regexp.MustCompile(`\d{4,8}|\d{3}[- ]\d{3}`)
)

// maxCodeDistance is how far a code may stand from the word for it, in octets.
const maxCodeDistance = 60

// Code returns the one-time code in the text: the digits nearest to a word such as
// code, код, пароль or PIN. A text that is nothing but 4-8 digits is one, as that of
// a call is. "" when there is none: a number alone, such as that of a parcel, is no
// code.
func (m Message) Code() string {
	text := strings.TrimSpace(m.Text)
	if at := codeForm.FindStringIndex(text); at != nil && at[0] == 0 && at[1] == len(text) {
		return joinCode(text)
	}
	words := codeWord.FindAllStringIndex(text, 20)
	if words == nil {
		return ""
	}
	best, found := maxCodeDistance+1, ""
	for _, at := range codeForm.FindAllStringIndex(text, 100) {
		if !standsAlone(text, at[0], at[1]) {
			continue
		}
		for _, word := range words {
			distance := at[0] - word[1]
			if distance < -1 { // before the word, which is the less usual
				distance = 2 * max(word[0]-at[1], 0)
			}
			if distance < best {
				best, found = distance, joinCode(text[at[0]:at[1]])
			}
		}
	}
	return found
}

var (
	numberBefore = regexp.MustCompile(`(?:[\pL\d_+#№*]|\d[-.,:/])$`)
	numberBehind = regexp.MustCompile(`^(?:[\pL\d_]|[-.,:/]\d)`)
)

// standsAlone reports whether what is at a place is not the part of something longer.
func standsAlone(text string, from, to int) bool {
	return !numberBefore.MatchString(text[:from]) && !numberBehind.MatchString(text[to:])
}

func joinCode(code string) string { return strings.NewReplacer("-", "", " ", "").Replace(code) }
