//! Requests that are dropped: at every point at which one waits, nothing is leaked.

use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use http::Uri;

use super::tests::{Identity, Play, get, serve};
use super::*;

/// Polls a future up to `polls` times, and drops it then. Returns whether it was complete.
async fn poll_times<T>(future: impl Future<Output = T>, polls: usize) -> bool {
    let mut future = pin!(future);
    let mut left = polls;
    std::future::poll_fn(|cx| {
        left -= 1;
        match future.as_mut().poll(cx) {
            std::task::Poll::Ready(_) => std::task::Poll::Ready(true),
            std::task::Poll::Pending if left == 0 => std::task::Poll::Ready(false),
            std::task::Poll::Pending => std::task::Poll::Pending,
        }
    })
    .await
}

/// Drops a request after each number of polls, until one is complete. Nothing may be left in use.
async fn drop_everywhere(transport: &HttpTransport, url: &Uri) {
    for polls in 1..200 {
        let is_complete = poll_times(get(transport, url), polls).await;
        tokio::time::sleep(Duration::from_millis(3)).await;
        let counts = transport.pool.host(url).unwrap().counts();
        assert_eq!((counts.waiting, counts.streams), (0, 0), "after {polls} polls: {counts:?}");
        assert_eq!(counts.in_use(), 0, "after {polls} polls: {counts:?}");
        if is_complete && polls > 20 {
            return;
        }
    }
}

/// Answers requests in pieces, so that the client waits often.
async fn serve_http1() -> Uri {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let pieces = ["HTTP/1.1 200 OK\r\n", "content-length: 5\r\n\r\n", "he", "llo"];
                while let Ok(1..) = stream.read(&mut [0; 4096]).await {
                    for piece in pieces {
                        if stream.write_all(piece.as_bytes()).await.is_err() {
                            return;
                        }
                        tokio::time::sleep(Duration::from_millis(1)).await;
                    }
                }
            });
        }
    });
    url.parse().unwrap()
}

#[tokio::test]
async fn a_request_can_be_dropped_at_every_point() {
    let url = serve_http1().await;
    let transport = HttpTransport::builder().build().unwrap();
    drop_everywhere(&transport, &url).await;
    assert_eq!(get(&transport, &url).await.as_deref(), Ok(&b"hello"[..]));

    let identity = Identity::new("127.0.0.1", 2999);
    let url = serve(&identity, vec![Play::Answer]).await;
    let transport = identity.transport(true);
    drop_everywhere(&transport, &url).await;
    // There is only one connection: it was not lost with the request that wanted it.
    assert_eq!(get(&transport, &url).await.as_deref(), Ok(&b"hello"[..]));
}

#[tokio::test]
async fn a_connection_is_not_lost_with_the_request_that_wanted_it() {
    let url = serve_http1().await;
    let transport = HttpTransport::builder().build().unwrap();
    assert!(!poll_times(get(&transport, &url), 1).await);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let counts = transport.pool.host(&url).unwrap().counts();
    assert_eq!((counts.idle, counts.open), (1, 1), "{counts:?}");
}

#[tokio::test]
async fn connections_are_limited_and_unused_ones_are_closed() {
    let url = serve_http1().await;
    let transport = HttpTransport::builder()
        .max_connections(3)
        .max_idle_connections(2)
        .idle_timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    let calls: Vec<_> = (0..9)
        .map(|_| {
            let (transport, url) = (transport.clone(), url.clone());
            tokio::spawn(async move { get(&transport, &url).await })
        })
        .collect();
    let host = transport.pool.host(&url).unwrap();
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert!(host.counts().open <= 3, "{:?}", host.counts());
    for call in calls {
        assert_eq!(call.await.unwrap().as_deref(), Ok(&b"hello"[..]));
    }
    assert_eq!((host.counts().idle, host.counts().open), (2, 2), "{:?}", host.counts());
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert_eq!((host.counts().idle, host.counts().open), (0, 0), "{:?}", host.counts());
    assert!(host.is_unused());
}

#[tokio::test]
async fn an_unused_connection_is_closed_in_time_and_leaves_no_task() {
    let identity = Identity::new("127.0.0.1", 2999);
    let http2 = serve(&identity, vec![Play::Answer]).await;
    for url in [serve_http1().await, http2] {
        let idle = Duration::from_secs(15);
        let transport = identity.transport(url.scheme_str() == Some("https"));
        assert_eq!(get(&transport, &url).await.as_deref(), Ok(&b"hello"[..]));
        // The connection is used again, long before the task looks for unused ones.
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(1)).await;
        tokio::time::resume();
        assert_eq!(get(&transport, &url).await.as_deref(), Ok(&b"hello"[..]));
        let host = transport.pool.host(&url).unwrap();
        tokio::time::pause();
        tokio::time::sleep(idle - Duration::from_secs(1)).await;
        assert_eq!((host.counts().open, host.counts().reaping), (1, true), "{url}");
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!((host.counts().open, host.counts().reaping), (0, false), "{url}");
        tokio::time::resume();
    }
}

/// A task that ended while all connections are in use would be started again by nearly every call.
#[tokio::test]
async fn the_task_that_closes_unused_connections_goes_on_while_one_is_in_use() {
    let identity = Identity::new("127.0.0.1", 2999);
    let url = serve_http1().await;
    let transport = identity.transport(false);
    assert_eq!(get(&transport, &url).await.as_deref(), Ok(&b"hello"[..]));
    let host = transport.pool.host(&url).unwrap();
    assert!(host.counts().reaping);
    let lease = host.acquire().await;
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!((host.counts().in_use(), host.counts().reaping), (1, true));
    drop(lease);
    tokio::time::sleep(Duration::from_secs(17)).await;
    assert_eq!((host.counts().open, host.counts().reaping), (0, false));
}
