package io.etcdmonitor.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rules} and {@code notify}, as people call them. */
class AlertCommandsTest {
  @TempDir private Path directory;

  @Test
  void aCheckSaysWhatItLeftOut() throws IOException {
    String file =
        write("hook.yaml", "channels: [{name: hook, type: webhook, url: hooks.example}]")
            .toString();
    assertThat(run("rules", "check", file).out()).contains("ok", "not checked: --with-secrets");
    assertThat(run("rules", "check", "--with-secrets", file).err())
        .contains("hook.yaml:1: channel hook: the option url is a URL");
    String good = write("log.yaml", "channels: [{name: log, type: console}]").toString();
    assertThat(run("rules", "check", "--with-secrets", good).out())
        .contains("ok")
        .doesNotContain("not checked");
  }

  @Test
  void theExamplesOfTheDocumentationAreGood() {
    Path examples = examples();
    Invocation check = run("rules", "check", examples.resolve("alerts.yaml").toString());
    assertThat(check.err()).isEmpty();
    assertThat(check.code()).isZero();
    assertThat(check.out()).contains("alerts.yaml: ok: ", " 2 routes, 4 channels");
    Invocation test = run("rules", "test", examples.resolve("alerts-test.yaml").toString());
    assertThat(test.err()).isEmpty();
    assertThat(test.out()).doesNotContain("FAILED").endsWith("5 tests, 0 failed\n");
    assertThat(test.code()).isZero();
  }

