module github.com/go-smsc/smsc/benchmarks

go 1.26.0

require (
	github.com/go-smsc/smsc v0.0.0
	github.com/hooklift/gowsdl v0.5.0
)

require (
	github.com/shopspring/decimal v1.6.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace github.com/go-smsc/smsc => ../
