package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.grpc.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what a gRPC status means: first etcd's own words (3.4 to 3.6), then the transport's, then
 * the code.
 */
final class RpcFailures {
  /** Calls that every etcd since 3.0 knows: who does not is no etcd. */
  private static final Set<String> UNIVERSAL =
      Set.of("Status", "Range", "MemberList", "Alarm", "Watch", "Authenticate");

  /**
   * etcd's words, most telling first. Codes alone do not do: a learner answers UNAVAILABLE, HashKV
   * answers UNKNOWN for refused users.
   */
  private static final Map<String, FailureCause> WORDS = words();

  private RpcFailures() {}

  private static Map<String, FailureCause> words() {
    Map<String, FailureCause> words = new LinkedHashMap<>();
    words.put("not supported for learner", FailureCause.LEARNER);
    words.put("user name is empty", FailureCause.AUTH_REQUIRED);
    words.put("authentication failed", FailureCause.CREDENTIALS_INVALID);
    words.put("user name not found", FailureCause.CREDENTIALS_INVALID);
    words.put("permission denied", FailureCause.PERMISSION_DENIED);
    words.put("has been compacted", FailureCause.COMPACTED);
    words.put("future revision", FailureCause.FUTURE_REVISION);
    words.put("etcdserver: no leader", FailureCause.NO_LEADER);
    words.put("etcdserver: leader changed", FailureCause.NO_LEADER);
    words.put("etcdserver: request timed out", FailureCause.TIMEOUT);
    // The server's view of our own deadline may arrive just before the client's (3.4: code
    // UNKNOWN).
    words.put("context deadline exceeded", FailureCause.TIMEOUT);
    words.put("etcdserver: too many requests", FailureCause.RESOURCE_EXHAUSTED);
    words.put("etcdserver: server stopped", FailureCause.CONNECTION_CLOSED);
    words.put("etcdserver: not capable", FailureCause.UNSUPPORTED);
    words.put("exceeds maximum size", FailureCause.RESOURCE_EXHAUSTED);
    return words;
  }

  /** What a failed call was about. */
  record Site(Endpoint endpoint, String rpc, Duration waited, Link.Progress progress) {}

  /** Whether the server refuses the token rather than the user: a new one may help. */
  static boolean tokenRefused(Status status) {
    String words = words(status);
    return status.getCode() == Status.Code.UNAUTHENTICATED
        || words.contains("invalid auth token")
        || words.contains("revision in header is old")
        || words.contains("revision of auth store is old")
        || words.contains("user name is empty");
  }

