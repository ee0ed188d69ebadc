module github.com/go-smsc/smsc/internal/soapgen/gen

go 1.26.0

require github.com/hooklift/gowsdl v0.5.0
