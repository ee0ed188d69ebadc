package main

import (
	"net"
	"net/http"
	"sync/atomic"
)

// connectionCounter counts the connections of a server.
type connectionCounter struct{ n atomic.Int64 }

func (c *connectionCounter) observe(_ net.Conn, state http.ConnState) {
	if state == http.StateNew {
		c.n.Add(1)
	}
}

func (c *connectionCounter) count() int { return int(c.n.Load()) }
