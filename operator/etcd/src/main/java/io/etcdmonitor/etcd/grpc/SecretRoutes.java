package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where a cluster's password and token may go. Where TLS is set up, or any seed is https, that is
 * nowhere in plain text: which URLs are dialled is for the members to say, and one of them may be
 * careless, or not what it seems.
 */
final class SecretRoutes {
  private final boolean tlsOnly;

  SecretRoutes(ConnectionSpec spec) {
    boolean secure = spec.tls().isPresent() || spec.seeds().stream().anyMatch(Endpoint::tls);
    tlsOnly = secure && spec.credentials().isPresent();
  }

  /** Why nothing is asked there that takes a password or a token; empty where it may be. */
  Optional<EtcdFailure> refusal(Endpoint dialled) {
    return tlsOnly && !dialled.tls()
        ? Optional.of(
            new EtcdFailure(
                FailureCause.PLAIN_TEXT_REFUSED,
                dialled
                    + ": not asked, because it is plain text and TLS is set up: neither password"
                    + " nor token is sent to an http:// URL, whether it was given or is advertised"
                    + " (--advertise-client-urls)"))
        : Optional.empty();
  }

  /**
   * The URLs of a member that may be asked; all of them when none may, so that each tells why.
   *
   * @param dialled what is dialled for a URL
   */
  List<Endpoint> usable(List<Endpoint> urls, UnaryOperator<Endpoint> dialled) {
    List<Endpoint> usable =
        urls.stream().filter(url -> refusal(dialled.apply(url)).isEmpty()).toList();
    return usable.isEmpty() ? urls : usable;
  }
}
