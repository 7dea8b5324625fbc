// Command drive has blackbox_exporter (process -pid) probe: for each line `{"n":1000,"c":32}` it calls -base with each of n targets, c at a time,
// and prints one JSON line: wall time, latency, how many answers said probe_success 1, and the CPU seconds that the process used meanwhile.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// cpu is utime+stime of the process in seconds (USER_HZ is 100 on Linux).
func cpu(pid int) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		log.Fatal(err)
	}
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+2:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return float64(user+system) / 100
}

func main() {
	base, pid := flag.String("base", "", "URL; the escaped target is appended"), flag.Int("pid", 0, "")
	host, port := flag.String("host", "", "one address instead of the aliases"), flag.Int("port", 0, "")
	flag.Parse()
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}}
	call := func(i int) bool {
		target := *host
		if target == "" {
			target = fmt.Sprintf("127.0.%d.%d", 1+i%1000/250, 1+i%250)
		}
		resp, err := client.Get(*base + url.QueryEscape(fmt.Sprintf("%s:%d", target, *port)))
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		return err == nil && bytes.Contains(body, []byte("probe_success 1"))
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var shot struct{ N, C int }
		if err := json.Unmarshal(lines.Bytes(), &shot); err != nil {
			log.Fatal(err)
		}
		took := make([]float64, shot.N)
		var next, good atomic.Int64
		var wg sync.WaitGroup
		before, start := cpu(*pid), time.Now()
		for range shot.C {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i := int(next.Add(1)) - 1; i < shot.N; i = int(next.Add(1)) - 1 {
					began := time.Now()
					if call(i) {
						good.Add(1)
					}
					took[i] = time.Since(began).Seconds() * 1000
				}
			}()
		}
		wg.Wait()
		wall := time.Since(start).Seconds()
		time.Sleep(30 * time.Millisecond) // the process's own ends of the last connections
		used := cpu(*pid) - before
		sort.Float64s(took)
		at := func(q float64) float64 { return took[int(q*float64(shot.N-1))] }
		json.NewEncoder(os.Stdout).Encode(map[string]any{"good": good.Load(), "wallS": wall, "cpuS": used, "p50Ms": at(.5), "p95Ms": at(.95)})
	}
}
