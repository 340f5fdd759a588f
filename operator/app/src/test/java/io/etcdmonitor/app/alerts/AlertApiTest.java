package io.etcdmonitor.app.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import io.etcdmonitor.app.Composition;
import io.etcdmonitor.app.Shutdown;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.app.http.Answer;
import io.etcdmonitor.app.http.ApiAccess;
import io.etcdmonitor.app.http.HttpEndpoint;
import io.etcdmonitor.app.http.Request;
import io.etcdmonitor.engine.alert.AlertConfig;
import io.etcdmonitor.engine.alert.AlertEngine;
import io.etcdmonitor.engine.alert.History;
import io.etcdmonitor.engine.alert.HistoryEntry;
import io.etcdmonitor.engine.alert.Surroundings;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.alert.store.RecordCodec;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API of alerts, and who may use it. */
class AlertApiTest {
  private static final ClusterKey CLUSTER = new ClusterKey("prod", "main");

  @TempDir private Path directory;
  private volatile boolean leads = true;
  private AlertEngine engine;
  private HttpEndpoint endpoint;

  @BeforeEach
  void start() throws InterruptedException {
    Surroundings surroundings =
        new Surroundings() {
          @Override
          public boolean active() {
            return leads;
          }

          @Override
          public Fate fate(ClusterKey cluster) {
            return Fate.WATCHED;
          }
        };
    AlertsFile.Content content = new AlertsFile(Map.of()).read("");
    AlertConfig config = content.config();
    engine =
        new AlertEngine(
            new MemoryStore(),
            History.in(histories()),
            config,
            surroundings,
            Clock.systemUTC(),
            () -> 1L);
    engine.configure(config, content.channels());
    engine.start();
    serve(Optional.empty());
    fires(CLUSTER, "QuorumLost", Severity.CRITICAL);
  }

  private Path histories() {
    return directory.resolve("history");
  }

  private void serve(Optional<Path> tokenFile) {
    endpoint =
        HttpEndpoint.start(
            "127.0.0.1",
            0,
            Map.of(),
            AlertApi.resources(engine, new ApiAccess(tokenFile), Clock.systemUTC()));
  }

  @AfterEach
  void stop() {
    endpoint.close();
    engine.close();
  }

