package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.grpc.Status;
import java.net.ConnectException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What etcd's and gRPC's words mean; the texts are those of 3.4 to 3.6. */
class RpcFailuresTest {
  private static final Endpoint WHERE = Endpoint.parse("http://10.0.0.1:2379");

  private static RpcFailures.Site site(String rpc, Link.Progress progress) {
    return new RpcFailures.Site(WHERE, rpc, Duration.ofSeconds(2), progress);
  }

  private static Outcome<Object> of(Status status, String rpc) {
    return RpcFailures.of(status, site(rpc, Link.Progress.READY));
  }

  static Stream<Arguments> words() {
    return Stream.of(
        arguments(
            Status.UNAVAILABLE, "etcdserver: rpc not supported for learner", FailureCause.LEARNER),
        arguments(Status.UNAVAILABLE, "etcdserver: no leader", FailureCause.NO_LEADER),
        arguments(Status.UNAVAILABLE, "etcdserver: leader changed", FailureCause.NO_LEADER),
        arguments(Status.UNAVAILABLE, "etcdserver: request timed out", FailureCause.TIMEOUT),
        arguments(
            Status.UNAVAILABLE,
            "etcdserver: request timed out, possibly due to connection lost",
            FailureCause.TIMEOUT),
        arguments(Status.UNKNOWN, "context deadline exceeded", FailureCause.TIMEOUT),
        arguments(
            Status.OUT_OF_RANGE,
            "etcdserver: mvcc: required revision has been compacted",
            FailureCause.COMPACTED),
        arguments(
            Status.OUT_OF_RANGE,
            "etcdserver: mvcc: required revision is a future revision",
            FailureCause.FUTURE_REVISION),
        arguments(
            Status.INVALID_ARGUMENT, "etcdserver: user name is empty", FailureCause.AUTH_REQUIRED),
        arguments(Status.UNKNOWN, "auth: user name is empty", FailureCause.AUTH_REQUIRED),
        arguments(
            Status.INVALID_ARGUMENT,
            "etcdserver: authentication failed, invalid user ID or password",
            FailureCause.CREDENTIALS_INVALID),
        arguments(
            Status.UNAUTHENTICATED,
            "etcdserver: invalid auth token",
            FailureCause.CREDENTIALS_INVALID),
        arguments(
            Status.PERMISSION_DENIED,
            "etcdserver: permission denied",
            FailureCause.PERMISSION_DENIED),
        arguments(Status.UNKNOWN, "auth: permission denied", FailureCause.PERMISSION_DENIED),
        arguments(
            Status.RESOURCE_EXHAUSTED,
            "etcdserver: too many requests",
            FailureCause.RESOURCE_EXHAUSTED),
        arguments(
            Status.RESOURCE_EXHAUSTED,
            "gRPC message exceeds maximum size 4096: 5000",
            FailureCause.RESOURCE_EXHAUSTED),
        arguments(Status.UNAVAILABLE, "etcdserver: server stopped", FailureCause.CONNECTION_CLOSED),
        arguments(Status.UNAVAILABLE, "etcdserver: not capable", FailureCause.UNSUPPORTED),
        arguments(Status.DATA_LOSS, "etcdserver: corrupt cluster", FailureCause.OTHER));
  }

  @ParameterizedTest
  @MethodSource("words")
  void etcdsWordsBeatTheCode(Status code, String words, FailureCause expected) {
    Outcome<Object> outcome = of(code.withDescription(words), "Range");
    assertThat(outcome.failure().cause()).isEqualTo(expected);
    assertThat(outcome.failure().message()).startsWith(WHERE + ": ").doesNotContain("\n");
    assertThat(outcome.answered()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Status, Method not found: etcdserverpb.Maintenance/Status, NOT_ETCD",
    "Status, unknown service etcdserverpb.Maintenance, NOT_ETCD",
    "AuthStatus, unknown method AuthStatus for service etcdserverpb.Auth, UNSUPPORTED",
    "HashKV, unknown method HashKV for service etcdserverpb.Maintenance, UNSUPPORTED",
    "Range, HTTP status code 404, NOT_ETCD",
    "HashKV, HTTP status code 404, NOT_ETCD",
  })
  void whoDoesNotKnowACallIsOldOrNoEtcd(String rpc, String words, FailureCause expected) {
    assertThat(of(Status.UNIMPLEMENTED.withDescription(words), rpc).failure().cause())
        .isEqualTo(expected);
  }

