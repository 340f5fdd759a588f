package io.etcdmonitor.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContractTest {

  @Test
  void secretsAreNeverPrinted() {
    Credentials credentials = new Credentials("root", "hunter2");
    TlsMaterial tls =
        new TlsMaterial(
            Optional.empty(), Optional.of("CERT"), Optional.of("PRIVATE"), Optional.empty(), false);
    ConnectionSpec spec =
        new ConnectionSpec(
            List.of(Endpoint.parse("a")), Optional.of(tls), Optional.of(credentials), Map.of());
    assertThat(spec.toString()).contains("root").doesNotContain("hunter2", "PRIVATE");
  }

  @Test
  void aCertificateWithoutItsKeyIsRefused() {
    assertThatThrownBy(() ->
            new TlsMaterial(
                Optional.empty(), Optional.of("CERT"), Optional.empty(), Optional.empty(), false))
        .hasMessageContaining("the key is missing");
  }

  @Test
  void aConnectionNeedsASeed() {
    List<Endpoint> none = List.of();
    assertThatThrownBy(() -> ConnectionSpec.plain(none))
        .hasMessageContaining("at least one endpoint");
  }

  @Test
  void prefixesEndWhereTheNextOneBegins() {
    assertThat(KeyRange.prefix("/a/").end()).isEqualTo(ByteString.copyFromUtf8("/a0"));
    assertThat(KeyRange.prefix("")).isEqualTo(KeyRange.ALL);
    assertThat(KeyRange.prefix("z").end()).isEqualTo(ByteString.copyFromUtf8("{"));
  }

  @Test
  void mappingAReplyKeepsItsOutcome() {
    Reply<Integer> good = Reply.ok(2, Duration.ofMillis(1));
    Reply<Integer> bad = Reply.failed(FailureCause.TIMEOUT, "slow", Duration.ofMillis(1));
    assertThat(good.map(n -> n * 2).value()).contains(4);
    assertThat(bad.map(n -> n * 2).failure()).isEqualTo(bad.failure());
    assertThat(bad.ok()).isFalse();
  }

  @Test
  void causesAreEitherTheMembersOrOurs() {
    for (FailureCause cause : FailureCause.values()) {
      assertThat(cause.unreachable() && cause.configuration()).as("%s", cause).isFalse();
    }
  }
}
