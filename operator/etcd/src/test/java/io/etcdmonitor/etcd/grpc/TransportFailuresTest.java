package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransportFailuresTest {
  private static final Endpoint TLS = Endpoint.parse("https://a:1");
  private static final Endpoint PLAIN = Endpoint.parse("http://a:1");

  private static Throwable handshake(Throwable cause) {
    return new SSLHandshakeException("General SSLEngine problem", cause);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(PLAIN, new UnknownHostException("a"), FailureCause.DNS_FAILURE),
        arguments(PLAIN, new UnresolvedAddressException(), FailureCause.DNS_FAILURE),
        arguments(PLAIN, new ConnectTimeoutException("timed out"), FailureCause.CONNECT_TIMEOUT),
        arguments(PLAIN, new NoRouteToHostException("No route"), FailureCause.CONNECT_TIMEOUT),
        arguments(
            PLAIN, new SocketException("Network is unreachable"), FailureCause.CONNECT_TIMEOUT),
        arguments(PLAIN, new ConnectException("refused"), FailureCause.CONNECTION_REFUSED),
        arguments(PLAIN, new IOException("Connection reset"), FailureCause.CONNECTION_CLOSED),
        arguments(PLAIN, new ClosedChannelException(), FailureCause.CONNECTION_CLOSED),
        arguments(
            PLAIN,
            new ChannelException(
                "Failed to open a socket.", new SocketException("Too many open files")),
            FailureCause.CLIENT_OVERLOADED),
        arguments(
            TLS,
            new SocketException("Too many open files in system"),
            FailureCause.CLIENT_OVERLOADED),
        arguments(
            PLAIN, new UnknownHostException("a: System error"), FailureCause.CLIENT_OVERLOADED),
        arguments(
            PLAIN,
            new IllegalStateException(
                "First received frame was not SETTINGS. Hex dump for first 5 bytes: 485454502f"),
            FailureCause.NOT_ETCD),
        arguments(
            PLAIN,
            new IllegalStateException(
                "First received frame was not SETTINGS. Hex dump for first 5 bytes: 1503010002"),
            FailureCause.TLS_HANDSHAKE_FAILED),
        arguments(TLS, handshake(new CertificateExpiredException("old")), FailureCause.TLS_EXPIRED),
        arguments(
            TLS, handshake(new CertificateNotYetValidException("new")), FailureCause.TLS_EXPIRED),
        arguments(
            TLS,
            handshake(
                new CertificateException(
                    "No subject alternative names matching IP address 10.0.0.1 found")),
            FailureCause.TLS_NAME_MISMATCH),
        arguments(
            TLS,
            handshake(new CertificateException("No name matching a found")),
            FailureCause.TLS_NAME_MISMATCH),
        arguments(TLS, handshake(new CertPathBuilderException("path")), FailureCause.TLS_UNTRUSTED),
        arguments(
            TLS,
            new SSLHandshakeException("Received fatal alert: certificate_required"),
            FailureCause.TLS_CLIENT_CERTIFICATE),
        arguments(
            TLS,
            new SSLHandshakeException("(bad_certificate) Received fatal alert: bad_certificate"),
            FailureCause.TLS_CLIENT_CERTIFICATE),
        arguments(
            TLS,
            new SSLHandshakeException("Received fatal alert: protocol_version"),
            FailureCause.TLS_HANDSHAKE_FAILED),
        arguments(TLS, new NotSslRecordException("not an SSL"), FailureCause.TLS_HANDSHAKE_FAILED),
        arguments(TLS, new SSLException("Failed ALPN negotiation"), FailureCause.NOT_ETCD),
        arguments(
            TLS,
            new SSLHandshakeException("Connection closed while SSL/TLS handshake was in progress"),
            FailureCause.CONNECTION_CLOSED));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyExceptionHasItsCause(Endpoint where, Throwable failure, FailureCause expected) {
    EtcdFailure found =
        TransportFailures.of(new RuntimeException("io exception", failure), where).orElseThrow();
    assertThat(found.cause()).isEqualTo(expected);
    assertThat(found.message()).startsWith(where + ": ").doesNotContain("null");
  }

  @Test
  void whatIsUnknownIsLeftToOthers() {
    assertThat(TransportFailures.of(new IllegalStateException("odd"), PLAIN)).isEmpty();
  }
}
