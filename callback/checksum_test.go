package callback_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
)

func TestChecksums(t *testing.T) {
	t.Parallel()
	crc := callback.WithCRC32()
	for name, test := range map[string]struct {
		sums    string
		options []callback.Option
		words   string // why it is refused; empty if it is not
	}{
		"md5":                              {"&md5=" + statusMD5, nil, ""},
		"sha1":                             {"&sha1=" + statusSHA1, nil, ""},
		"both":                             {"&md5=" + statusMD5 + "&sha1=" + statusSHA1, nil, ""},
		"capital digits":                   {"&md5=" + strings.ToUpper(statusMD5), nil, ""},
		"none":                             {"", nil, "no checksum"},
		"empty md5":                        {"&md5=", nil, "does not fit"},
		"one of two is empty":              {"&md5=&sha1=" + statusSHA1, nil, "does not fit"},
		"the first of two is wrong":        {"&md5=" + stopMD5 + "&sha1=" + statusSHA1, nil, "does not fit"},
		"the second of two is wrong":       {"&md5=" + statusMD5 + "&sha1=" + callSHA1, nil, "does not fit"},
		"the sums are in each other's":     {"&sha1=" + statusMD5 + "&md5=" + statusSHA1, nil, "does not fit"},
		"cut":                              {"&md5=" + statusMD5[:31], nil, "does not fit"},
		"one digit more":                   {"&md5=" + statusMD5 + "0", nil, "does not fit"},
		"last digit off":                   {"&md5=" + statusMD5[:31] + "f", nil, "does not fit"},
		"blank in front":                   {"&md5=+" + statusMD5, nil, "does not fit"},
		"of another event":                 {"&md5=" + callMD5, nil, "does not fit"},
		"another checksum":                 {"&sha256=" + statusSHA1, nil, "no checksum"},
		"capital name":                     {"&MD5=" + statusMD5, nil, "no checksum"},
		"crc32 counts for nothing":         {"&crc32=" + statusCRC, nil, "no checksum"},
		"crc32 does no harm":               {"&crc32=1&md5=" + statusMD5, nil, ""},
		"allowed crc32":                    {"&crc32=" + statusCRC, []callback.Option{crc}, ""},
		"allowed crc32, hexadecimal":       {"&crc32=9BE54D31", []callback.Option{crc}, ""},
		"allowed crc32, signed":            {"&crc32=-1679471311", []callback.Option{crc}, ""},
		"allowed crc32 is wrong":           {"&crc32=2615495986", []callback.Option{crc}, "does not fit"},
		"allowed crc32 is empty":           {"&crc32=", []callback.Option{crc}, "does not fit"},
		"md5 is wrong beside crc32":        {"&md5=" + stopMD5 + "&crc32=" + statusCRC, []callback.Option{crc}, "does not fit"},
		"crc32 is wrong beside md5":        {"&crc32=1&md5=" + statusMD5, []callback.Option{crc}, "does not fit"},
		"no crc32 where it is allowed":     {"", []callback.Option{crc}, "no checksum"},
		"md5 alone where crc32 is allowed": {"&md5=" + statusMD5, []callback.Option{crc}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := serve(t, post("/smsc", statusForm+test.sums), nil, test.options...)
			if test.words != "" {
				o.refused(t, http.StatusForbidden, test.words)
				return
			}
			assert.Equal(t, callback.StatusReport{ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered}, o.taken(t))
		})
	}
}

// Whatever the checksum covers cannot be changed; the rest can, and the package's
// documentation says so.
func TestWhatTheChecksumCovers(t *testing.T) {
	t.Parallel()
	for _, change := range []struct{ form, sum, from, to string }{
		{statusForm, statusMD5, "id=order-7", "id=order-8"},
		{statusForm, statusMD5, "phone=380501234567", "phone=380501234568"},
		{statusForm, statusMD5, "phone=380501234567", "phone=%2B380501234567"},
		{statusForm, statusMD5, "status=1", "status=2"},
		{statusForm, statusMD5, "status=1", "status=+1"},
		{stopForm, stopMD5, "phone=380671234567", "phone=380671234568"},
		{stopForm, stopMD5, "mes=STOP", "mes=STOP%20"},
		{stopForm, stopMD5, "mes=STOP", "mes=stop"},
		{stopForm, stopMD5, "to=380441112233", "to="},
		{callForm, callMD5, "phone=380671234567", "phone=380671234568"},
		{callForm, callMD5, "ts=1773136800", "ts=1773136801"},
	} {
		body := strings.Replace(change.form, change.from, change.to, 1) + "&md5=" + change.sum
		serve(t, post("/smsc", body), nil).refused(t, http.StatusForbidden, "does not fit")
	}
	for _, body := range []string{
		statusForm + "&cost=99&err=255&ts=1773136800&md5=" + statusMD5,
		stopForm + "&id=1&ts=1773136800&md5=" + stopMD5,
		strings.Replace(callForm, "waitcall=1", "waitcall=2", 1) + "&md5=" + callMD5,
	} {
		serve(t, post("/smsc", body), nil).taken(t)
	}
}

