module github.com/go-smsc/smsc/benchmarks

go 1.26.0

require (
	github.com/go-smsc/smsc v0.0.0
	github.com/hooklift/gowsdl v0.5.0
	github.com/twilio/twilio-go v1.31.0
)

require (
	github.com/golang-jwt/jwt/v5 v5.2.2 // indirect
	github.com/golang/mock v1.6.0 // indirect
	github.com/pkg/errors v0.9.1 // indirect
	github.com/shopspring/decimal v1.6.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace github.com/go-smsc/smsc => ../
