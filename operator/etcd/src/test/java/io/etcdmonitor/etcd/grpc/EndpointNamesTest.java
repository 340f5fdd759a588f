package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.Endpoint;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointNamesTest {
  private final EndpointNames names =
      new EndpointNames(
          Map.of(
              "m1.internal:2379", "10.0.0.1:2379",
              "m2.internal:2379", "gw:12379",
              "m3.internal:2379", "gw:22379",
              "m4.internal:2379", "lb:2379",
              "m5.internal:2379", "lb:2379"));

  /** Members behind one gateway, in a row and round about. */
  @ParameterizedTest
  @CsvSource({"a:1, b:1, b:1, c:1", "a:1, b:1, b:1, a:1", "a:1, a:2, a:2, a:1"})
  void theMapIsAppliedOnce(String one, String oneAt, String other, String otherAt) {
    EndpointNames round = new EndpointNames(Map.of(one, oneAt, other, otherAt));
    Map.of(one, oneAt, other, otherAt)
        .forEach((advertised, at) -> {
          Endpoint reached = round.reachable(Endpoint.parse("https://" + advertised));
          assertThat(reached).isEqualTo(Endpoint.parse("https://" + at));
          assertThat(round.dialled(reached)).as("given what is reached").isEqualTo(reached);
          assertThat(round.of(reached)).isEqualTo(Endpoint.parse(advertised).host());
          assertThat(round.ofPage(reached)).isEqualTo(Endpoint.parse(advertised).host());
        });
  }

  @ParameterizedTest
  @CsvSource({
    "m1.internal:2379, 10.0.0.1:2379, m1.internal, m1.internal",
    "10.0.0.1:2379, 10.0.0.1:2379, m1.internal, m1.internal",
    "10.0.0.1:2381, 10.0.0.1:2381, 10.0.0.1, m1.internal",
    "gw:22379, gw:22379, m3.internal, m3.internal",
    "gw:2381, gw:2381, gw, gw",
    "lb:2379, lb:2379, lb, lb",
    "m8.internal.:2379, m8.internal.:2379, m8.internal, m8.internal",
    "m9.internal:2379, m9.internal:2379, m9.internal, m9.internal",
  })
  void aCertificateNamesWhatIsAdvertised(String url, String dialled, String name, String page) {
    Endpoint endpoint = Endpoint.parse("https://" + url);
    assertThat(names.reachable(endpoint)).isEqualTo(Endpoint.parse("https://" + dialled));
    assertThat(names.dialled(endpoint)).isEqualTo(Endpoint.parse("https://" + dialled));
    assertThat(names.of(endpoint)).isEqualTo(name);
    assertThat(names.ofPage(endpoint)).isEqualTo(page);
  }

  /** TLS is never left out because the other side of the map says http. */
  @ParameterizedTest
  @CsvSource({
    "http://m1:2379, gw:1, http://gw:1",
    "http://m1:2379, http://gw:1, http://gw:1",
    "http://m1:2379, https://gw:1, https://gw:1",
    "http://m1:2379, https://m1:2379, https://m1:2379",
    "https://m1:2379, gw:1, https://gw:1",
    "https://m1:2379, http://gw:1, https://gw:1",
  })
  void httpsOnEitherSideIsHttps(String advertised, String to, String reached) {
    EndpointNames map = new EndpointNames(Map.of("m1:2379", to));
    assertThat(map.reachable(Endpoint.parse(advertised))).isEqualTo(Endpoint.parse(reached));
    assertThat(map.dialled(Endpoint.parse(reached))).isEqualTo(Endpoint.parse(reached));
  }
}