// "a:b" and "c" make the same string as "a" and "b:c", so a colon would let a
// checksum move from one event to another.
func TestColons(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"id=order-7:380501234567&phone=1&status=1&md5=" + md5Of("order-7:380501234567:1:1"),
		"id=order-7&phone=380501234567:1&status=1&md5=" + md5Of("order-7:380501234567:1:1"),
		"id=order%0A7&phone=380501234567&status=1&md5=" + md5Of("order\n7:380501234567:1"),
		"id=order%007&phone=380501234567&status=1&md5=" + md5Of("order\x007:380501234567:1"),
		"id=order%7F7&phone=380501234567&status=1&md5=" + md5Of("order\x7f7:380501234567:1"),
		"phone=1:2&mes=3&to=4&md5=" + md5Of("1:2:3:4"),
		"phone=1&mes=2&to=3:4&md5=" + md5Of("1:2:3:4"),
		"phone=order-7:380501234567&waitcall=1&ts=1&md5=" + md5Of("order-7:380501234567:1"),
	} {
		serve(t, post("/smsc", body), nil).refused(t, http.StatusBadRequest, "character")
	}
	// A text may hold anything, and so may what is not covered.
	text := serve(t, post("/smsc", "phone=1&mes=2:3&to=4&id=5:6&md5="+md5Of("1:2:3:4")), nil).taken(t)
	assert.Equal(t, callback.IncomingMessage{ID: "5:6", Phone: "1", Text: "2:3", To: "4"}, text)
}

// A verified request that still says nothing is refused: no status is no success.
func TestVerifiedButEmpty(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ body, words string }{
		{"id=7&phone=1&status=&md5=" + md5Of("7:1:"), "number"},
		{"id=7&phone=1&status=delivered&md5=" + md5Of("7:1:delivered"), "number"},
		{"id=7&phone=1&status=1.0&md5=" + md5Of("7:1:1.0"), "number"},
		{"id=7&phone=1&status=4294967297&md5=" + md5Of("7:1:4294967297"), "number"},
		{"id=&phone=1&status=1&md5=" + md5Of(":1:1"), "id is empty"},
		{"id=7&phone=&status=1&md5=" + md5Of("7::1"), "phone is empty"},
		{"phone=&mes=hi&to=2&md5=" + md5Of(":hi:2"), "phone is empty"},
		{"phone=&waitcall=1&ts=1&md5=" + md5Of(":1"), "phone is empty"},
		{"phone=1&waitcall=1&ts=&md5=" + md5Of("1:"), "number"},
		{"phone=1&waitcall=1&ts=0&md5=" + md5Of("1:0"), "number"},
		{"phone=1&waitcall=1&ts=-5&md5=" + md5Of("1:-5"), "number"},
		{"phone=1&waitcall=1&ts=now&md5=" + md5Of("1:now"), "number"},
		{"phone=1&waitcall=1&ts=274877906944&md5=" + md5Of("1:274877906944"), "number"},
	} {
		serve(t, post("/smsc", test.body), nil).refused(t, http.StatusBadRequest, test.words)
	}
	serve(t, post("/smsc", "phone=1&waitcall=1&ts=274877906943&md5="+md5Of("1:274877906943")), nil).taken(t)
}

func TestNoEvent(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"", "&&&", "test=1", "md5=" + statusMD5, "id=7&status=1", "phone=1&status=1&md5=" + statusMD5,
		"id=7&phone=1&md5=" + statusMD5, "phone=1&mes=hi", "phone=1&ts=1", "waitcall=1&ts=1", "phone=1&waitcall=1",
	} {
		serve(t, post("/smsc", body), nil).refused(t, http.StatusBadRequest, "no kind of event")
	}
}

