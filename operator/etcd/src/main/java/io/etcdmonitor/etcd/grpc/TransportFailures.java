package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Tells what went wrong below HTTP/2 from the exceptions of the JDK, Netty and gRPC. */
final class TransportFailures {
  private static final Pattern ALERT =
      Pattern.compile("(?:Received fatal alert: |\\()([a-z_]+)\\)?");
  private static final Pattern FIRST_BYTES =
      Pattern.compile("Hex dump for (?:first|received) \\d+ bytes: ([0-9a-f]+)");

  /**
   * Alerts by which a server turns our certificate, or the lack of one, down (RFC 8446 section
   * 6.2).
   */
  private static final Set<String> CLIENT_CERTIFICATE_ALERTS =
      Set.of(
          "certificate_required",
          "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "unknown_ca",
          "access_denied");

  private TransportFailures() {}

  /** The failure that a chain of causes tells of, or empty when none of them is known. */
  static Optional<EtcdFailure> of(Throwable failure, Endpoint endpoint) {
    List<Throwable> chain = chain(failure);
    return late(chain, endpoint)
        .or(() -> exhausted(chain, endpoint))
        .or(() -> tls(chain, endpoint))
        .or(() -> connecting(chain, endpoint))
        .or(() -> protocol(chain, endpoint))
        .or(() -> closed(chain, endpoint));
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = failure; t != null && chain.size() < 20; t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }

  private static Optional<EtcdFailure> late(List<Throwable> chain, Endpoint endpoint) {
    return chain.stream()
        .filter(t -> t instanceof Lateness.LateException)
        .findFirst()
        .map(t ->
            new EtcdFailure(
                FailureCause.CLIENT_OVERLOADED,
                "%s: not known, because this process itself was late by %d ms while it waited"
                    .formatted(endpoint, ((Lateness.LateException) t).lostMillis())));
  }

  /** Where no socket can be opened nothing was asked: that members are down would be a lie. */
  private static Optional<EtcdFailure> exhausted(List<Throwable> chain, Endpoint endpoint) {
    for (Throwable t : chain) {
      // A look-up that gets no descriptor says no more than that.
      boolean lookup = t instanceof UnknownHostException && text(t).endsWith(": System error");
      if (lookup || (t instanceof IOException && text(t).contains("Too many open files"))) {
        return failure(
            FailureCause.CLIENT_OVERLOADED,
            endpoint,
            "not known, because this process can open no more files or sockets ("
                + text(t)
                + "): raise its limit (ulimit -n)");
      }
    }
    return Optional.empty();
  }

  private static Optional<EtcdFailure> connecting(List<Throwable> chain, Endpoint endpoint) {
    for (Throwable t : chain) {
      if (t instanceof UnknownHostException || t instanceof UnresolvedAddressException) {
        return failure(
            FailureCause.DNS_FAILURE, endpoint, "the host name does not resolve: check it and DNS");
      }
      if (t instanceof ConnectTimeoutException) {
        return failure(
            FailureCause.CONNECT_TIMEOUT,
            endpoint,
            "no connection in time: check the address, routes and firewalls");
      }
      if (t instanceof NoRouteToHostException || text(t).contains("unreachable")) {
        return failure(
            FailureCause.CONNECT_TIMEOUT,
            endpoint,
            "no route to the host (" + t.getMessage() + ")");
      }
      if (t instanceof ConnectException) {
        return failure(
            FailureCause.CONNECTION_REFUSED, endpoint, "connection refused: nothing listens there");
      }
    }
    return Optional.empty();
  }

  private static Optional<EtcdFailure> tls(List<Throwable> chain, Endpoint endpoint) {
    if (!endpoint.tls()) {
      return Optional.empty();
    }
    return certificate(chain, endpoint)
        .or(() -> alert(chain, endpoint))
        .or(() -> handshake(chain, endpoint));
  }

