package io.etcdmonitor.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @CsvSource({
    "http://10.0.0.1:2379, http://10.0.0.1:2379",
    "HTTPS://Etcd-0.Example:2379/, https://etcd-0.example:2379",
    "https://[::1]:2379, https://[::1]:2379",
    "etcd, http://etcd:2379",
    "etcd:1234, http://etcd:1234",
    "'  http://a  ', http://a:2379",
    "[fd00::2]:2379, http://[fd00::2]:2379",
    "http://[fe80::1%25eth0]:2379, http://[fe80::1%eth0]:2379",
    "http://[fe80::1%eth0]:2379, http://[fe80::1%eth0]:2379",
    "https://etcd.example.:2379, https://etcd.example.:2379",
  })
  void normalises(String text, String expected) {
    Endpoint endpoint = Endpoint.parse(text);
    assertThat(endpoint).hasToString(expected);
    assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
    assertThat(endpoint.tls()).isEqualTo(expected.startsWith("https"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unix:///run/etcd.sock",
        "ftp://a:1",
        "http://",
        "http://a:0",
        "http://a:99999",
        "http://a:2379/path",
        "http://a:2379?x=y",
        "http://a:2379#x",
        "http://user:secret@a:2379",
        "http://a b:2379",
        "http://a_b:port"
      })
  void refusesWithTheTextAndWhatIsAllowed(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("endpoint ")
        .message()
        .containsAnyOf("http://host:port", "use http or https", "1 to 65535");
  }

  /** The sentence goes to statuses and logs. */
  @ParameterizedTest
  @ValueSource(strings = {"http://user:sec@ret@a:2379", "http://user:se cret@a", "us:secret@a:1"})
  void doesNotRepeatAPassword(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("endpoint '...@a")
        .hasMessageEndingWith("without user and password")
        .hasNoCause()
        .message()
        .doesNotContain("sec", "cret", "us:");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "localhost., true",
    "127.0.0.1, true",
    "0.0.0.0, true",
    "[::], true",
    "[::1], true",
    "10.0.0.1, false",
    "localhost.example, false",
    "127.0.0.1.example, false",
  })
  void knowsWhatLeadsEachClientToItself(String host, boolean itself) {
    assertThat(Endpoint.parse(host).leadsToDialler()).isEqualTo(itself);
  }

  /** Names of docker-compose and the like: other clients take them. */
  @ParameterizedTest
  @ValueSource(strings = {"http://etcd_0:2379", "https://my_etcd.example", "etcd_0:2379", "_a"})
  void saysWhatIsWrongWithAnUnderscore(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("endpoint '" + text + "' has an underscore in its host name")
        .hasMessageEndingWith("write another name of the host, or its address");
  }

  @ParameterizedTest
  @CsvSource({"::1, [::1]:5", "10.0.0.1, 10.0.0.1:5", "host, host:5"})
  void putsIpv6InBrackets(String host, String authority) {
    assertThat(new Endpoint("http", host, 5).authority()).isEqualTo(authority);
  }
}
