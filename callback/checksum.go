package callback

import (
	"crypto/md5"  //nolint:gosec // the service offers nothing stronger
	"crypto/sha1" //nolint:gosec // the service offers nothing stronger
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
	// ChecksumSHA1 is the hexadecimal SHA-1. Prefer it.
	ChecksumSHA1 Checksum = "sha1"
	// ChecksumCRC32 protects nothing; see [WithCRC32].
	ChecksumCRC32 Checksum = "crc32"
)

// Sign returns the checksum of an event, for tests that build requests by hand.
// [NewRequest] builds whole requests. Text is hashed as UTF-8. A crc32 is an unsigned
// decimal number. The error says which argument is wrong.
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

// message returns what is hashed.
func message(signed []string, secret string) string {
	return strings.Join(signed, ":") + ":" + secret
}

// of returns the checksum of a message. It is empty for an unknown kind of checksum.
func (c Checksum) of(message string) string {
	switch c {
	case ChecksumMD5:
		sum := md5.Sum([]byte(message)) //nolint:gosec // see the import
		return hex.EncodeToString(sum[:])
	case ChecksumSHA1:
		sum := sha1.Sum([]byte(message)) //nolint:gosec // see the import
		return hex.EncodeToString(sum[:])
	case ChecksumCRC32:
		return strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(message))), 10)
	default:
		return ""
	}
}

// fits reports whether given is the checksum of message. The time that it takes does
// not depend on where they differ.
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

// verify returns the kind of event whose checksum fits. The checksum decides, so a
// field that the service may add to one kind later does not make it another.
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
		return kind{}, unreadable("the fields match no kind of event")
	case len(checks) == 0:
		return kind{}, unverified("no checksum that is accepted")
	default:
		return kind{}, unverified("the checksum does not fit")
	}
}

// checks returns the checksums among the fields that are to be verified.
func (c *config) checks(values url.Values) map[Checksum]string {
	checks := make(map[Checksum]string)
	for _, sum := range []Checksum{ChecksumMD5, ChecksumSHA1, ChecksumCRC32} {
		if values.Has(string(sum)) && (sum != ChecksumCRC32 || c.crc32) {
			checks[sum] = values.Get(string(sum))
		}
	}
	return checks
}

// fit reports whether all checksums fit the signed values in one of the charsets.
func (c *config) fit(checks map[Checksum]string, signed []string) bool {
	for _, charset := range charsets {
		raw, ok := charset.encode(message(signed, c.secret))
		if !ok {
			continue // the service cannot have used this charset
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
