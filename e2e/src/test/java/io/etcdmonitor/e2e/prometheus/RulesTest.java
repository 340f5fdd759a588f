package io.etcdmonitor.e2e.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.e2e.demo.Checkout;
import io.etcdmonitor.e2e.prometheus.RuleFile.Alert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of deploy/prometheus: each tells what is wrong, reads what exists, and is tested. */
class RulesTest {
  private static final Pattern RUNBOOK = Pattern.compile(".*/docs/runbooks/(\\w+\\.md)");

  private static final Pattern ALERT = Pattern.compile("`([eE]tcd[A-Z]\\w+)`");

  /** All alerts of etcd's mixin, 3.4 to 3.7, and of OpenShift's rules, as of August 2026. */
  private static final Set<String> OTHERS =
      Set.of(
          "etcdMembersDown",
          "etcdInsufficientMembers",
          "etcdNoLeader",
          "etcdHighNumberOfLeaderChanges",
          "etcdHighNumberOfFailedGRPCRequests",
          "etcdHighNumberOfFailedHTTPRequests",
          "etcdHTTPRequestsSlow",
          "etcdGRPCRequestsSlow",
          "etcdGRPCReadRequestsSlow",
          "etcdGRPCWriteRequestsSlow",
          "etcdMemberCommunicationSlow",
          "etcdHighNumberOfFailedProposals",
          "etcdHighFsyncDurations",
          "etcdHighCommitDurations",
          "etcdDatabaseQuotaLowSpace",
          "etcdBackendQuotaLowSpace",
          "etcdExcessiveDatabaseGrowth",
          "etcdDatabaseHighFragmentationRatio",
          "etcdSignerCAExpirationWarning",
          "etcdSignerCAExpirationCritical");

  /** Metrics that are not on every recorded page, and why that is known and well. */
  private static final Map<String, Set<String>> NOT_EVERYWHERE =
      Map.of(
          // only once a send has failed
          "etcd_network_peer_sent_failures_total", Set.of("3.4-full", "3.5-full", "3.6-full"),
          // since 3.5
          "etcd_server_apply_duration_seconds_bucket", Set.of("3.4-full"),
          // only with --metrics=extensive, as 3.6 was recorded
          "grpc_server_handling_seconds_bucket", Set.of("3.4-full", "3.5-full"));

