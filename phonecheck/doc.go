// Package phonecheck has no code but tests. They hold [smsc.NormalizePhone] against
// github.com/nyaruka/phonenumbers, a port of Google's libphonenumber, which knows the
// numbering plan of every country. It is a module of its own so that users of smsc do
// not get that library.
//
// Two things must hold for every number drawn:
//
//   - where NormalizePhone returns a number, the library reads the same one, and finds
//     it possible; the exceptions are listed in theirsReadsOtherwise;
//   - where NormalizePhone refuses what the library calls a valid number, one of the
//     reasons listed in refusedOnPurpose is why.
//
// The numbers are the same in every run. A new version of the library can bring new
// numbering plans, and then fail these tests: the tables of smsc are to be changed.
package phonecheck
