package doctor

import (
	"context"
	"strings"

	"github.com/shopspring/decimal"
)

// longText has two parts, so that a cap on parts changes its price.
var longText = strings.TrimSpace(strings.Repeat("Test message of smsc doctor. ", 10))

// price is the price in an answer.
func (r reply) price() (decimal.Decimal, bool) {
	text := r.leaves["cost"]
	const longest = 32 // "1e999999999" is a number to the decimal package too
	if !r.isGood() || text == "" || len(text) > longest || strings.Trim(text, "0123456789.-") != "" {
		return decimal.Decimal{}, false
	}
	price, err := decimal.NewFromString(text)
	return price, err == nil
}

// judgePrice returns the verdict on a request for a price that gave none.
func judgePrice(r reply) verdict {
	switch {
	case r.isCode() && (r.code == 7 || r.code == 8):
		return note(r.describe(), "The service has no price for the number. Name another one.")
	case r.isGood():
		return warn("an answer without a price", "The client calls it malformed.")
	default:
		return warn(r.describe(), r.meaning())
	}
}

func checkCost(ctx context.Context, x *exam) verdict {
	r := x.ask(ctx, askCost(x.who, x.config.number(), longText))
	if _, found := r.price(); !found {
		return judgePrice(r)
	}
	return ok("a price")
}

func checkCostParts(ctx context.Context, x *exam) verdict {
	r := x.ask(ctx, askCost(x.who, x.config.number(), longText, "maxsms=1"))
	if _, found := r.price(); !found {
		return judgePrice(r)
	}
	if parts := r.leaves["cnt"]; parts != "1" {
		return note("the cap on parts changes nothing", "A message with MaxParts costs less than its price says.")
	}
	return ok("the price of one part")
}

func checkCostReport(ctx context.Context, x *exam) verdict {
	r := x.ask(ctx, askCost(x.who, x.config.number(), longText, "op=1"))
	if _, found := r.price(); !found {
		return judgePrice(r)
	}
	if _, found := r.leaves["phones"]; found {
		x.settle("cost-phones", "yes")
		return note("a price, and phones", "The client keeps phones in Extra: it expects them of a send alone.")
	}
	x.settle("cost-phones", "no")
	return ok("a price, without phones")
}
