package smsctest

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"hash/adler32"
	"hash/crc32"
	"io"
)

// inflate unpacks the body of a request as PHP does, whatever of gzip and zlib it
// is: junk behind is ignored and a missing checksum forgiven, a wrong one and a
// second member are not. It reports false for what does not unpack, and returns one
// octet over the limit for what is larger.
func inflate(packed []byte, limit int64) ([]byte, bool) {
	rest := bytes.NewReader(packed)
	isGzip := bytes.HasPrefix(packed, []byte{0x1F, 0x8B})
	if isGzip {
		if _, err := gzip.NewReader(rest); err != nil { // it reads the header alone
			return nil, false
		}
	} else {
		var header [2]byte
		const deflated, dictionary = 8, 0x20
		if _, err := io.ReadFull(rest, header[:]); err != nil || header[0]&0xF != deflated ||
			binary.BigEndian.Uint16(header[:])%31 != 0 || header[1]&dictionary != 0 {
			return nil, false
		}
	}
	body, err := io.ReadAll(io.LimitReader(flate.NewReader(rest), limit+1))
	if err != nil {
		return nil, false
	}
	if int64(len(body)) > limit {
		return body, true // the end is not reached
	}

	trailer := packed[len(packed)-rest.Len():]
	if !isGzip {
		return body, len(trailer) < adler32.Size || binary.BigEndian.Uint32(trailer) == adler32.Checksum(body)
	}
	if len(trailer) < crc32.Size+4 {
		return body, true
	}
	if binary.LittleEndian.Uint32(trailer) != crc32.ChecksumIEEE(body) ||
		binary.LittleEndian.Uint32(trailer[crc32.Size:]) != uint32(len(body)) {
		return nil, false
	}
	return body, !bytes.HasPrefix(trailer[crc32.Size+4:], []byte{0x1F, 0x8B})
}
