//! What a collector receives: the SDK of OpenTelemetry exports over OTLP/HTTP to a server on loopback.

use std::collections::BTreeMap;
use std::time::Duration;

use opentelemetry::metrics::MeterProvider as _;
use opentelemetry::trace::{
    FutureExt as _, SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState,
    TracerProvider as _,
};
use opentelemetry_otlp::{MetricExporter, Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use renkei_runtime::telemetry::{OpenTelemetryMetrics, OpenTelemetryTracer, TraceContext};
use renkei_runtime::{CallOptions, Shadow, Slo};
use serde_json::Value;

use crate::conventions::{BOUNDS, CLIENT_SPAN, Ended, REQUEST_DURATION, Type, Values, check};
use crate::loopback::Server;
use crate::{ORDER, SECRET, builder, call, failing_server};

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// Runs calls with tracer and meter, and returns the bodies that the collector received by path.
fn exported<F: Future<Output = ()>>(
    calls: impl FnOnce(
        OpenTelemetryTracer<opentelemetry_sdk::trace::SdkTracer>,
        OpenTelemetryMetrics,
    ) -> F,
) -> BTreeMap<String, Vec<Value>> {
    let collector = Server::json("{}");
    let url = |path: &str| format!("{}{path}", collector.url);
    let json = Protocol::HttpJson;
    let spans =
        SpanExporter::builder().with_http().with_protocol(json).with_endpoint(url("/v1/traces"));
    let metrics =
        MetricExporter::builder().with_http().with_protocol(json).with_endpoint(url("/v1/metrics"));
    let traces = SdkTracerProvider::builder().with_batch_exporter(spans.build().unwrap()).build();
    let meters =
        SdkMeterProvider::builder().with_periodic_exporter(metrics.build().unwrap()).build();
    let tracer = OpenTelemetryTracer::new(traces.tracer("test"));
    let calls = calls(tracer, OpenTelemetryMetrics::new(&meters.meter("test")));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(calls);
    traces.shutdown().unwrap();
    meters.shutdown().unwrap();
    let mut bodies = BTreeMap::<_, Vec<_>>::new();
    for request in collector.requests() {
        assert!(!request.contains(SECRET), "{request}");
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let path = head.split(' ').nth(1).unwrap().to_owned();
        bodies.entry(path).or_default().push(serde_json::from_str(body).unwrap());
    }
    bodies
}

/// Returns attributes in the JSON encoding of OTLP, in which 64-bit integers are text.
fn attributes(of: &Value) -> Values {
    let attributes = of["attributes"].as_array().unwrap();
    let pair = |it: &Value| {
        let (kind, value) = match it["value"].as_object().unwrap().iter().next().unwrap() {
            (key, value) if key == "stringValue" => (Type::Str, value.as_str().unwrap().to_owned()),
            (key, value) if key == "intValue" => {
                (Type::Int, value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            }
            other => panic!("{other:?}"),
        };
        (it["key"].as_str().unwrap().to_owned(), (kind, value))
    };
    attributes.iter().map(pair).collect()
}

/// Returns the items of all resources and scopes.
fn items<'a>(bodies: &'a [Value], resource: &str, scope: &str, item: &str) -> Vec<&'a Value> {
    let list = |it: &'a Value, name: &str| it[name].as_array().unwrap().iter();
    let resources = bodies.iter().flat_map(|it| list(it, resource));
    let scopes = resources.flat_map(|it| list(it, scope));
    scopes.flat_map(|it| list(it, item)).collect()
}

#[test]
fn a_collector_receives_spans_and_metrics() {
    let (failing, serving) = (failing_server(), Server::json(ORDER));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let bodies = exported(async |tracer, metrics| {
        let (tracer, metrics) = (std::sync::Arc::new(tracer), std::sync::Arc::new(metrics));
        for (url, is_success) in [(&failing.url, false), (&serving.url, true), (&closed, false)] {
            let (tracer, metrics) = (tracer.clone(), metrics.clone());
            let observe = move |it: &renkei_runtime::hooks::Event<'_>| {
                renkei_runtime::hooks::Observe::event(&*metrics, it);
            };
            let client = builder(url).tracer(Shared(tracer)).observe(observe).build().unwrap();
            assert_eq!(call(&client).await, is_success, "{url}");
        }
    });
    check_spans(&items(&bodies["/v1/traces"], "resourceSpans", "scopeSpans", "spans"));
    check_metrics(&items(&bodies["/v1/metrics"], "resourceMetrics", "scopeMetrics", "metrics"));

    // What was sent is what was recorded.
    let spans = items(&bodies["/v1/traces"], "resourceSpans", "scopeSpans", "spans");
    for request in failing.requests().iter().chain(&serving.requests()) {
        let line = request.lines().find_map(|it| it.strip_prefix("traceparent: ")).unwrap();
        let fields: Vec<_> = line.split('-').collect();
        let span = spans.iter().find(|it| it["spanId"] == fields[2]).expect(line);
        assert_eq!((&span["traceId"], span["kind"].as_u64()), (&Value::from(fields[1]), Some(3)));
        assert_eq!(fields[3], "01");
    }
}

