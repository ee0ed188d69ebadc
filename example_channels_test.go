package smsc_test

import (
	"context"
	"fmt"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// A text that shows on the screen at once.
func ExampleFlashSMS() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:      []string{"+380501234567"},
		Text:    "Your code is 1234",
		Channel: smsc.FlashSMS{},
	})
	if err != nil {
		panic(err)
	}
	sms, _ := gateway.Last("+380501234567")
	fmt.Println(sms.Channel, sms.Text)
	// Output: flash Your code is 1234
}

// A Viber message with a picture, which the service fetches.
func ExampleViber() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:      []string{"+380501234567"},
		Text:    "Here is your ticket.",
		FileURL: "https://example.com/ticket.png",
		Channel: smsc.Viber{},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(gateway.Requests()[0].Query)
	// Output: [{viber 1} {fileurl https://example.com/ticket.png}]
}

// An e-mail: subject, text and sender address are required.
func ExampleEmail() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:      []string{"customer@example.com"},
		Text:    "Your receipt is attached to your account.",
		Channel: smsc.Email{Subject: "Receipt 1234", From: "shop@example.org"},
	})
	if err != nil {
		panic(err)
	}
	mail, _ := gateway.Last("customer@example.com")
	fmt.Printf("%s: %s\n", mail.Sender, mail.Subject)
	// Output: shop@example.org: Receipt 1234
}

// A message through a Telegram bot, to a nick and to an ID.
func ExampleTelegram() {
	gateway := smsctest.New()
	client := demo(gateway)

	result, err := client.Send(context.Background(), smsc.SendRequest{
		To:      []string{"@example_user", "#123456789"},
		Text:    "Your order is ready.",
		Channel: smsc.Telegram{Bot: "@example_bot"},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.Count)
	// Output: 2
}

// A call that reads a text out, in English, and tries three times.
func ExampleVoiceCall() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:   []string{"+380501234567"},
		Text: "Your code is one, two, three, four.",
		Channel: smsc.VoiceCall{
			Voice: smsc.VoiceFemale, Language: "en",
			AnswerWait: 30 * time.Second, RetryInterval: 10 * time.Minute, Attempts: 3,
		},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(gateway.Requests()[0].Query)
	// Output: [{call 1} {voice w, en} {param 30,600,3}]
}

// A binary message: a header that addresses a port, and its payload.
func ExampleBinarySMS() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To: []string{"+380501234567"},
		Channel: smsc.BinarySMS{
			Header:  []byte{0x05, 0x04, 0x0B, 0x84, 0x23, 0xF0},
			Payload: []byte{0x01, 0x02, 0x03},
			Coding:  &smsc.Coding{PID: 1, DCS: 4},
		},
	})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%q\n", gateway.Requests()[0].Elements["mes"])
	// Output: "0605040b8423f0010203\n~~~\npid: 1, dcs: 4"
}

// A link with a title.
func ExampleWAPPush() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:      []string{"+380501234567"},
		Channel: smsc.WAPPush{URL: "https://example.com/menu", Title: "Today's menu"},
	})
	if err != nil {
		panic(err)
	}
	sms, _ := gateway.Last("+380501234567")
	fmt.Printf("%s %q\n", sms.Channel, sms.Text)
	// Output: push "https://example.com/menu\nToday's menu"
}

// A multimedia message: a subject, a text and a picture that the service fetches.
func ExampleMMS() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:      []string{"+380501234567"},
		Text:    "This is how to find us.",
		FileURL: "https://example.com/map.png",
		Channel: smsc.MMS{Subject: "The way"},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(gateway.Requests()[0].Query)
	// Output: [{mms 1} {subj The way} {fileurl https://example.com/map.png}]
}

// A message to a user of a social network, by phone number.
func ExampleSocial() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:      []string{"+380501234567"},
		Text:    "Your order is ready.",
		Channel: smsc.Social{},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(gateway.Requests()[0].Query)
	// Output: [{soc 1}]
}

// A WhatsApp message.
func ExampleWhatsApp() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:      []string{"+380501234567"},
		Text:    "Your order is ready.",
		Channel: smsc.WhatsApp{},
	})
	if err != nil {
		panic(err)
	}
	message, _ := gateway.Last("+380501234567")
	fmt.Println(message.Channel, message.Text)
	// Output: whatsapp Your order is ready.
}

// A confirmation code through Telegram: the text is the code.
func ExampleTelegramCode() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:      []string{"+380501234567"},
		Text:    "1234",
		Channel: smsc.TelegramCode{},
	})
	if err != nil {
		panic(err)
	}
	message, _ := gateway.Last("+380501234567")
	fmt.Println(message.Channel, message.Text)
	// Output: tg 1234
}

// Find out whether a phone can be reached: an SMS that it does not show, and then its
// delivery status. The emulator's clock is moved by hand here.
func ExamplePingSMS() {
	ctx := context.Background()
	clock := smsctest.NewManualClock(tenAtNight)
	client := demo(smsctest.New(smsctest.WithClock(clock)))

	sent, err := client.Send(ctx, smsc.SendRequest{To: []string{"+380501234567"}, Channel: smsc.PingSMS{}})
	if err != nil {
		panic(err)
	}
	clock.Advance(time.Minute)
	status, err := client.Status(ctx, smsc.StatusRequest{Recipient: "+380501234567", ID: sent.ID})
	if err != nil {
		panic(err)
	}
	fmt.Println("it can be reached:", status.Status.Delivered())
	// Output: it can be reached: true
}

// Ask the operator's register about a number; nothing is sent to the phone.
func ExampleHLR() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:      []string{"+380501234567"},
		Channel: smsc.HLR{},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(gateway.Requests()[0].Query)
	// Output: [{hlr 1}]
}
