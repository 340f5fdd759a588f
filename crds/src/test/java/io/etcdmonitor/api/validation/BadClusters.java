package io.etcdmonitor.api.validation;

import static io.etcdmonitor.api.validation.Bad.bad;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** EtcdCluster specs that the API server has to refuse. */
final class BadClusters {
  private static final String URL = "must be http://host:port or https://host:port";
  private static final String INTERVAL = "must be from 5s to 24h, written like";
  private static final String ONE_MS_TO_ONE_MINUTE = "must be from 1ms to 1m, written like";

  private BadClusters() {}

  static Stream<Bad> all() {
    return Stream.of(connection(), security(), features(), thresholds(), rest())
        .flatMap(cases -> cases);
  }

  private static Stream<Bad> connection() {
    return Stream.of(
        bad("no scheme", "endpoints: [a:2379]", "spec.endpoints[0]", URL),
        bad("other scheme", "endpoints: ['grpc://a:2379']", "spec.endpoints[0]", URL),
        bad("a path", "endpoints: ['http://a:2379/v3']", "spec.endpoints[0]", URL),
        bad("no host", "endpoints: ['http://:2379']", "spec.endpoints[0]", URL),
        bad("port 0", "endpoints: ['http://a:0']", "spec.endpoints[0]", URL),
        bad("port 70000", "endpoints: ['http://a:70000']", "spec.endpoints[0]", URL),
        bad(
            "an underscore",
            "endpoints: ['http://etcd_0:2379']",
            "spec.endpoints[0]",
            "a host name has no underscore"),
        bad(
            "an underscore in a mapping",
            "endpointMap: [{advertised: etcd_0, reachable: a}]",
            "spec.endpointMap[0].advertised",
            "a host name has no underscore"),
        bad("no endpoint", "endpoints: []", "spec.endpoints", "at least 1 items"),
        bad("17 endpoints", "endpoints: [" + urls(17) + "]", "spec.endpoints", "at most 16 items"),
        bad(
            "an endpoint twice",
            "endpoints: ['http://a:2379', 'http://a:2379']",
            "spec.endpoints[1]",
            "Duplicate value"),
        bad(
            "mixed schemes",
            "endpoints: ['http://a:2379', 'https://b:2379']",
            "spec.endpoints",
            "all https or all http"),
        bad(
            "provider in capitals",
            "provider: Imported",
            "spec.provider",
            "spec.provider in body should match"),
        bad(
            "provider service without a service",
            "provider: service",
            "spec.service",
            "provider service needs service.name"),
        bad(
            "a service for provider imported",
            "{endpoints: ['http://a:2379'], service: {name: etcd}}",
            "spec.service",
            "set provider to service, or remove service"),
        bad(
            "a service without a name",
            "{provider: service, service: {port: 2379}}",
            "spec.service.name",
            "Required value"),
        bad(
            "service port 0",
            "{provider: service, service: {name: etcd, port: 0}}",
            "spec.service.port",
            "greater than or equal to 1"),
        bad(
            "service scheme",
            "{provider: service, service: {name: etcd, scheme: tcp}}",
            "spec.service.scheme",
            "supported values: \"http\", \"https\""),
        bad(
            "a mapping without target",
            "endpointMap: [{advertised: '10.0.0.1:2379'}]",
            "spec.endpointMap[0].reachable",
            "Required value"),
        bad(
            "a mapping twice",
            "endpointMap: [{advertised: a, reachable: b}, {advertised: a, reachable: c}]",
            "spec.endpointMap[1]",
            "Duplicate value"),
        bad(
            "storage backend",
            "storageBackend: v4",
            "spec.storageBackend",
            "supported values: \"v2\", \"v3\""),
        bad(
            "a write probe by the v2 API",
            "{storageBackend: v2, writeProbe: {enabled: true}}",
            "spec.writeProbe.enabled",
            "the write probe needs storageBackend v3"));
  }