/// Several clients with one tracer.
struct Shared(std::sync::Arc<OpenTelemetryTracer<opentelemetry_sdk::trace::SdkTracer>>);

impl renkei_runtime::hooks::Tracer for Shared {
    fn start_call(
        &self,
        call: &renkei_runtime::hooks::SpanStart<'_>,
    ) -> Option<Box<dyn renkei_runtime::hooks::Span>> {
        self.0.start_call(call)
    }
}

fn check_spans(spans: &[&Value]) {
    let of_kind = |kind: u64| spans.iter().filter(move |it| it["kind"] == kind);
    let (internal, client) = (1, 3);
    assert_eq!((of_kind(internal).count(), of_kind(client).count()), (3, 5));
    assert!(of_kind(internal).all(|it| it["name"] == "getOrder"));
    for span in of_kind(client) {
        let values = attributes(span);
        let status = values.get("http.response.status_code").map(|(_, it)| it.as_str());
        let is_resent = values.contains_key("http.request.resend_count");
        let ended =
            Ended { has_failed: status != Some("200"), has_response: status.is_some(), is_resent };
        check(&values, &CLIENT_SPAN, ended);
        assert_eq!(span["name"], "GET /v1/orders/{orderId}");
        assert!(values["url.full"].1.ends_with("/v1/orders/REDACTED"));
        // 2 is an error. A client does not set "ok".
        let code = span["status"]["code"].as_u64();
        assert_eq!(code == Some(2), ended.has_failed, "{span}");
        let parent = of_kind(internal).find(|it| it["spanId"] == span["parentSpanId"]).unwrap();
        assert_eq!(parent["traceId"], span["traceId"]);
    }
    let resent = of_kind(client).filter_map(|it| {
        let values = attributes(it);
        values.get("http.request.resend_count").map(|(_, count)| count.clone())
    });
    assert_eq!(resent.collect::<Vec<_>>(), ["1", "1"]);
}