  static <T> Outcome<T> of(Status status, Site site) {
    String words = words(status);
    if (site.rpc().startsWith("User") && words.contains("user name not found")) {
      // Whom the call is about, not who makes it.
      return Outcome.refused(
          FailureCause.OTHER, site.endpoint() + ": etcd has no such user (" + words + ")");
    }
    for (Map.Entry<String, FailureCause> known : WORDS.entrySet()) {
      if (words.contains(known.getKey())) {
        return Outcome.refused(known.getValue(), sentence(known.getValue(), words, site));
      }
    }
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED ->
          status.getCause() instanceof Lateness.LateException
              ? transport(status, words, site)
              : timeout(site);
      case UNIMPLEMENTED -> unimplemented(words, site);
      case RESOURCE_EXHAUSTED ->
          Outcome.refused(FailureCause.RESOURCE_EXHAUSTED, etcdSays(words, site));
      case UNAUTHENTICATED ->
          Outcome.refused(FailureCause.CREDENTIALS_INVALID, etcdSays(words, site));
      case PERMISSION_DENIED ->
          Outcome.refused(FailureCause.PERMISSION_DENIED, etcdSays(words, site));
      default -> transport(status, words, site);
    };
  }

  /**
   * The first line. Behind it gRPC puts the headers and the page of a server that speaks HTTP only:
   * who may name an endpoint is not to read what another server says.
   */
  private static String words(Status status) {
    return status.getDescription() == null
        ? ""
        : status.getDescription().lines().findFirst().orElse("");
  }

  private static String sentence(FailureCause cause, String words, Site site) {
    return switch (cause) {
      case AUTH_REQUIRED ->
          site.endpoint()
              + ": authentication is enabled and no user was given: name one ("
              + words
              + ")";
      case CREDENTIALS_INVALID ->
          site.endpoint() + ": user name or password is wrong (" + words + ")";
      case PERMISSION_DENIED ->
          site.endpoint() + ": the user may not call " + site.rpc() + " (" + words + ")";
      case LEARNER -> site.endpoint() + ": a learner does not serve " + site.rpc();
      case NO_LEADER -> site.endpoint() + ": " + site.rpc() + " found no leader (" + words + ")";
      default -> etcdSays(words, site);
    };
  }

  private static String etcdSays(String words, Site site) {
    return site.endpoint() + ": " + site.rpc() + " failed: " + words;
  }

  /** What is said of a server that takes connections and nothing else. */
  static String silent(Endpoint endpoint, Duration waited) {
    return endpoint
        + ": accepted the connection but said nothing"
        + within(waited)
        + ": frozen, overloaded, or no etcd";
  }

  private static String within(Duration waited) {
    return " within " + waited.toMillis() + " ms";
  }

  private static <T> Outcome<T> timeout(Site site) {
    String within = within(site.waited());
    return switch (site.progress()) {
      case NOT_DIALLED ->
          Network.literal(site.endpoint().host()) == null
              ? Outcome.failed(
                  FailureCause.DNS_FAILURE,
                  site.endpoint() + ": the host name did not resolve" + within + ": check DNS")
              : Outcome.failed(
                  FailureCause.CONNECT_TIMEOUT, site.endpoint() + ": no connection" + within);
      case CONNECTING ->
          Outcome.failed(
              FailureCause.CONNECT_TIMEOUT,
              site.endpoint()
                  + ": no connection"
                  + within
                  + ": check the address, routes and firewalls");
      case CONNECTED ->
          Outcome.failed(FailureCause.TIMEOUT, silent(site.endpoint(), site.waited()));
      case READY ->
          Outcome.failed(
              FailureCause.TIMEOUT, site.endpoint() + ": no answer to " + site.rpc() + within);
    };
  }

  private static <T> Outcome<T> unimplemented(String words, Site site) {
    // gRPC servers in Go tell an unknown method of a known service from an unknown service.
    boolean knownService = words.contains("unknown method");
    if (!knownService && (UNIVERSAL.contains(site.rpc()) || words.contains("HTTP status code"))) {
      return Outcome.failed(FailureCause.NOT_ETCD, notEtcd(words, site));
    }
    return Outcome.refused(
        FailureCause.UNSUPPORTED,
        site.endpoint() + ": this etcd does not know " + site.rpc() + " (" + words + ")");
  }

  private static <T> Outcome<T> transport(Status status, String words, Site site) {
    if (words.contains("HTTP status code") || words.contains("invalid content-type")) {
      return Outcome.failed(FailureCause.NOT_ETCD, notEtcd(words, site));
    }
    if (words.contains("Channel shutdown")) {
      return Outcome.failed(
          FailureCause.CLOSED, site.endpoint() + ": the connection was closed by us");
    }
    Optional<EtcdFailure> known =
        status.getCause() == null
            ? Optional.empty()
            : TransportFailures.of(status.getCause(), site.endpoint());
    if (known.isPresent()) {
      return Outcome.failed(known.get());
    }
    if (status.getCode() == Status.Code.UNAVAILABLE && !words.startsWith("etcdserver")) {
      return Outcome.failed(
          FailureCause.CONNECTION_CLOSED,
          site.endpoint() + ": the connection ended (" + words + ")");
    }
    return Outcome.refused(
        FailureCause.OTHER,
        site.endpoint()
            + ": "
            + site.rpc()
            + " failed: "
            + status.getCode()
            + (words.isEmpty() ? "" : ", " + words));
  }

  private static String notEtcd(String words, Site site) {
    return site.endpoint() + ": something answers there that is no etcd (" + words + ")";
  }
}
