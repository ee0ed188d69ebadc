package inbox

import "net/http"

// accountView is the account, who is blocked, and what is kept.
type accountView struct{ Facts []fact }

func (i *inbox) account(r *http.Request) (*page, error) {
	p := i.newPage(r, "account", "Account")
	login, password := i.credentials()
	p.Account = &accountView{Facts: accountFacts(p, login, password, i.gateway)}
	return p, nil
}