fn check_metrics(metrics: &[&Value]) {
    let by_name: BTreeMap<_, _> =
        metrics.iter().map(|it| (it["name"].as_str().unwrap(), *it)).collect();
    let names: Vec<_> = by_name.keys().copied().collect();
    assert_eq!(
        names,
        [
            "http.client.request.duration",
            "renkei.client.attempt.wait",
            "renkei.client.call.attempts",
            "renkei.client.call.duration",
        ]
    );
    let duration = by_name["http.client.request.duration"];
    assert_eq!(duration["unit"], "s");
    let points = duration["histogram"]["dataPoints"].as_array().unwrap();
    assert_eq!(points.len(), 3);
    let mut counts = BTreeMap::new();
    for point in points {
        let bounds: Vec<_> =
            point["explicitBounds"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        assert_eq!(bounds, BOUNDS);
        let values = attributes(point);
        let status = values.get("http.response.status_code").map(|(_, it)| it.clone());
        let ended = Ended {
            has_failed: status.as_deref() != Some("200"),
            has_response: status.is_some(),
            is_resent: false,
        };
        check(&values, &REQUEST_DURATION, ended);
        let count =
            point["count"].as_str().map_or_else(|| point["count"].to_string(), str::to_owned);
        counts.insert(status, count);
    }
    let expected = [(None, "2"), (Some("200"), "1"), (Some("503"), "2")];
    let expected = expected.map(|(status, it)| (status.map(str::to_owned), it.to_owned()));
    assert_eq!(counts, BTreeMap::from(expected));
}

/// Limits and targets are rare events, each with an instrument of its own.
#[test]
fn a_collector_receives_limits_and_targets() {
    let (failing, busy) = (
        failing_server(),
        Server::start(
            "HTTP/1.1 429 Too Many Requests\r\nconnection: close\r\nretry-after: 600\r\ndeprecation: @1688169599\r\ncontent-length: 0\r\n\r\n",
        ),
    );
    let bodies = exported(async |_, metrics| {
        let metrics = std::sync::Arc::new(metrics);
        for (server, slo) in
            [(&failing, Slo::new().error_rate(0.1)), (&busy, Slo::new().error_rate(1.0))]
        {
            let metrics = metrics.clone();
            let observe = move |it: &renkei_runtime::hooks::Event<'_>| {
                renkei_runtime::hooks::Observe::event(&*metrics, it);
            };
            let slo = slo.window(Duration::from_millis(100)).least_calls(5);
            let client = builder(&server.url).slo(slo).observe(observe).build().unwrap();
            for _ in 0..40 {
                assert!(!call(&client).await);
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
    });
    let metrics = items(&bodies["/v1/metrics"], "resourceMetrics", "scopeMetrics", "metrics");
    let points: BTreeMap<_, _> = metrics
        .iter()
        .map(|it| {
            let kind = ["sum", "gauge", "histogram"].into_iter().find(|kind| !it[kind].is_null());
            (it["name"].as_str().unwrap(), it[kind.unwrap()]["dataPoints"].as_array().unwrap())
        })
        .collect();
    let value = |name: &str| match &points[name][..] {
        [point] => (point["asInt"].clone(), point["asDouble"].as_f64(), attributes(point)),
        points => panic!("{name}: {points:?}"),
    };
    for (name, is_gauge, expected, attribute) in [
        ("renkei.client.throttled", false, 1.0, None),
        ("renkei.client.gate.closings", false, 1.0, None),
        ("renkei.client.breaker.openings", false, 1.0, None),
        ("renkei.client.breaker.open", true, 1.0, None),
        ("renkei.client.slo.met", true, 0.0, None),
        ("renkei.client.drift", false, 1.0, Some(("renkei.drift", "deprecated"))),
    ] {
        let (count, number, values) = value(name);
        let count = count.as_str().map_or(count.as_f64(), |it| it.parse().ok());
        assert_eq!(if is_gauge { number } else { count }, Some(expected), "{name}");
        let attribute =
            attribute.map(|(name, value)| (name.to_owned(), (Type::Str, value.to_owned())));
        assert!(attribute.is_none_or(|(name, value)| values[&name] == value), "{name}: {values:?}");
    }
    let limits: Vec<_> = points["renkei.client.not_admitted"]
        .iter()
        .map(|it| attributes(it)["renkei.limit"].1.clone())
        .collect();
    assert!(
        limits.contains(&"gate".to_owned()) && limits.contains(&"breaker".to_owned()),
        "{limits:?}"
    );
}

/// A copy for a shadow belongs to the trace of its call.
#[test]
fn copies_for_a_shadow_are_in_the_trace() {
    let (server, shadow) = (Server::json(ORDER), Server::json(ORDER));
    let bodies = exported(async |tracer, _| {
        let copies = Shadow::new(&shadow.url, 1.0);
        let builder = builder(&server.url).tracer(tracer).shadow(copies);
        let client = builder.slow_start(false).build().unwrap();
        let context: TraceContext = PARENT.parse().unwrap();
        let parent = opentelemetry::Context::new().with_remote_span_context(SpanContext::new(
            TraceId::from_bytes(context.trace_id().to_be_bytes()),
            SpanId::from_bytes(context.span_id().to_be_bytes()),
            TraceFlags::SAMPLED,
            true,
            TraceState::NONE,
        ));
        client.orders().get_order("7").into_future().with_context(parent).await.unwrap();
        for _ in 0..500 {
            if shadow.requests().len() == 1 {
                // The end of the copy.
                tokio::time::sleep(Duration::from_millis(50)).await;
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no copy");
    });
    let spans = items(&bodies["/v1/traces"], "resourceSpans", "scopeSpans", "spans");
    assert_eq!(spans.len(), 4);
    assert!(spans.iter().all(|it| it["traceId"] == "4bf92f3577b34da6a3ce929d0e0e4736"));
}

/// A call is part of the trace of the request that its server handles, whose state it passes on.
#[test]
fn a_remote_parent() {
    let server = Server::json(ORDER);
    let bodies = exported(async |tracer, _| {
        let client = builder(&server.url).tracer(tracer).build().unwrap();
        let context: TraceContext = PARENT.parse().unwrap();
        let options = CallOptions::new().trace_context(context.with_state("rojo=1"));
        client.orders().get_order("7").with(options).await.unwrap();
        let unsampled: TraceContext = PARENT.replace("-01", "-00").parse().unwrap();
        let options = CallOptions::new().trace_context(unsampled);
        client.orders().get_order("8").with(options).await.unwrap();
    });
    let spans = items(&bodies["/v1/traces"], "resourceSpans", "scopeSpans", "spans");
    assert_eq!(spans.len(), 2, "the second call is not sampled");
    assert!(spans.iter().all(|it| it["traceId"] == "4bf92f3577b34da6a3ce929d0e0e4736"));
    let call = spans.iter().find(|it| it["name"] == "getOrder").unwrap();
    assert_eq!(call["parentSpanId"], "00f067aa0ba902b7");
    let requests = server.requests();
    assert!(requests[0].contains("tracestate: rojo=1\r\n"), "{}", requests[0]);
    assert!(!requests[0].contains(PARENT), "it has its own span");
    let unsampled = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-";
    assert!(requests[1].contains(unsampled) && requests[1].contains("-00\r\n"), "{}", requests[1]);
}
