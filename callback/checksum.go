package callback

import (
	"crypto/md5"  //nolint:gosec // the service has nothing better
	"crypto/sha1" //nolint:gosec // the service has nothing better
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"net/url"
	"strconv"
	"strings"
)

// Checksum is how a request proves that it comes from the service. The URL asks for
// one by a parameter of this name, and the request carries it in a field of this
// name. (SMSC HTTP docs, handler of statuses and messages.)
type Checksum string

// The checksums of the service.
const (
	// ChecksumMD5 is the hexadecimal MD5.
	ChecksumMD5 Checksum = "md5"
	// ChecksumSHA1 is the hexadecimal SHA-1. It is the one to choose.
	ChecksumSHA1 Checksum = "sha1"
	// ChecksumCRC32 protects nothing; see [WithCRC32].
	ChecksumCRC32 Checksum = "crc32"
)

// Sign returns the checksum of an event, for tests that write requests by hand;
// [NewRequest] writes whole ones. Text counts in UTF-8, and crc32 is written in
// decimal, unsigned. The error says which argument is wrong.
func Sign(checksum Checksum, secret string, event Event) (string, error) {
	if secret == "" {
		return "", errNoSecret
	}
	if err := checkEvent(event); err != nil {
		return "", err
	}
	sum := checksum.of(message(event.signed(), secret))
	if sum == "" {
		return "", errors.New("callback: the checksum must be md5, sha1 or crc32")
	}
	return sum, nil
}

// message is what a checksum is taken of.
func message(signed []string, secret string) string {
	return strings.Join(signed, ":") + ":" + secret
}

// of returns the checksum of a message, or nothing for one that does not exist.
func (c Checksum) of(message string) string {
	switch c {
	case ChecksumMD5:
		sum := md5.Sum([]byte(message)) //nolint:gosec // as said
		return hex.EncodeToString(sum[:])
	case ChecksumSHA1:
		sum := sha1.Sum([]byte(message)) //nolint:gosec // as said
		return hex.EncodeToString(sum[:])
	case ChecksumCRC32:
		return strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(message))), 10)
	default:
		return ""
	}
}

// fits tells whether given is the checksum of a message. The time that it takes says
// nothing about the message.
func (c Checksum) fits(given, message string) bool {
	given = strings.ToLower(given)
	sum := c.of(message)
	if c != ChecksumCRC32 {
		return equal(given, sum)
	}
	n := crc32.ChecksumIEEE([]byte(message))
	digits := hex.EncodeToString(binary.BigEndian.AppendUint32(nil, n))
	return equal(given, sum) || equal(given, digits) || equal(given, strconv.Itoa(int(int32(n))))
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// verify finds the kind of event whose checksum the fields carry. So a field that
// the service adds to one kind one day cannot make it look like another.
func (c *config) verify(values url.Values) (kind, *RequestError) {
	checks := c.checks(values)
	var candidate bool
	for _, k := range kinds {
		signed, ok := k.signedOf(values)
		if !ok {
			continue
		}
		candidate = true
		if len(checks) > 0 && c.fit(checks, signed) {
			return k, nil
		}
	}
	switch {
	case !candidate:
		return kind{}, unreadable("the fields are those of no event")
	case len(checks) == 0:
		return kind{}, unverified("no checksum, or none that counts")
	default:
		return kind{}, unverified("the checksum does not fit")
	}
}

// checks returns the checksums that count, of those that the fields carry.
func (c *config) checks(values url.Values) map[Checksum]string {
	checks := make(map[Checksum]string)
	for _, sum := range []Checksum{ChecksumMD5, ChecksumSHA1, ChecksumCRC32} {
		if values.Has(string(sum)) && (sum != ChecksumCRC32 || c.crc32) {
			checks[sum] = values.Get(string(sum))
		}
	}
	return checks
}

// fit tells whether all checksums fit the signed values, in one charset or another.
func (c *config) fit(checks map[Checksum]string, signed []string) bool {
	for _, charset := range charsets {
		raw, ok := charset.encode(message(signed, c.secret))
		if !ok {
			continue // the service cannot have written it so
		}
		all := true
		for sum, given := range checks {
			all = sum.fits(given, raw) && all
		}
		if all {
			return true
		}
	}
	return false
}
