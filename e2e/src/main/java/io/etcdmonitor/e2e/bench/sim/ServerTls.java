package io.etcdmonitor.e2e.bench.sim;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * Mutual TLS of the simulated members, as etcd does it with {@code --client-cert-auth}: who has no
 * certificate of the authority is not let in.
 *
 * <p>BoringSSL where Netty brings it along: the simulators share the processors with what is
 * measured, and the JDK's own TLS would take ten times as much of them.
 */
final class ServerTls {
  private static final SslProvider PROVIDER =
      OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;

  /** So many sessions are kept; a monitor that comes back makes a new one. */
  private static final int SESSIONS = 16;

  private final Path directory;
  private final KnownClients clients;

  /**
   * @param directory where {@code ca.crt}, {@code server.crt} and {@code server.key} are
   */
  ServerTls(Path directory) throws IOException {
    this.directory = directory;
    try {
      clients = KnownClients.of(Files.readAllBytes(directory.resolve("ca.crt")));
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot use " + directory.resolve("ca.crt"), e);
    }
  }

  /** For gRPC. */
  SslContext grpc() {
    return build(GrpcSslContexts.configure(builder(), PROVIDER));
  }

  /** What does the work. */
  static String provider() {
    return PROVIDER == SslProvider.OPENSSL ? OpenSsl.versionString() : "the JDK";
  }

  private SslContextBuilder builder() {
    return SslContextBuilder.forServer(
            directory.resolve("server.crt").toFile(), directory.resolve("server.key").toFile())
        .trustManager(clients)
        .clientAuth(ClientAuth.REQUIRE)
        .sessionCacheSize(SESSIONS);
  }

  private static SslContext build(SslContextBuilder builder) {
    try {
      return builder.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
