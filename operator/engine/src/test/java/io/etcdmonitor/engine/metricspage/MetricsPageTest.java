package io.etcdmonitor.engine.metricspage;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.etcd.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class MetricsPageTest {
  private static MetricsPage parse(String text) {
    return MetricsPage.parse(text, name -> true, 100);
  }

  @Test
  void everyNumberIsWhatJavaReadsInIt() {
    for (String number :
        List.of(
            "0",
            "7",
            "00012",
            "999999999999999",
            "1234567890123456789",
            "-3",
            "+4",
            "1.5",
            "1e+06",
            "2.5e-05",
            "0x1p3")) {
      assertThat(MetricsPage.parse("a " + number + "\n", name -> true, 10).value("a"))
          .as(number)
          .hasValue(Double.parseDouble(number));
    }
    assertThat(MetricsPage.parse("a \na 1x\na\n", name -> true, 10).isEmpty()).isTrue();
  }

  @Test
  void aLineWithoutEndIsNoSample() {
    MetricsPage page =
        parse("a{x=\"" + "y".repeat(1 << 20) + "\"} 1\na{x=\"" + "y".repeat(1_000) + "\"} 2\n");
    assertThat(page.samples("a"))
        .singleElement()
        .satisfies(s -> assertThat(s.value()).isEqualTo(2));
  }

  @Test
  void samplesWithAndWithoutLabels() {
    MetricsPage page =
        parse(
            """
            # HELP a helps
            # TYPE a counter
            a 1
            a_total{code="OK", method="Put",} 2.5e3 1700000000000
              b{} NaN
            c +Inf
            """);

    assertThat(page.value("a")).hasValue(1);
    assertThat(page.samples("a_total"))
        .containsExactly(
            new MetricsPage.Sample("a_total", Map.of("code", "OK", "method", "Put"), 2500));
    assertThat(page.value("b").getAsDouble()).isNaN();
    assertThat(page.value("c")).hasValue(Double.POSITIVE_INFINITY);
    assertThat(page.value("absent")).isEmpty();
    assertThat(page.truncated()).isFalse();
  }

  @Test
  void escapesInLabelValues() {
    assertThat(
            parse("m{p=\"C:\\\\d\",q=\"say \\\"hi\\\"\",n=\"a\\nb\"} 1")
                .samples("m")
                .get(0)
                .labels())
        .isEqualTo(Map.of("p", "C:\\d", "q", "say \"hi\"", "n", "a\nb"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m",
        "m ",
        "m{a=\"b\" 1",
        "m{a=b} 1",
        "m{=\"b\"} 1",
        "m one",
        "{} 1",
        "m{a=\"b\\",
        "<html>"
      })
  void aLineThatIsNoSampleIsSkippedAndTheRestIsRead(String line) {
    MetricsPage page = parse("before 1\n" + line + "\nafter 2");
    assertThat(page.value("before")).hasValue(1);
    assertThat(page.value("after")).hasValue(2);
    assertThat(page.value("m")).isEmpty();
  }

  @Test
  void whatWasNeverCountedIsLeftOutWhereThatIsAskedFor() {
    MetricsPage page =
        MetricsPage.parse(
            "a{x=\"1\"} 0\na{x=\"2\"} 10\na{x=\"3\"} 0\nb 0\n", n -> true, "a"::equals, 100);
    assertThat(page.samples("a")).extracting(s -> s.label("x")).containsExactly("2");
    assertThat(page.value("b")).hasValue(0);
  }

  @Test
  void itIsBounded() {
    MetricsPage page = MetricsPage.parse("a 1\nb 2\na 3\na 4\n", "a"::equals, 2);
    assertThat(page.samples("a")).hasSize(2);
    assertThat(page.samples("b")).isEmpty();
    assertThat(page.truncated()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"3.4-basic,1666", "3.5-basic,1666", "3.6-extensive,1666"})
  void recordedPages(String name, int puts) throws IOException {
    MetricsPage page = MetricsPage.parse(recorded(name), n -> true, 20_000);

    assertThat(page.value("etcd_server_proposals_committed_total")).isPresent();
    double put =
        page.samples("grpc_server_handled_total").stream()
            .filter(s -> s.label("grpc_method").equals("Put"))
            .mapToDouble(MetricsPage.Sample::value)
            .sum();
    assertThat(put).isBetween(puts - 10.0, puts + 10.0);
  }

  public static String recorded(String name) throws IOException {
    try (InputStream in = MetricsPageTest.class.getResourceAsStream("/metrics/" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The same without whose it is: for members of which none is the recorded one. */
  public static String anonymous(String name) throws IOException {
    return recorded(name).replaceAll("(?m)^etcd_server_id\\{.*\n", "");
  }

  @Test
  void whereThePageIs() {
    Endpoint client = Endpoint.parse("https://[::1]:2379");
    assertThat(PageAddress.of(client, MetricsAccess.DEFAULT))
        .isEqualTo("https://[::1]:2379/metrics");
    assertThat(
            PageAddress.of(
                client,
                new MetricsAccess(
                    true, Optional.of("http"), OptionalInt.of(2381), "m", Duration.ofSeconds(10))))
        .isEqualTo("http://[::1]:2381/m");
  }

  /** The page as it was before anything was counted. */
  public static String zeroed(String page) {
    return page.replaceAll("(?m)^((?!#|process_start)\\S+(?: \\S+)*) \\S+$", "$1 0");
  }
}
