// Command target opens cheap TCP, TLS and mutual-TLS listeners on loopback for probers to hit, which answer Elasticsearch's transport handshake.
//
//	target -plain 19700 -tls 19701 -mtls 19702 -aliases 1000 -cert s.crt -key s.key -ca ca.crt -stats 127.0.0.1:19703
//
// Every port listens on 127.0.0.1, and on the aliases 127.0.<1+i/250>.<1+i%250> as well.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"time"
)

var accepted, shaken, resumed, withCert, failed, answered atomic.Int64

// The transport version and release of 9.5.3.
const transportVersion, release = 9458007, "9.5.3"

// handshake answers each request on the connection as a node of 9.5.3 answers `internal:tcp/handshake`, until the peer goes away.
func handshake(conn net.Conn) {
	prefix := make([]byte, 6)
	for {
		if _, err := io.ReadFull(conn, prefix); err != nil {
			return
		}
		content := make([]byte, binary.BigEndian.Uint32(prefix[2:]))
		if _, err := io.ReadFull(conn, content); err != nil {
			return
		}
		format := binary.BigEndian.Uint32(content[9:])
		body := binary.AppendUvarint(nil, transportVersion)
		if format == 8800000 {
			body = append(append(body, byte(len(release))), release...)
		}
		answer := append([]byte("ES"), 0, 0, 0, 0)
		answer = append(answer, content[:8]...) // the request's id
		answer = append(answer, 1|8)            // response, handshake
		answer = binary.BigEndian.AppendUint32(answer, format)
		answer = binary.BigEndian.AppendUint32(answer, 2)
		answer = append(append(answer, 0, 0), body...)
		binary.BigEndian.PutUint32(answer[2:], uint32(len(answer)-6))
		if _, err := conn.Write(answer); err != nil {
			return
		}
		answered.Add(1)
	}
}

// serve accepts, finishes the TLS handshake (a nil config means plain TCP) and answers until the peer goes away.
func serve(ln net.Listener, cfg *tls.Config) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		accepted.Add(1)
		go func() {
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(time.Minute))
			if cfg == nil {
				handshake(conn)
				return
			}
			secure := tls.Server(conn, cfg)
			defer secure.Close()
			if err := secure.Handshake(); err != nil {
				failed.Add(1)
				return
			}
			state := secure.ConnectionState()
			shaken.Add(1)
			if state.DidResume {
				resumed.Add(1)
			}
			if len(state.PeerCertificates) > 0 {
				withCert.Add(1)
			}
			handshake(secure)
		}()
	}
}

func main() {
	plain, secure, mutual := flag.Int("plain", 0, "port"), flag.Int("tls", 0, "port"), flag.Int("mtls", 0, "port")
	aliases := flag.Int("aliases", 0, "loopback aliases per port")
	cert, key, ca := flag.String("cert", "", "PEM"), flag.String("key", "", "PEM"), flag.String("ca", "", "PEM, for -mtls")
	stats := flag.String("stats", "", "address that answers with the counters")
	flag.Parse()
	pair, err := tls.LoadX509KeyPair(*cert, *key)
	if err != nil {
		log.Fatal(err)
	}
	one := &tls.Config{Certificates: []tls.Certificate{pair}}
	both := one.Clone()
	both.ClientAuth, both.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
	if pem, err := os.ReadFile(*ca); err != nil || !both.ClientCAs.AppendCertsFromPEM(pem) {
		log.Fatal("-ca: ", err)
	}
	for _, set := range []struct {
		port int
		cfg  *tls.Config
	}{{*plain, nil}, {*secure, one}, {*mutual, both}} {
		for i := -1; i < *aliases; i++ {
			host := "127.0.0.1"
			if i >= 0 {
				host = fmt.Sprintf("127.0.%d.%d", 1+i/250, 1+i%250)
			}
			ln, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(set.port)))
			if err != nil {
				log.Fatal(err)
			}
			go serve(ln, set.cfg)
		}
	}
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"accepted":%d,"handshakes":%d,"resumed":%d,"clientCertificates":%d,"failed":%d,"answered":%d}`,
			accepted.Load(), shaken.Load(), resumed.Load(), withCert.Load(), failed.Load(), answered.Load())
	})
	log.Fatal(http.ListenAndServe(*stats, nil))
}