  static Stream<Alert> alerts() {
    return Stream.of(RuleFile.OURS, RuleFile.ETCDS)
        .flatMap(f -> RuleFile.read(f).alerts().stream());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertSaysWhatIsWrongHowMuchAndWhatToDo(Alert alert) {
    assertThat(alert.severity()).isIn("critical", "warning", "info");
    assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
    assertThat(alert.annotations().get("summary")).hasSizeLessThan(120);
    assertThat(alert.annotations().get("description")).as("the value is told").contains("$value");
    Matcher link = RUNBOOK.matcher(alert.annotations().get("runbook_url"));
    assertThat(link.matches()).as(alert.annotations().get("runbook_url")).isTrue();
    Path page = Checkout.root().resolve("docs/runbooks").resolve(link.group(1));
    assertThat(page).exists();
    assertThat(Checkout.read(page))
        .startsWith("# " + link.group(1).replace(".md", "") + "\n")
        .contains("\n## Cause\n", "\n## Check\n", "\n## Fix\n");
  }

  @Test
  void oursReadMetricsThatWeDeclare() {
    RuleFile file = RuleFile.read(RuleFile.OURS);
    Set<String> known = new TreeSet<>(KnownMetrics.ours().keySet());
    assertThat(known).contains("etcd_monitor_cluster_health", "etcd_server_proposals_pending");
    known.addAll(file.records().keySet());
    known.addAll(Set.of("up", "ALERTS"));
    expressions(file)
        .forEach((rule, expression) ->
            assertThat(known).as(rule).containsAll(PromQl.metrics(expression)));
  }

  /** Clusters of one name in two namespaces are two, and have two alerts. */
  @ParameterizedTest
  @ValueSource(strings = {RuleFile.OURS, RuleFile.ETCDS})
  void clustersOfOneNameAreNotTakenForOne(String name) {
    RuleFile file = RuleFile.read(name);
    Map<String, Set<String>> known = KnownMetrics.ours();
    expressions(file)
        .forEach((rule, expression) -> {
          assertThat(PromQl.blending(expression)).as(rule).isEmpty();
          boolean clusters =
              PromQl.metrics(expression).stream()
                  .anyMatch(
                      m -> m.contains(":") || known.getOrDefault(m, Set.of()).contains("cluster"));
          assertThat(clusters && PromQl.aggregatesAll(expression)).as(rule).isFalse();
        });
    file.alerts().stream()
        .filter(alert -> alert.annotations().get("summary").contains("$labels.cluster"))
        .forEach(alert ->
            assertThat(alert.annotations().get("description"))
                .as(alert.id())
                .contains("$labels.namespace"));
  }

  @Test
  void whereClustersOfOneNameAreTakenForOneIsFound() {
    assertThat(PromQl.blending("max by (namespace, cluster) (a) and on (job, namespace) b"))
        .isEmpty();
    assertThat(PromQl.blending("max by (cluster) (a{x=\"by (cluster)\"})"))
        .containsExactly("by (cluster)");
    assertThat(PromQl.blending("a and on (cluster, member) b unless on(member) c"))
        .containsExactly("on (cluster, member)", "on(member)");
    assertThat(PromQl.blending("sum without (namespace, pod) (a) / ignoring (cluster) b"))
        .containsExactly("without (namespace, pod)", "ignoring (cluster)");
    assertThat(PromQl.aggregatesAll("rec:b:count > max (a)")).isTrue();
    assertThat(PromQl.aggregatesAll("histogram_quantile(0.9, max by (le) (rec:b:count))"))
        .isFalse();
  }

  @Test
  void theOthersReadMetricsThatEveryMinorVersionOfEtcdHas() {
    RuleFile file = RuleFile.read(RuleFile.ETCDS);
    Map<String, Set<String>> pages = KnownMetrics.etcds();
    for (String minor : new String[] {"3.4-full", "3.5-full", "3.6-full"}) {
      Set<String> known = new TreeSet<>(pages.get(minor));
      known.addAll(file.records().keySet());
      known.add("up");
      expressions(file)
          .forEach((rule, expression) -> {
            Set<String> missing = PromQl.metrics(expression);
            missing.removeAll(known);
            missing.removeIf(name -> NOT_EVERYWHERE.getOrDefault(name, Set.of()).contains(minor));
            assertThat(missing).as("%s on a page of etcd %s", rule, minor).isEmpty();
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {RuleFile.OURS, RuleFile.ETCDS})
  void promtoolSeesEachAlertFireAndNotFire(String name) {
    Set<String> wanted =
        RuleFile.read(name).alerts().stream()
            .map(Alert::id)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> fires = new TreeSet<>();
    Set<String> silent = new TreeSet<>();
    for (Path file : RuleFile.tests(name)) {
      for (JsonNode test : RuleFile.yaml(file).path("tests")) {
        for (JsonNode check : test.path("alert_rule_test")) {
          String alert = check.path("alertname").asText();
          check
              .path("exp_alerts")
              .forEach(a -> fires.add(alert + "/" + a.at("/exp_labels/severity").asText()));
          if (check.path("exp_alerts").isEmpty()) {
            silent.add(alert);
          }
        }
      }
    }
    assertThat(fires).isEqualTo(wanted);
    assertThat(silent)
        .containsAll(wanted.stream().map(id -> id.substring(0, id.indexOf('/'))).toList());
  }

  /** Whoever comes from the mixin's or OpenShift's rules finds each of their alerts here. */
  @Test
  void whatReplacesOtherRuleSetsAlertsExists() {
    Set<String> theirs = new TreeSet<>();
    Set<String> here = new TreeSet<>();
    Checkout.read(Checkout.root().resolve("docs/prometheus.md"))
        .lines()
        .filter(line -> line.matches("\\| `etcd[A-Z].*"))
        .forEach(row -> {
          Matcher name = ALERT.matcher(row);
          while (name.find()) {
            (name.group(1).startsWith("etcd") ? theirs : here).add(name.group(1));
          }
          assertThat(row).as("an alert of ours").contains("`Etcd");
        });
    assertThat(theirs).containsExactlyInAnyOrderElementsOf(OTHERS);
    assertThat(alerts().map(Alert::name)).containsAll(here);
  }

  @Test
  void everyRunbookIsOfSomething() {
    String text =
        Checkout.read(RuleFile.path(RuleFile.OURS))
            + Checkout.read(RuleFile.path(RuleFile.ETCDS))
            + Checkout.read(Checkout.root().resolve("docs/alerts.md"));
    try (Stream<Path> pages = Files.list(Checkout.root().resolve("docs/runbooks"))) {
      assertThat(pages.map(p -> p.getFileName().toString()))
          .allSatisfy(page -> assertThat(text).contains("runbooks/" + page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void namesInAnExpressionAreFound() {
    assertThat(
            PromQl.metrics(
                """
                max by (namespace, cluster) (a_total{x="b{c}"} offset 24h) > 4 * 3600
                  and on (cluster) rec:b:rate5m unless bool_thing or sum without (le) (rate(c_bucket[5m:1m])) == bool 1
                  - on (d) group_right () (e) < time()
                """))
        .containsExactlyInAnyOrder("a_total", "rec:b:rate5m", "bool_thing", "c_bucket", "e");
  }

  private static Map<String, String> expressions(RuleFile file) {
    Map<String, String> all = new TreeMap<>(file.records());
    file.alerts().forEach(alert -> all.put(alert.id(), alert.expression()));
    return all;
  }
}
