package smsc_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
)

func TestCodes(t *testing.T) {
	t.Parallel()
	final := map[smsc.StatusCode]bool{ // true: delivered, false: failed
		smsc.StatusDelivered: true, smsc.StatusRead: true, smsc.StatusClicked: true,
		smsc.StatusExpired: false, smsc.StatusSpam: false, smsc.StatusUndeliverable: false, smsc.StatusWrongNumber: false,
		smsc.StatusForbidden: false, smsc.StatusNoFunds: false, smsc.StatusUnavailable: false,
	}
	names := map[string]bool{}
	for code := smsc.StatusCode(-5); code < 300; code++ {
		delivered, isFinal := final[code]
		assert.Equal(t, isFinal, code.Final(), code)
		assert.Equal(t, isFinal && delivered, code.Delivered(), code)
		assert.Equal(t, isFinal && !delivered, code.Failed(), code)
		assert.False(t, names[code.String()], "two codes are called %s", code)
		names[code.String()] = true
	}
	assert.Equal(t, "status 99", smsc.StatusCode(99).String())

	assert.Equal(t, "subscriber offline", smsc.DeliveryCode(6).String())
	assert.Equal(t, "delivery error 999", smsc.DeliveryCode(999).String())
	classes := map[smsc.DeliveryClass]int{}
	for code := range smsc.DeliveryCode(256) {
		classes[code.Class()]++
	}
	assert.Equal(t, map[smsc.DeliveryClass]int{
		smsc.ClassNone: 1, smsc.ClassEmail: 3, smsc.ClassNotice: 1, smsc.ClassAccount: 8,
		smsc.ClassTemporary: 9, smsc.ClassPermanent: 8, smsc.ClassUnknown: 226,
	}, classes)
	assert.Equal(t, "temporary", smsc.DeliveryCode(220).Class().String())
	for class := smsc.ClassUnknown; class <= smsc.ClassNotice; class++ {
		assert.False(t, names[class.String()], class)
		names[class.String()] = true
	}
}
