// Go's net/http with encoding/json.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sort"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

type order struct {
	ID       string  `json:"id"`
	Amount   int64   `json:"amount"`
	Currency string  `json:"currency"`
	Status   string  `json:"status"`
	Customer string  `json:"customer"`
	Note     *string `json:"note"`
	Created  string  `json:"created"`
}

type page struct {
	Data []order `json:"data"`
}

func main() {
	url, isPage := os.Args[1], os.Args[2] == "page"
	requests, _ := strconv.Atoi(os.Args[3])
	concurrency, _ := strconv.Atoi(os.Args[4])
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = concurrency
	if len(os.Args) > 5 {
		certificate, _ := os.ReadFile(os.Args[5])
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(certificate)
		transport.TLSClientConfig = &tls.Config{RootCAs: pool}
	}
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	call := func() bool {
		response, err := client.Get(url)
		if err != nil {
			return false
		}
		defer response.Body.Close()
		if isPage {
			var got page
			return json.NewDecoder(response.Body).Decode(&got) == nil && len(got.Data) > 0
		}
		var got order
		return json.NewDecoder(response.Body).Decode(&got) == nil && got.Amount == 1200
	}
	run := func(count int) ([]int64, int64) {
		times := make([]int64, count)
		var next, errors int64
		var group sync.WaitGroup
		for worker := 0; worker < concurrency; worker++ {
			group.Add(1)
			go func() {
				defer group.Done()
				for {
					at := atomic.AddInt64(&next, 1) - 1
					if at >= int64(count) {
						return
					}
					started := time.Now()
					if !call() {
						atomic.AddInt64(&errors, 1)
					}
					times[at] = time.Since(started).Microseconds()
				}
			}()
		}
		group.Wait()
		return times, errors
	}
	run(2 * concurrency)
	started := time.Now()
	times, errors := run(requests)
	seconds := time.Since(started).Seconds()
	sort.Slice(times, func(a, b int) bool { return times[a] < times[b] })
	at := func(percent int) int64 { return times[(requests-1)*percent/100] }
	fmt.Printf("{\"seconds\":%f,\"p50\":%d,\"p95\":%d,\"p99\":%d,\"errors\":%d}\n", seconds, at(50), at(95), at(99), errors)
}