  private void fires(ClusterKey cluster, String id, Severity severity) throws InterruptedException {
    CountDownLatch fired = new CountDownLatch(1);
    engine.addListener((alert, change) -> {
      if (change == Change.FIRED) {
        fired.countDown();
      }
    });
    Instant now = Instant.now();
    Finding finding = new Finding(id, severity, "", id, "1 of 3", "", "", "", now, now);
    engine.onResult(
        new SampleMaker(cluster, now, Duration.ofSeconds(30), List.of())
            .sample("healthy", Duration.ZERO, Optional.empty(), List.of(finding), List.of())
            .change());
    assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anAlertIsShownTakenAndLetGo() throws IOException {
    JsonNode alert = json(run("list", "-o", "json").out).at("/alerts/0");
    assertThat(alert.get("rule").asText()).isEqualTo("EtcdQuorumLost");
    assertThat(alert.get("cluster").asText()).isEqualTo("prod/main");
    String fingerprint = alert.get("fingerprint").asText().substring(0, 12);
    assertThat(run("list").out).contains(fingerprint, "critical", "firing");
    assertThat(run("list", "--cluster", "prod/other").out).doesNotContain(fingerprint);
    assertThat(run("ack", fingerprint, "--by", "ann", "--comment", "looking", "--for", "1h").out)
        .contains("taken by ann");
    assertThat(run("unack", fingerprint, "--by", "bob").out).contains("firing");
    assertThat(run("history", "--cluster", "prod/main", "--limit", "20").out)
        .contains("acknowledgement_ended", "by bob", "acknowledged", "ann until", "looking");
    Run nobody = run("ack", "ffffffffffff", "--by", "ann");
    assertThat(nobody.code).isEqualTo(64);
    assertThat(nobody.err).contains("there is no open alert ffffffffffff");
    assertThat(run("ack", fingerprint, "--by", "ann", "--for", "48h").err)
        .contains("lasts 24 hours at most");
    assertThat(run("ack", fingerprint).err).contains("--by");
  }

  @Test
  void theWorstAndThenTheOldestOfAllClustersComesFirst() throws Exception {
    fires(new ClusterKey("prod", "a"), "FrequentElections", Severity.WARNING);
    fires(new ClusterKey("prod", "b"), "QuorumLost", Severity.CRITICAL);

    List<String> shown = new ArrayList<>();
    json(run("list", "-o", "json").out)
        .path("alerts")
        .forEach(a -> shown.add(a.get("cluster").asText() + " " + a.get("severity").asText()));
    assertThat(shown).containsExactly("prod/main critical", "prod/b critical", "prod/a warning");
  }

  @Test
  void theHistoryOfAllClustersIsTheNewestOfEach() throws Exception {
    ClusterKey other = new ClusterKey("prod", "other");
    fires(other, "QuorumLost", Severity.CRITICAL);
    happened(CLUSTER, "2090-01-01T00:00:00Z", "2090-01-01T00:00:01Z");
    happened(other, "2090-01-01T00:00:00.250Z", "2090-01-01T00:00:00.500Z");

    assertThat(history(100))
        .filteredOn(shown -> shown.contains("2090"))
        .containsExactly(
            "prod/main 2090-01-01T00:00:01Z",
            "prod/other 2090-01-01T00:00:00.500Z",
            "prod/other 2090-01-01T00:00:00.250Z",
            "prod/main 2090-01-01T00:00:00Z");
    assertThat(history(2)).hasSize(2);
    assertThat(history(0)).isEmpty();
  }

  private void happened(ClusterKey cluster, String... times) throws IOException {
    Files.createDirectories(histories());
    for (String time : times) {
      HistoryEntry entry =
          new HistoryEntry(Instant.parse(time), "", "", "", HistoryEntry.SENT, "log", "");
      Files.writeString(
          histories().resolve(cluster.namespace() + "%2F" + cluster.name() + ".jsonl"),
          "\n" + RecordCodec.write(entry) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private List<String> history(int limit) throws IOException {
    List<String> shown = new ArrayList<>();
    json(run("history", "--limit", String.valueOf(limit), "-o", "json").out)
        .path("entries")
        .forEach(e -> shown.add(e.get("cluster").asText() + " " + e.get("time").asText()));
    return shown;
  }

  @Test
  void aSilenceIsMadeShownAndEnded() throws IOException {
    Run made =
        run(
            "silence",
            "rule=EtcdQuorumLost",
            "cluster=~main|other",
            "--for",
            "2h",
            "--reason",
            "an upgrade",
            "--by",
            "ann",
            "-o",
            "json");
    assertThat(made.err).isEmpty();
    JsonNode silence = json(made.out).at("/silences/0");
    assertThat(silence.get("state").asText()).isEqualTo("active");
    assertThat(silence.get("matchers")).hasSize(2);
    String id = silence.get("id").asText();
    assertThat(run("list").out).contains("silenced by ann");
    assertThat(run("silences").out).contains(id, "an upgrade");
    assertThat(run("unsilence", id, "--by", "ann").out).contains("ended");
    assertThat(run("list").out).doesNotContain("silenced");
    assertThat(run("unsilence", id, "--by", "ann").err).contains("ended at");
    assertThat(run("unsilence", "nothing", "--by", "ann").err).contains("there is no silence");
    assertThat(run("silence", "nonsense", "--for", "2h", "--reason", "x", "--by", "ann").err)
        .contains("'nonsense' is no matcher");
    assertThat(
            run("silence", "severity=Warning", "--for", "2h", "--reason", "x", "--by", "ann").err)
        .contains("'severity=Warning' is about no alert");
    assertThat(run("silence", "a=b", "--for", "721h", "--reason", "x", "--by", "ann").err)
        .contains("30 days at most");
    assertThat(
            run(
                    "silence",
                    "a=b",
                    "--for",
                    "1h",
                    "--reason",
                    "x",
                    "--by",
                    "ann",
                    "--start",
                    "2020-01-01T00:00:00Z")
                .err)
        .contains("ended already");
  }

  @Test
  void whoDoesNotLeadSaysSo() {
    leads = false;
    Run refused = run("list");
    assertThat(refused.code).isEqualTo(69);
    assertThat(refused.err).contains("does not lead");
    assertThat(run("history").code).as("what it wrote itself it shows").isZero();
  }

  @Test
  void withATokenFileTheTokenIsNeeded() throws IOException {
    endpoint.close();
    Path file = Files.writeString(directory.resolve("token"), "s3cret\n");
    serve(Optional.of(file));
    Run without = run("list");
    assertThat(without.code).isEqualTo(78);
    assertThat(without.err).contains("--token-file");
    Path wrong = Files.writeString(directory.resolve("wrong"), "guess");
    assertThat(run("list", "--token-file", wrong.toString()).code).isEqualTo(78);
    assertThat(run("list", "--token-file", file.toString()).code).isZero();
    Files.writeString(file, "changed");
    assertThat(run("list", "--token-file", file.toString()).code).isZero();
    Files.writeString(file, " ");
    assertThat(run("list", "--token-file", file.toString()).err).contains("token file is empty");
    Files.delete(file);
    assertThat(run("list", "--token-file", wrong.toString()).err).contains("cannot be read");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, localhost:8080, '', true",
    "127.0.0.1, 127.0.0.1, '', true",
    "::1, [::1]:8080, '', true",
    "127.0.0.6, localhost, '', false",
    "10.0.0.7, localhost, '', false",
    "127.0.0.1, evil.example:8080, '', false",
    "127.0.0.1, localhost, Origin, false",
    "127.0.0.1, localhost, X-Forwarded-For, false",
    "127.0.0.1, localhost, Via, false",
  })
  void withoutATokenOnlyThisHostIsAnswered(
      String from, String host, String header, boolean answered) throws IOException {
    Headers headers = new Headers();
    headers.set("Host", host);
    if (!header.isEmpty()) {
      headers.set(header, "x");
    }
    Optional<Answer> refused =
        new ApiAccess(Optional.empty())
            .refuse(
                new Request(
                    "GET", "/api/v1/alerts", Map.of(), headers, InetAddress.getByName(from), ""));
    assertThat(refused.isEmpty()).isEqualTo(answered);
    refused.ifPresent(answer -> assertThat(answer.status()).isEqualTo(403));
  }

  @Test
  void otherPathsMethodsAndBodiesAreRefusedWithASentence() {
    assertThat(ask("PATCH", "/api/v1/alerts", "").status()).isEqualTo(405);
    assertThat(ask("GET", "/api/v1/alerts/x/y", "").status()).isEqualTo(404);
    assertThat(detail("POST", "/api/v1/silences", "[]")).contains("must be a JSON object");
    assertThat(detail("POST", "/api/v1/silences", "{")).contains("no JSON");
    assertThat(detail("POST", "/api/v1/silences", "{\"match\":1}")).contains("match is not known");
    assertThat(detail("POST", "/api/v1/silences", "{}")).contains("for is missing");
    assertThat(detail("GET", "/api/v1/alerts/history?limit=lots", ""))
        .contains("limit is a number");
  }

  private String detail(String method, String path, String body) {
    HttpResponse<String> response = send(method, path, body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    return response.body();
  }

  private Answer ask(String method, String path, String body) {
    HttpResponse<String> response = send(method, path, body);
    return new Answer(response.statusCode(), "", response.body().getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> send(String method, String path, String body) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
              .method(method, BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private record Run(int code, String out, String err) {}

  /** {@code etcd-monitor alerts ...} against the endpoint. */
  private Run run(String... args) {
    List<String> all = new ArrayList<>(List.of("alerts"));
    all.addAll(List.of(args));
    all.add("--address");
    all.add("http://127.0.0.1:" + endpoint.port());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (PrintStream outPrint = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errPrint = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      int code =
          Composition.commandLine(new Terminal(outPrint, errPrint, Map.of(), false), new Shutdown())
              .run(all.toArray(String[]::new));
      return new Run(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