  private static Optional<EtcdFailure> certificate(List<Throwable> chain, Endpoint endpoint) {
    for (Throwable t : chain) {
      if (t instanceof CertificateExpiredException
          || t instanceof CertificateNotYetValidException) {
        return failure(
            FailureCause.TLS_EXPIRED,
            endpoint,
            "the server's certificate is not valid now (" + t.getMessage() + "): renew it");
      }
    }
    for (Throwable t : chain) {
      String text = text(t);
      if (t instanceof CertificateException
          && (text.contains("No subject alternative") || text.contains("No name matching"))) {
        return failure(
            FailureCause.TLS_NAME_MISMATCH,
            endpoint,
            "the server's certificate does not name this host ("
                + text
                + "): set serverName, or add the name to the certificate");
      }
    }
    for (Throwable t : chain) {
      if (t instanceof CertPathBuilderException
          || t instanceof CertPathValidatorException
          || (t instanceof CertificateException)) {
        return failure(
            FailureCause.TLS_UNTRUSTED,
            endpoint,
            "the server's certificate is not trusted by the given CA (" + text(t) + ")");
      }
    }
    return Optional.empty();
  }

  private static Optional<EtcdFailure> alert(List<Throwable> chain, Endpoint endpoint) {
    for (Throwable t : chain) {
      Matcher matcher = ALERT.matcher(text(t));
      if (t instanceof SSLException && matcher.find()) {
        String alert = matcher.group(1);
        if (CLIENT_CERTIFICATE_ALERTS.contains(alert)) {
          return failure(
              FailureCause.TLS_CLIENT_CERTIFICATE,
              endpoint,
              "the server wants a client certificate and did not get one it accepts (alert "
                  + alert
                  + "): give one signed by the CA that etcd trusts");
        }
        if (text(t).contains("Received fatal alert")) {
          return failure(
              FailureCause.TLS_HANDSHAKE_FAILED,
              endpoint,
              "the server refused the TLS handshake (alert " + alert + ")");
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<EtcdFailure> handshake(List<Throwable> chain, Endpoint endpoint) {
    for (Throwable t : chain) {
      String text = text(t);
      if (t instanceof NotSslRecordException || text.contains("unrecognized SSL message")) {
        return failure(FailureCause.TLS_HANDSHAKE_FAILED, endpoint, NO_TLS_THERE);
      }
      if (text.contains("ALPN")) {
        return failure(
            FailureCause.NOT_ETCD,
            endpoint,
            "a TLS server answers there that does not speak HTTP/2: it is no etcd");
      }
      if (t instanceof SSLException
          && !text.toLowerCase(java.util.Locale.ROOT).contains("closed")) {
        return failure(
            FailureCause.TLS_HANDSHAKE_FAILED, endpoint, "the TLS handshake failed (" + text + ")");
      }
    }
    return Optional.empty();
  }

  /** For a https URL of a plain-text server. */
  static final String NO_TLS_THERE = "the server does not speak TLS: write http:// instead";

  /** For a http URL of a TLS server. */
  static final String TLS_THERE = "the server speaks TLS: write https:// instead";

  private static Optional<EtcdFailure> protocol(List<Throwable> chain, Endpoint endpoint) {
    for (Throwable t : chain) {
      Matcher bytes = FIRST_BYTES.matcher(text(t));
      if (bytes.find()) {
        // TLS records begin with their type (0x15 alert, 0x16 handshake) and version 3.x.
        return bytes.group(1).startsWith("1503") || bytes.group(1).startsWith("1603")
            ? failure(FailureCause.TLS_HANDSHAKE_FAILED, endpoint, TLS_THERE)
            : failure(FailureCause.NOT_ETCD, endpoint, "something answers there that is no etcd");
      }
    }
    return Optional.empty();
  }

  private static Optional<EtcdFailure> closed(List<Throwable> chain, Endpoint endpoint) {
    for (Throwable t : chain) {
      if (t instanceof ClosedChannelException || t instanceof IOException) {
        return failure(
            FailureCause.CONNECTION_CLOSED,
            endpoint,
            "the connection was closed in the middle"
                + (t.getMessage() == null ? "" : " (" + t.getMessage() + ")"));
      }
    }
    return Optional.empty();
  }

  private static String text(Throwable t) {
    return String.valueOf(t.getMessage());
  }

  private static Optional<EtcdFailure> failure(
      FailureCause cause, Endpoint endpoint, String sentence) {
    return Optional.of(new EtcdFailure(cause, endpoint + ": " + sentence));
  }
}
