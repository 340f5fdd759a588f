package io.etcdmonitor.etcd.testing;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.Endpoint;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.ssl.SslContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/** One member's channel, and blocking calls on it with a deadline and a token. */
class EtcdCalls implements AutoCloseable {
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
  final ManagedChannel channel;
  private final Duration deadline;
  private final BiFunction<EtcdCalls, Credentials, String> elsewhere;
  private Optional<Credentials> credentials = Optional.empty();
  private String token;

  /**
   * @param elsewhere signs in at another member: learners do not serve Authenticate (3.4 to 3.6)
   */
  EtcdCalls(
      Endpoint endpoint,
      Optional<SslContext> tls,
      Duration deadline,
      BiFunction<EtcdCalls, Credentials, String> elsewhere) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
            .disableRetry()
            .disableServiceConfigLookUp()
            .maxInboundMessageSize(64 << 20);
    channel = tls.map(builder::sslContext).orElseGet(builder::usePlaintext).build();
    this.deadline = deadline;
    this.elsewhere = elsewhere;
  }

  /** Signs in as this user from now on; empty means not at all. */
  public synchronized void credentials(Optional<Credentials> user) {
    credentials = user;
    token = null;
  }

  final <S extends AbstractStub<S>, R> R call(S stub, Function<S, R> rpc) {
    channel.resetConnectBackoff();
    try {
      return rpc.apply(prepared(stub));
    } catch (StatusRuntimeException e) {
      if (!tokenRefused(e) || !forgetToken()) {
        throw e;
      }
      return rpc.apply(prepared(stub));
    }
  }

  private synchronized boolean forgetToken() {
    token = null;
    return credentials.isPresent();
  }

  private synchronized <S extends AbstractStub<S>> S prepared(S stub) {
    S bounded = stub.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    if (credentials.isEmpty()) {
      return bounded;
    }
    if (token == null) {
      token = signIn(credentials.get());
    }
    Metadata headers = new Metadata();
    headers.put(TOKEN, token);
    return bounded.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private String signIn(Credentials user) {
    try {
      return authenticate(user);
    } catch (StatusRuntimeException e) {
      if (!String.valueOf(e.getMessage()).contains("learner")) {
        throw e;
      }
      return elsewhere.apply(this, user);
    }
  }

  String authenticate(Credentials user) {
    return AuthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .authenticate(
            AuthenticateRequest.newBuilder()
                .setNameBytes(ByteString.copyFrom(user.username(), StandardCharsets.UTF_8))
                .setPassword(user.password())
                .build())
        .getToken();
  }

  private static boolean tokenRefused(StatusRuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return e.getStatus().getCode() == Status.Code.UNAUTHENTICATED
        || message.contains("invalid auth token")
        || message.contains("revision in header is old");
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