  private static Stream<Bad> security() {
    return Stream.of(
        bad(
            "TLS to plain endpoints",
            "{endpoints: ['http://a:2379'], tls: {secretName: certs}}",
            "spec.endpoints",
            "with tls set, every endpoint must start with https://"),
        bad(
            "TLS to a plain service",
            "{provider: service, service: {name: etcd, scheme: http}, tls: {secretName: certs}}",
            "spec.service.scheme",
            "must be https or absent"),
        bad(
            "TLS secret in another namespace",
            "tls: {secretName: kube-system/certs}",
            "spec.tls.secretName",
            "should match"),
        bad(
            "server name with a port",
            "tls: {serverName: 'etcd.example.com/x'}",
            "spec.tls.serverName",
            "should match"),
        bad(
            "skip verification in words",
            "tls: {insecureSkipVerify: 'yes'}",
            "spec.tls.insecureSkipVerify",
            "must be of type boolean"),
        bad("auth without a secret", "auth: {}", "spec.auth.secretName", "Required value"));
  }

  private static Stream<Bad> features() {
    return Stream.of(
        bad("no name", "features: [{enabled: true}]", "spec.features[0].name", "Required value"),
        bad(
            "name in capitals",
            "features: [{name: Healthy}]",
            "spec.features[0].name",
            "should match"),
        bad(
            "a feature twice",
            "features: [{name: alarm}, {name: alarm}]",
            "spec.features[1]",
            "Duplicate value"),
        bad("interval in words", feature("interval: soon"), "spec.features[0].interval", INTERVAL),
        bad("interval in days", feature("interval: 1d"), "spec.features[0].interval", INTERVAL),
        bad("interval too short", feature("interval: 4s"), "spec.features[0].interval", INTERVAL),
        bad("interval too long", feature("interval: 25h"), "spec.features[0].interval", INTERVAL),
        bad(
            "interval as a number",
            feature("interval: 30"),
            "spec.features[0].interval",
            "must be of type string"),
        bad(
            "timeout too short",
            feature("timeout: 50ms"),
            "spec.features[0].timeout",
            "must be from 100ms to 10m"),
        bad(
            "timeout longer than interval",
            feature("interval: 10s, timeout: 11s"),
            "spec.features[0].timeout",
            "timeout must not be longer than interval"),
        bad(
            "interval and timeout in words",
            feature("interval: often, timeout: short"),
            "spec.features[0].timeout",
            "must be from 100ms to 10m"),
        bad(
            "a setting that is a number",
            feature("settings: {limit: 5}"),
            "spec.features[0].settings.limit",
            "must be of type string"),
        bad(
            "name of a setting",
            feature("settings: {'a b': x}"),
            "spec.features[0].settings",
            "names of settings start with a letter"),
        bad(
            "33 settings",
            feature("settings: {" + entries(33) + "}"),
            "spec.features[0].settings",
            "at most 32 items"));
  }

  private static Stream<Bad> thresholds() {
    return Stream.of(
        bad(
            "quota levels swapped",
            "thresholds: {quotaPercent: {warning: 90, critical: 80}}",
            "spec.thresholds.quotaPercent",
            "quotaPercent: warning must be below critical"),
        bad(
            "quota warning above the default for critical",
            "thresholds: {quotaPercent: {warning: 95}}",
            "spec.thresholds.quotaPercent",
            "quotaPercent: warning must be below critical"),
        bad(
            "fsync levels swapped, in different units",
            "thresholds: {fsync: {warning: 1s, critical: 900ms}}",
            "spec.thresholds.fsync",
            "fsync: warning must be below critical"),
        bad(
            "commit levels equal",
            "thresholds: {commit: {warning: 250ms}}",
            "spec.thresholds.commit",
            "commit: warning must be below critical"),
        bad(
            "certificate days swapped",
            "thresholds: {certificateDays: {warning: 7, critical: 30}}",
            "spec.thresholds.certificateDays",
            "certificateDays: warning must be above critical"),
        bad(
            "commit level in microseconds",
            "thresholds: {commit: {warning: 500us}}",
            "spec.thresholds.commit.warning",
            ONE_MS_TO_ONE_MINUTE),
        bad(
            "percent above 100",
            "thresholds: {errorRatePercent: 101}",
            "spec.thresholds.errorRatePercent",
            "less than or equal to 100"),
        bad(
            "latency of nothing",
            "thresholds: {latency: 0s}",
            "spec.thresholds.latency",
            ONE_MS_TO_ONE_MINUTE),
        bad(
            "clock skew that every clock has",
            "thresholds: {clockSkew: 0s}",
            "spec.thresholds.clockSkew",
            "must be from 1s to 24h"),
        bad(
            "size with a decimal unit",
            "thresholds: {fragmentation: {aboveSize: 100MB}}",
            "spec.thresholds.fragmentation.aboveSize",
            "should match"));
  }