  /** As gRPC has it: an endpoint may be any server that we reach and its owner does not. */
  @ParameterizedTest
  @ValueSource(strings = {"authentication failed", "permission denied", "user name is empty"})
  void whatAnotherServerSaysIsNotTold(String words) {
    String page =
        "HTTP status code 200\ninvalid content-type: text/html\nheaders: Metadata(id=7)\n"
            + "DATA-----------------------------\n<p>%s, secret 42".formatted(words);
    Outcome<Object> outcome = of(Status.UNKNOWN.withDescription(page), "Range");
    assertThat(outcome.failure().cause()).isEqualTo(FailureCause.NOT_ETCD);
    assertThat(outcome.failure().message()).endsWith("no etcd (HTTP status code 200)");
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_DIALLED, CONNECT_TIMEOUT",
    "CONNECTING, CONNECT_TIMEOUT",
    "CONNECTED, TIMEOUT",
    "READY, TIMEOUT"
  })
  void aDeadlineMeansHowFarWeGot(Link.Progress progress, FailureCause expected) {
    Outcome<Object> outcome = RpcFailures.of(Status.DEADLINE_EXCEEDED, site("Status", progress));
    assertThat(outcome.failure().cause()).isEqualTo(expected);
    assertThat(outcome.failure().message()).contains("2000 ms");
    assertThat(outcome.answered()).isFalse();
  }

  @Test
  void aNameThatDoesNotResolveInTimeIsADnsFailure() {
    RpcFailures.Site site =
        new RpcFailures.Site(
            Endpoint.parse("http://etcd-0:2379"),
            "Status",
            Duration.ofSeconds(2),
            Link.Progress.NOT_DIALLED);
    assertThat(RpcFailures.of(Status.DEADLINE_EXCEEDED, site).failure().cause())
        .isEqualTo(FailureCause.DNS_FAILURE);
  }

  @Test
  void closingIsNotTheMembersFault() {
    Status closed = Status.UNAVAILABLE.withDescription("Channel shutdownNow invoked");
    assertThat(of(closed, "Status").failure().cause()).isEqualTo(FailureCause.CLOSED);
  }

  @Test
  void transportCausesAreFoundInTheChain() {
    Status refused =
        Status.UNAVAILABLE
            .withDescription("io exception")
            .withCause(new RuntimeException(new ConnectException("Connection refused")));
    assertThat(of(refused, "Status").failure().cause()).isEqualTo(FailureCause.CONNECTION_REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHENTICATED, anything, true",
    "UNKNOWN, etcdserver: invalid auth token, true",
    "UNKNOWN, auth: revision in header is old, true",
    "INVALID_ARGUMENT, etcdserver: revision of auth store is old, true",
    "INVALID_ARGUMENT, etcdserver: user name is empty, true",
    "PERMISSION_DENIED, etcdserver: permission denied, false",
    "UNAVAILABLE, etcdserver: no leader, false",
  })
  void onlySomeRefusalsAreTheTokensFault(Status.Code code, String words, boolean token) {
    assertThat(RpcFailures.tokenRefused(code.toStatus().withDescription(words))).isEqualTo(token);
  }

  @Test
  void aUserThatACallIsAboutIsNotTheOneWhoMakesIt() {
    Status status = Status.FAILED_PRECONDITION.withDescription("etcdserver: user name not found");
    assertThat(of(status, "UserDelete").failure().message())
        .contains("etcd has no such user")
        .doesNotContain("password");
    assertThat(of(status, "Range").failure().cause()).isEqualTo(FailureCause.CREDENTIALS_INVALID);
  }
}
