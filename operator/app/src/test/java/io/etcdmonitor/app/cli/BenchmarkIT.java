package io.etcdmonitor.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.FaultServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code benchmark} and {@code benchmark compare} from the command line: output and exit codes. */
class BenchmarkIT {
  @TempDir private Path directory;

  private static Invocation benchmark(String... words) {
    List<String> all = new ArrayList<>(List.of("benchmark"));
    all.addAll(List.of(words));
    return Invocation.of(Map.of(), all.toArray(String[]::new));
  }

  @Test
  void measuresSavesAndCompares() throws Exception {
    Path save = directory.resolve("a.json");
    Path html = directory.resolve("a.html");
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start()) {
      etcd.awaitLeader();
      String endpoint = etcd.member(0).endpoint().toString();
      Invocation easy =
          benchmark(
              "write",
              "--endpoints",
              endpoint,
              "--total",
              "200",
              "--warm-up",
              "0s",
              "--slo-writes",
              "1",
              "--slo-p99",
              "0s",
              "--seed",
              "5",
              "-o",
              "json",
              "--save",
              save.toString(),
              "--html",
              html.toString());
      assertThat(easy.code()).as(easy.out() + easy.err()).isZero();
      JsonNode report = new ObjectMapper().readTree(easy.out());
      assertThat(report.at("/measured/operations").asInt()).isEqualTo(200);
      assertThat(report.at("/slo/verdict").asText()).isEqualTo("MET");
      assertThat(report.at("/parameters/seed").asInt()).isEqualTo(5);
      assertThat(new ObjectMapper().readTree(Files.readString(save))).isEqualTo(report);
      assertThat(Files.readString(html)).contains("<svg");

      Invocation impossible =
          benchmark(
              "read",
              "--endpoints",
              endpoint,
              "--total",
              "50",
              "--warm-up",
              "0s",
              "--key-space",
              "50",
              "--slo-reads",
              "1e9");
      assertThat(impossible.code()).as(impossible.out() + impossible.err()).isEqualTo(1);
      assertThat(impossible.out()).contains("MISSED  throughput").contains("50 keys deleted");
    }
    Invocation tooShort = benchmark("compare", save.toString(), save.toString());
    assertThat(tooShort.code()).isEqualTo(3);
    assertThat(tooShort.out()).contains("too few seconds").contains("cannot tell");
    String before = seconds(save, "before.json", 1);
    String after = seconds(save, "after.json", 2);
    Invocation slower = benchmark("compare", before, after, "-o", "json");
    assertThat(slower.code()).as(slower.out()).isEqualTo(1);
    assertThat(new ObjectMapper().readTree(slower.out()).at("/verdict").asText())
        .isEqualTo("REGRESSION");
    assertThat(benchmark("compare", before, before).code()).isZero();
    assertThat(benchmark("compare", after, before).code()).isZero();
    assertThat(benchmark("compare", before, after, "--threshold", "9").code()).isZero();
    Invocation missing = benchmark("compare", save.toString(), directory.resolve("b") + "");
    assertThat(missing.code()).isEqualTo(3);
    assertThat(missing.err()).contains("does not exist");
  }

  /** A copy of a report that lasted twenty seconds, so many times slower. */
  private String seconds(Path save, String name, int slower) throws Exception {
    ObjectNode report = (ObjectNode) new ObjectMapper().readTree(Files.readString(save));
    ObjectNode second = (ObjectNode) report.at("/series/0");
    ArrayNode series = report.putArray("series");
    for (int i = 0; i < 20; i++) {
      ObjectNode one = second.deepCopy();
      one.put("at", i).put("seconds", 1).put("perSecond", (1_000 + i) / slower);
      ObjectNode latency = (ObjectNode) one.at("/latency");
      latency.put("p50", (1 + i / 100.0) * slower).put("p99", (2 + i / 100.0) * slower);
      series.add(one);
    }
    return Files.writeString(directory.resolve(name), report.toString()).toString();
  }

  @Test
  void howLongIsWaitedIsHeeded() {
    try (FaultServer silent = FaultServer.neverAnswers()) {
      Invocation run =
          benchmark(
              "write",
              "--endpoints",
              silent.endpoint().toString(),
              "--command-timeout",
              "400ms",
              "--dial-timeout",
              "1s");
      assertThat(run.code()).isEqualTo(3);
      assertThat(run.err())
          .contains(silent.endpoint().toString())
          .containsPattern("within [1-3]?\\d{3} ms");
    }
    assertThat(benchmark("write", "--dial-timeout", "soon"))
        .satisfies(run -> {
          assertThat(run.code()).isEqualTo(64);
          assertThat(run.err()).contains("--dial-timeout");
        });
  }

  @Test
  void whatIsWrongIsOneSentence() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(benchmark("write", "--save", file + "/a.json", "--endpoints", "127.0.0.1:1"))
        .satisfies(run -> {
          assertThat(run.code()).isEqualTo(3);
          assertThat(run.err()).contains("a.json cannot be written");
        });
    assertThat(benchmark())
        .satisfies(run -> {
          assertThat(run.code()).isEqualTo(64);
          assertThat(run.err()).contains("one of write, read, mixed");
        });
    assertThat(benchmark("write", "--clients", "none"))
        .satisfies(run -> {
          assertThat(run.code()).isEqualTo(64);
          assertThat(run.err()).contains("--clients: 'none' is no whole number");
        });
    assertThat(benchmark("write", "--duration", "5"))
        .satisfies(run -> {
          assertThat(run.code()).isEqualTo(64);
          assertThat(run.err()).contains("write it like 5s");
        });
    assertThat(benchmark("write", "--endpoints", "127.0.0.1:1"))
        .satisfies(run -> {
          assertThat(run.code()).isEqualTo(3);
          assertThat(run.err()).contains("127.0.0.1:1").contains("refused");
        });
  }
}