func TestSign(t *testing.T) {
	t.Parallel()
	report := callback.StatusReport{ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered}
	message := callback.IncomingMessage{Phone: "380671234567", Text: "Привет", To: "380441112233"}
	for _, test := range []struct {
		checksum callback.Checksum
		event    callback.Event
		want     string
	}{
		{callback.ChecksumMD5, report, statusMD5},
		{callback.ChecksumSHA1, report, statusSHA1},
		{callback.ChecksumCRC32, report, statusCRC},
		{callback.ChecksumMD5, callback.WaitCall{Phone: "380671234567", CalledAt: noon}, callMD5},
		{callback.ChecksumMD5, message, "47c3deea181e154038778067a9252a04"}, // of its UTF-8
	} {
		sum, err := callback.Sign(test.checksum, secret, test.event)
		require.NoError(t, err)
		assert.Equal(t, test.want, sum)
	}

	_, err := callback.Sign("sha256", secret, report)
	require.ErrorContains(t, err, "md5, sha1 or crc32")
	_, err = callback.Sign(callback.ChecksumMD5, "", report)
	require.ErrorContains(t, err, "secret")
	_, err = callback.Sign(callback.ChecksumMD5, secret, nil)
	require.ErrorContains(t, err, "event")
	_, err = callback.Sign(callback.ChecksumMD5, secret, callback.StatusReport{})
	require.ErrorContains(t, err, "id is empty")
}

// Which bytes the service hashes is not known, so all that it can have hashed count.
func TestHashedBytes(t *testing.T) {
	t.Parallel()
	for charset, sum := range map[string]string{
		"utf-8":        "47c3deea181e154038778067a9252a04",
		"windows-1251": "3a60ebc70b0c106b508b9da0ff585e8e",
		"koi8-r":       "61f34f4747799bd252725b9ba0db3980",
	} {
		body := "phone=380671234567&mes=%CF%F0%E8%E2%E5%F2&to=380441112233&md5=" + sum // windows-1251
		event := serve(t, post("/smsc", body), nil).taken(t)
		assert.Equal(t, "Привет", event.(callback.IncomingMessage).Text, charset)
	}
	// koi8-r cannot write this text, which must not stand in the way of the others.
	for _, sum := range []string{"b501fb199eac86e5871e947b5f0bf145", "a9c310cbe6c0d9f290c74d163453d5ed"} {
		body := "phone=380671234567&mes=Привіт,+ґанок&to=380441112233&md5=" + sum
		serve(t, post("/smsc?charset=utf-8", body), nil).taken(t)
	}
}

// Nothing that the package says or shows has the secret, a number or a text in it.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	hidden := []string{secret, "380671234567", "380441112233", "Привет", "STOP", "order-7"}
	check := func(text string) {
		t.Helper()
		for _, h := range hidden {
			assert.NotContains(t, text, h)
		}
	}
	var handler http.Handler
	handler, err := callback.NewHandler(secret, nil)
	check(fmt.Sprint(handler, err))
	handler, err = callback.NewHandler(secret, discard)
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		check(fmt.Sprintf(verb, handler))
		check(fmt.Sprintf(verb, callback.WithCharset(callback.CharsetKOI8R)))
	}
	for _, body := range []string{
		"", stopForm, stopForm + "&md5=" + statusMD5, stopForm + "&phone=380671234567", stopForm + "&x=%zz",
		"{\"phone\":\"380671234567\",", "<a><phone>380671234567", "{\"phone\":[380671234567]}",
		"<?xml version=\"1.0\" encoding=\"STOP\"?><a/>", "phone=380671234567&mes=%FF&to=1",
		"id=order-7&phone=380671234567&status=STOP&md5=" + md5Of("order-7:380671234567:STOP"),
	} {
		o := serve(t, post("/smsc?charset=utf-8", body), nil)
		check(o.body)
		require.Len(t, o.errs, 1)
		check(fmt.Sprintf("%v %+v %#v", o.errs[0], o.errs[0], o.errs[0]))
	}
	for _, target := range []string{":order-7", "/smsc?md5&charset=STOP", "/smsc?md5&fmt=order-7", "/smsc?md5&charset=koi8-r"} {
		_, err = callback.NewRequest(t.Context(), target, secret, callback.IncomingMessage{Phone: "380671234567", Text: "ґ Привет STOP", To: "380441112233"})
		require.Error(t, err)
		check(err.Error())
	}
}
