package io.etcdmonitor.etcd.testing;

import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.TlsMaterial;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** The harness's own clients of one cluster: one TLS setup, one user. */
final class EtcdAdmins {
  private static final Duration CALL = Duration.ofSeconds(5);
  private final Optional<TlsMaterial> tls;
  private final Supplier<List<EtcdTestMember>> members;
  private final List<EtcdAdmin> admins = new CopyOnWriteArrayList<>();
  private volatile Optional<Credentials> user = Optional.empty();

  EtcdAdmins(Optional<TlsMaterial> tls, Supplier<List<EtcdTestMember>> members) {
    this.tls = tls;
    this.members = members;
  }

  EtcdAdmin create(Endpoint endpoint) {
    EtcdAdmin admin =
        new EtcdAdmin(endpoint, tls.map(EtcdAdmins::ssl), CALL, this::signInElsewhere);
    admin.credentials(user);
    admins.add(admin);
    return admin;
  }

  void signInAs(Optional<Credentials> credentials) {
    user = credentials;
    admins.forEach(admin -> admin.credentials(credentials));
  }

  private String signInElsewhere(EtcdCalls learner, Credentials credentials) {
    return members.get().stream()
        .filter(EtcdTestMember::running)
        .map(EtcdTestMember::admin)
        .filter(admin -> !admin.equals(learner))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no voter is running"))
        .authenticate(credentials);
  }

  private static SslContext ssl(TlsMaterial material) {
    try {
      SslContextBuilder builder = GrpcSslContexts.forClient();
      // The harness must reach clusters whose certificates are wrong on purpose.
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      builder.endpointIdentificationAlgorithm(null);
      if (material.certificatePem().isPresent()) {
        builder.keyManager(
            EtcdTestClusterBuilder.stream(material.certificatePem().get()),
            EtcdTestClusterBuilder.stream(material.keyPem().orElseThrow()));
      }
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("cannot use the test certificates", e);
    }
  }
}