  private static Stream<Bad> rest() {
    return Stream.of(
        bad("metrics path", "metrics: {path: metrics}", "spec.metrics.path", "should match"),
        bad("metrics interval", "metrics: {interval: 1s}", "spec.metrics.interval", INTERVAL),
        bad(
            "metrics port",
            "metrics: {port: 65536}",
            "spec.metrics.port",
            "less than or equal to 65535"),
        bad(
            "cluster ID in decimal, too long for hex",
            "expected: {clusterID: '14841639068965178418'}",
            "spec.expected.clusterID",
            "Too long"),
        bad(
            "cluster ID in capitals",
            "expected: {clusterID: CDF818194E3A8C32}",
            "spec.expected.clusterID",
            "must be lower-case hex"),
        bad(
            "version with a v",
            "expected: {version: v3.5}",
            "spec.expected.version",
            "must be like 3.5 or 3.5.21"),
        bad(
            "no members",
            "expected: {members: 0}",
            "spec.expected.members",
            "greater than or equal to 1"),
        bad(
            "name of a label",
            "alerts: {labels: {'example.com/team': x}}",
            "spec.alerts.labels",
            "names of alert labels start with a letter"),
        bad(
            "a channel twice",
            "alerts: {channels: [mail, mail]}",
            "spec.alerts.channels[1]",
            "Duplicate value"),
        bad(
            "name of a rule",
            "alerts: {disabledRules: ['Quorum Lost']}",
            "spec.alerts.disabledRules[0]",
            "should match"),
        bad(
            "a rule that waits for ever",
            "alerts: {rules: [{name: EtcdMemberDown, for: 25h}]}",
            "spec.alerts.rules[0].for",
            "must be from 0s to 24h"),
        bad(
            "a measurement without a limit",
            rule("warning: {feature: request, measurement: watchers}"),
            "spec.alerts.rules[0].warning",
            "compared with one of above"),
        bad(
            "a measurement with two limits",
            rule("warning: {feature: request, measurement: watchers, above: 5, below: 1}"),
            "spec.alerts.rules[0].warning",
            "compared with one of above"),
        bad(
            "a condition of nothing",
            rule("critical: {feature: healthy}"),
            "spec.alerts.rules[0].critical",
            "a condition is about a measurement, or"),
        bad(
            "a condition of findings and of verdicts",
            rule("warning: {feature: healthy, findings: [HighLatency], verdicts: [Warning]}"),
            "spec.alerts.rules[0].warning",
            "about findings or about verdicts"),
        bad(
            "a rule twice",
            "alerts: {rules: [{name: A}, {name: A}]}",
            "spec.alerts.rules[1]",
            "Duplicate value"),
        bad("suspend in words", "suspend: 'true'", "spec.suspend", "must be of type boolean"),
        bad(
            "description too long",
            "description: " + "x".repeat(1025),
            "spec.description",
            "may not be more than 1024"));
  }

  private static String rule(String fields) {
    return "alerts: {rules: [{name: Mine, " + fields + "}]}";
  }

  private static String feature(String fields) {
    return "features: [{name: healthy, " + fields + "}]";
  }

  private static String urls(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "'http://m" + i + ":2379'")
        .collect(Collectors.joining(", "));
  }

  private static String entries(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "k" + i + ": x")
        .collect(Collectors.joining(", "));
  }
}
