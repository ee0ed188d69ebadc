//go:build ignore

// Command gowsdl calls the service by what hooklift/gowsdl generates of the WSDL,
// on the runtime of that project. It is built in the module benchmarks, which has
// both. Arguments are the endpoint, whose namespace must be
// http://127.0.0.1/sys/soap.php, and the text of the message. Standard output is
// the balance before, and the ID and the parts of the message.
package main

import (
	"fmt"
	"os"

	"github.com/hooklift/gowsdl/soap"

	"github.com/go-smsc/smsc/benchmarks/stock"
)

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Print(err)
		os.Exit(1)
	}
}

func run(endpoint, text string) error {
	const login, password = "demo", `pa55<&>"'ж`
	service := stock.NewServiceSoap(soap.NewClient(endpoint))
	balance, err := service.Get_balance(&stock.Balance{Login: login, Psw: password})
	if err != nil {
		return err
	}
	sent, err := service.Send_sms(&stock.Send{
		Login: login, Psw: password, Phones: "380501234567", Mes: text, Id: "order-7",
	})
	if err != nil {
		return err
	}
	fmt.Print(balance.Balanceresult.Balance, " ", sent.Sendresult.Id, " ", sent.Sendresult.Cnt)
	return nil
}
