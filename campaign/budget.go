package campaign

import (
	"sync"

	"github.com/shopspring/decimal"
)

// budget bounds what the campaign costs. What is on its way counts as spent.
type budget struct {
	most decimal.Decimal // zero: no bound

	mu    sync.Mutex
	spent decimal.Decimal
}

func (b *budget) bounded() bool { return b.most.IsPositive() }

// take reserves a price, or returns [ErrBudget].
func (b *budget) take(price decimal.Decimal) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bounded() && b.spent.Add(price).GreaterThan(b.most) {
		return ErrBudget
	}
	b.spent = b.spent.Add(price)
	return nil
}

// settle replaces a reserved price by what was paid.
func (b *budget) settle(reserved, paid decimal.Decimal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spent = b.spent.Sub(reserved).Add(paid)
}
