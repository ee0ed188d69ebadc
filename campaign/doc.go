// Package campaign sends one text each to many recipients, from ten to ten million: it
// packs them into few requests, says what became of each, and remembers what it has
// sent, so that a run that was stopped, in whatever way, goes on without sending
// anything twice.
//
//	journal, err := campaign.OpenJournal("run.jsonl")
//	…
//	defer journal.Close()
//	c := campaign.Campaign{Client: client, Template: smsc.SendRequest{Sender: "Shop"}, Journal: journal}
//	for result, err := range c.Run(ctx, messages) {
//		if err != nil {
//			return err // run it again with the same journal
//		}
//		store(result)
//	}
//
// # What is promised
//
// Each message is sent at most once, by its key, over all runs with one journal. A
// request is written into the journal before it leaves, with an ID that no other one
// has. When its outcome is lost, with the answer or with the process, the service is
// asked, and the message is sent again only with the proof that the service does not
// have it and will not get it. docs/retries.md has the proofs, and what they rest on.
//
// Each message that was read has a result. What is not known is called [Unknown] and
// never guessed.
package campaign
