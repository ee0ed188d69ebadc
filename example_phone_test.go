package smsc_test

import (
	"errors"
	"fmt"

	"github.com/go-smsc/smsc"
)

// What people type into a form becomes the number that a request takes.
func ExampleNormalizePhone() {
	for _, typed := range []string{
		"+38 (050) 123-45-67",
		"050 123 45 67",
		"8-050-123-45-67",
		"00380501234567",
		"+48 601 234 567",
		"123-45-67",
		"050 123 45 67, 067 123 45 67",
		"0 800 300 300",
		"+38 67 123 45 67",
	} {
		number, err := smsc.NormalizePhone(typed, smsc.CountryUA)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(number)
	}
	// Output:
	// +380501234567
	// +380501234567
	// +380501234567
	// +380501234567
	// +48601234567
	// smsc: phone number is too short; short and local numbers are not accepted (UA)
	// smsc: phone number contains more than one number (UA)
	// smsc: phone number is a premium, toll-free or other service number (UA)
	// smsc: phone number can be read in more than one way; write it with 00 and the country code (UA)
}

// A form shows its own text for each reason.
func ExamplePhoneError() {
	texts := map[smsc.PhoneReason]string{
		smsc.PhoneTooShort:  "У номері бракує цифр.",
		smsc.PhoneExtension: "Вкажіть номер без додаткового.",
	}
	_, err := smsc.NormalizePhone("+380 44 123-45-67 доб. 12", smsc.CountryUA)
	if refusal, ok := errors.AsType[*smsc.PhoneError](err); ok {
		fmt.Println(texts[refusal.Reason])
	}
	// Output: Вкажіть номер без додаткового.
}
