package io.etcdmonitor.notify.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "200,SENT",
    "202,SENT",
    "204,SENT",
    "302,MISCONFIGURED",
    "400,REJECTED",
    "401,MISCONFIGURED",
    "403,MISCONFIGURED",
    "404,MISCONFIGURED",
    "407,MISCONFIGURED",
    "408,RETRY",
    "410,MISCONFIGURED",
    "413,REJECTED",
    "422,REJECTED",
    "425,RETRY",
    "429,RETRY",
    "500,RETRY",
    "502,RETRY",
    "503,RETRY",
    "504,RETRY"
  })
  void aStatusSaysWhatToDo(int status, Outcome outcome) {
    assertThat(Outcomes.outcome(status)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30|30",
        "0|0",
        " 5 |5",
        "1.5|1.5",
        "Sat, 21 Nov 2026 03:02:00 GMT|120",
        "Sat, 21 Nov 2026 02:00:00 GMT|0",
        "999999999|21600",
      })
  void retryAfterIsSecondsOrADate(String value, double seconds) {
    assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofMillis((long) (seconds * 1000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "", "-5", "99999999999999999999"})
  void aSenselessRetryAfterIsNone(String value) {
    assertThat(RetryAfter.parse(value, NOW)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "224.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "::ffff:169.254.169.254"
      })
  void metadataAddressesAreBlocked(String address) throws UnknownHostException {
    assertThat(AddressPolicy.blocked(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "10.1.2.3", "192.168.1.1", "93.184.216.34", "::1", "fd12::1"})
  void othersAreNot(String address) throws UnknownHostException {
    assertThat(AddressPolicy.blocked(InetAddress.getByName(address))).isFalse();
  }

  @Test
  void secretsAndPartsOfSecretUrlsAreTakenOut() {
    Redactor redactor =
        new Redactor(List.of("https://hooks.example/services/T0123/B0456/abcdefghijklmnop", "pw"));
    assertThat(redactor.redact("no /services/abcdefghijklmnop here, pw stays: too short"))
        .isEqualTo("no /[redacted]/[redacted] here, pw stays: too short");
    assertThat(redactor.toString()).doesNotContain("abcdef");
  }
}