  @Test
  void everyProblemOfAnAlertsFileIsALineWithFileAndLine() throws IOException {
    Path file = write("a.yaml", "routes:\n  - {name: r, channels: [x]}\nrules:\n  - {name: N}\n");
    Invocation check = run("rules", "check", file.toString());
    assertThat(check.code()).isEqualTo(78);
    assertThat(check.err().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "etcd-monitor: " + file + ":2: there is no channel 'x'; there are log"),
            line -> assertThat(line).startsWith("etcd-monitor: " + file + ":4: rule N: needs"));
    String silenced = write("b.yaml", "neverSilenced: [EtcdQuorumLst]\n").toString();
    assertThat(run("rules", "check", silenced).err())
        .isEqualTo(
            "etcd-monitor: "
                + silenced
                + ":1: there is no rule 'EtcdQuorumLst'; did you mean EtcdQuorumLost?\n");
    assertThat(run("rules", "check", "/nowhere").err())
        .isEqualTo("etcd-monitor: /nowhere cannot be read: there is no such file\n");
  }

  @Test
  void rulesAreListedWithWhereTheyComeFrom() throws IOException {
    Path file =
        write(
            "a.yaml",
            "rules:\n  - {name: EtcdMemberDown, for: 9m}\n  - {name: Mine, info: {absentFor: 5m}}\n");
    String table = run("rules", "list", file.toString()).out();
    assertThat(table).startsWith("RULE ");
    assertThat(table).containsPattern("EtcdMemberDown +warning +member +9m +0s +changed");
    assertThat(table).containsPattern("Mine +info +cluster +0s +0s +file");
    assertThat(table).containsPattern("EtcdQuorumLost +critical +cluster +0s +0s +built-in");
    Path listed = write("b.yaml", run("rules", "list", file.toString(), "-o", "yaml").out());
    assertThat(run("rules", "list", listed.toString()).out()).isEqualTo(table);
    JsonNode json = json(run("rules", "list", "-o", "json").out());
    assertThat(json.get("rules")).hasSize(BuiltInRules.all().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules check",
        "rules test",
        "notify test",
        "notify render",
        "alerts ack --by ann",
        "alerts unack --by ann",
        "alerts silence --by ann --for 1h --reason upgrade",
        "alerts unsilence --by ann",
        "benchmark compare"
      })
  void aWordThatIsMissingIsSaid(String line) {
    Invocation command = run(line.split(" "));
    assertThat(command.code()).isEqualTo(64);
    assertThat(command.err())
        .containsAnyOf("Missing required parameter", "requires at least")
        .doesNotContain("defect");
  }

  @Test
  void aTestThatFailsSaysWhatIsMissingAndWhatIsTooMuch() throws IOException {
    Path file =
        write(
            "t.yaml",
            """
            tests:
              - name: wrong
                series:
                  - {finding: QuorumLost, severity: critical, values: "0 1x3 0"}
                expect:
                  - {at: 1m, rule: EtcdQuorumLost, change: fired}
            """);
    Invocation test = run("rules", "test", file.toString());
    assertThat(test.code()).isEqualTo(1);
    assertThat(test.out())
        .contains("FAILED  wrong")
        .contains("missing:    1m EtcdQuorumLost fired")
        .contains("unexpected: 30s EtcdQuorumLost fired (critical)")
        .contains("unexpected: 2m30s EtcdQuorumLost resolved (critical)")
        .contains("1 tests, 1 failed");
    JsonNode json = json(run("rules", "test", file.toString(), "-o", "json").out());
    assertThat(json.get("passed").asBoolean()).isFalse();
    assertThat(json.at("/tests/0/transitions/0/rule").asText()).isEqualTo("EtcdQuorumLost");
  }

  @Test
  void aTestFileThatCannotBeUnderstoodIsRefusedWithItsLine() throws IOException {
    Path file =
        write(
            "t.yaml",
            """
            tests:
              - name: a
                series: [{finding: X, values: "1 maybe"}]
              - name: b
                series: [{finding: X, values: "1"}]
                expect: [{at: 1m, rule: Nothing, change: fired}]
              - {name: c, recording: nowhere.jsonl}
            """);
    Invocation test = run("rules", "test", file.toString());
    assertThat(test.code()).isEqualTo(78);
    assertThat(test.err())
        .contains(file + ":3: values must hold numbers, not \"maybe\"")
        .contains(file + ":6: there is no rule 'Nothing'")
        .contains(file + ":7: the file ");
  }

  @Test
  void whatMonitorPrintedCanBeReplayed() throws IOException {
    write(
        "recording.jsonl",
        document("2026-11-21T03:00:00Z", "Passed", "")
            + document(
                "2026-11-21T03:00:30Z",
                "Critical",
                "{\"id\":\"QuorumLost\",\"severity\":\"Critical\",\"reason\":\"QuorumLost\","
                    + "\"message\":\"1 of 3\"}")
            + document("2026-11-21T03:01:10Z", "Passed", ""));
    Path file =
        write(
            "t.yaml",
            """
            tests:
              - name: recorded
                recording: recording.jsonl
                expect:
                  - {at: 30s, rule: EtcdQuorumLost, change: fired}
                  - {at: 1m10s, rule: EtcdQuorumLost, change: resolved}
            """);
    Invocation test = run("rules", "test", file.toString());
    assertThat(test.out() + test.err()).contains("1 tests, 0 failed");
    write("recording.jsonl", "hello\n");
    assertThat(run("rules", "test", file.toString()).err())
        .contains("recording.jsonl: line 1 is not what 'etcd-monitor monitor -o json' prints");
  }

  private static String document(String time, String verdict, String finding) {
    return """
    {"time":"%1$s","members":[{"id":"1","name":"m1"}],"inspections":[{"feature":"healthy",\
    "verdict":"%2$s","reason":"R","message":"M","lastRun":"%1$s","findings":[%3$s],\
    "measurements":[{"name":"probeLatency","member":"m1","value":0.001}]}]}
    """
        .formatted(time, verdict, finding);
  }

  @Test
  void aChannelIsToldFiringAndResolvedAndItsAnswersAreShown() throws IOException {
    List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    receiver.createContext(
        "/",
        exchange -> {
          try (exchange) {
            bodies.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            int code = exchange.getRequestURI().getPath().equals("/gone") ? 410 : 200;
            exchange.sendResponseHeaders(code, -1);
          }
        });
    receiver.start();
    try {
      String base = "http://127.0.0.1:" + receiver.getAddress().getPort();
      Path file =
          write(
              "a.yaml",
              """
              channels:
                - {name: good, type: webhook, url: "%1$s/good"}
                - {name: gone, type: webhook, url: "%1$s/gone"}
                - {name: away, type: webhook, url: "http://127.0.0.1:1/"}
              """
                  .formatted(base));
      Invocation good = notify("test", "good", file, "-o", "json");
      assertThat(good.code()).isZero();
      assertThat(json(good.out()))
          .extracting(n -> n.get("message").asText() + " " + n.get("outcome").asText())
          .containsExactly("firing sent", "resolved sent");
      assertThat(bodies).hasSize(2);
      assertThat(json(bodies.get(0)).get("kind").asText()).isEqualTo("test");
      assertThat(json(bodies.get(1)).get("status").asText()).isEqualTo("resolved");
      Invocation gone = notify("test", "gone", file);
      assertThat(gone.code()).isEqualTo(78);
      assertThat(gone.out()).contains("set up wrongly", "410");
      Invocation away = notify("test", "away", file);
      assertThat(away.code()).isEqualTo(69);
      assertThat(away.out()).contains("passing fault");
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void aChannelOrATemplateIsRenderedWithTheSample() throws IOException {
    Path file =
        write(
            "a.yaml",
            "channels:\n  - {name: log, type: console, title: 'MINE {{ cluster.name }} {{ status }}'}\n");
    assertThat(notify("render", "log", file).out()).startsWith("MINE orders firing\n");
    assertThat(notify("render", "log", file, "--resolved").out())
        .startsWith("MINE orders resolved\n");
    Path template =
        write("t.txt", "{{ kind | upper }} {{ for e in episodes }}{{ e.member }}{{ end }}");
    assertThat(run("notify", "render", template.toString(), "--kind", "repeat").out())
        .isEqualTo("REPEAT etcd-2\n");
    write("t.txt", "{{ nonsense }}");
    Invocation bad = run("notify", "render", template.toString());
    assertThat(bad.code()).isEqualTo(78);
    assertThat(bad.err()).contains("t.txt: line 1, column", "nonsense");
    Invocation unknown = notify("render", "nobody", file);
    assertThat(unknown.code()).isEqualTo(64);
    assertThat(unknown.err()).contains("there is no channel 'nobody'", "has log");
  }

  private static Invocation notify(String what, String channel, Path file, String... more) {
    List<String> args =
        new ArrayList<>(List.of("notify", what, channel, "--alerts-file", file.toString()));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private static Invocation run(String... args) {
    return Invocation.of(Map.of(), args);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static Path examples() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/examples/alerts.yaml"))) {
      root = root.getParent();
    }
    return root.resolve("docs/examples");
  }
}
