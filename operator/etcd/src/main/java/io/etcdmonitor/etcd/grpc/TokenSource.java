package io.etcdmonitor.etcd.grpc;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.AuthenticateResponse;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One cluster's auth token. A token is assigned through raft and so known to every member; each
 * member is asked for one at most once at a time, because signing in costs the server a bcrypt
 * hash. Learners do not serve Authenticate (3.4 to 3.6): for them another member is asked. Neither
 * password nor token leaves here for a link that {@link SecretRoutes} refuses.
 */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks and closing: nobody waits for them
final class TokenSource {
  /**
   * Wrong passwords are not tried again for this long: each try costs the server some 85 ms of CPU.
   */
  private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofSeconds(10);

  /** Signed ones (JWT) have some hundred characters. */
  private static final int LONGEST_TOKEN = 8 << 10;

  /** A token; empty when authentication is off. Compared by identity. */
  static final class Token {
    static final Token NONE = new Token(Optional.empty());
    private final Optional<String> value;

    Token(Optional<String> value) {
      this.value = value;
    }

    Optional<String> value() {
      return value;
    }
  }

  private record Refusal(EtcdFailure failure, long untilNanos) {}

  private final Optional<Credentials> credentials;
  private final SecretRoutes routes;
  private final Function<Link, List<Link>> others;
  private final Waits waits;
  private final Map<Link, CompletableFuture<Outcome<Token>>> flights = new ConcurrentHashMap<>();
  private volatile Token current;
  private volatile Refusal refusal;

  /**
   * @param others the links of other members, to sign in when one is a learner
   */
  TokenSource(
      Optional<Credentials> credentials,
      SecretRoutes routes,
      Function<Link, List<Link>> others,
      Waits waits) {
    this.waits = waits;
    this.credentials = credentials;
    this.routes = routes;
    this.others = others;
  }

  /**
   * The token to use on a link; signs in there if there is none. Ends by the deadline ({@code
   * nanoTime}).
   */
  CompletableFuture<Outcome<Token>> get(Link link, long deadline) {
    if (credentials.isEmpty()) {
      return CompletableFuture.completedFuture(Outcome.ok(Token.NONE));
    }
    Optional<EtcdFailure> plain = routes.refusal(link.endpoint());
    if (plain.isPresent()) {
      return CompletableFuture.completedFuture(Outcome.failed(plain.get()));
    }
    Token known = current;
    if (known != null) {
      return CompletableFuture.completedFuture(Outcome.ok(known));
    }
    Refusal refused = refusal;
    if (refused != null && System.nanoTime() - refused.untilNanos() < 0) {
      return CompletableFuture.completedFuture(new Outcome<>(null, refused.failure(), true));
    }
    return join(link, deadline);
  }

  private CompletableFuture<Outcome<Token>> join(Link link, long deadline) {
    CompletableFuture<Outcome<Token>> mine = new CompletableFuture<>();
    CompletableFuture<Outcome<Token>> running = flights.putIfAbsent(link, mine);
    if (running != null) {
      return running;
    }
    signIn(link, deadline)
        .thenCompose(outcome ->
            outcome.failedWith(FailureCause.LEARNER)
                ? elsewhere(openLinks(link), 0, deadline, outcome)
                : CompletableFuture.completedFuture(outcome))
        .whenComplete((outcome, bug) -> {
          remember(outcome);
          flights.remove(link, mine);
          if (bug == null) {
            mine.complete(outcome);
          } else {
            mine.completeExceptionally(bug);
          }
        });
    return mine;
  }

  private void remember(Outcome<Token> outcome) {
    if (outcome == null) {
      return;
    }
    if (outcome.ok()) {
      current = outcome.value();
      refusal = null;
    } else if (outcome.failedWith(FailureCause.CREDENTIALS_INVALID)) {
      refusal = new Refusal(outcome.failure(), System.nanoTime() + PAUSE_AFTER_REFUSAL.toNanos());
    }
  }

  /** A server did not accept this token: the next call signs in again. */
  void refused(Token token) {
    synchronized (this) {
      if (current == token) {
        current = null;
      }
    }
  }

  /** The next call signs in again, whatever token is in use. */
  void forget() {
    synchronized (this) {
      current = null;
    }
  }

  private List<Link> openLinks(Link not) {
    return others.apply(not).stream()
        .filter(link -> routes.refusal(link.endpoint()).isEmpty())
        .toList();
  }

  private CompletableFuture<Outcome<Token>> elsewhere(
      List<Link> links, int index, long deadline, Outcome<Token> last) {
    if (index == links.size()) {
      return CompletableFuture.completedFuture(last);
    }
    long now = System.nanoTime();
    long until = now + (deadline - now) / (links.size() - index);
    return signIn(links.get(index), until)
        .thenCompose(outcome ->
            outcome.ok() || outcome.failedWith(FailureCause.CREDENTIALS_INVALID)
                ? CompletableFuture.completedFuture(outcome)
                : elsewhere(links, index + 1, deadline, outcome));
  }

  private CompletableFuture<Outcome<Token>> signIn(Link link, long deadline) {
    Credentials user = credentials.orElseThrow();
    AuthenticateRequest request =
        AuthenticateRequest.newBuilder()
            .setName(user.username())
            .setPassword(user.password())
            .build();
    UnaryRpc<AuthenticateRequest, AuthenticateResponse, Token> rpc =
        UnaryRpc.small(
            AuthGrpc.getAuthenticateMethod(),
            request,
            answer -> new Token(Optional.of(sendable(answer.getToken()))));
    long left = Math.max(1, deadline - System.nanoTime());
    return PatientCalls.start(rpc, link, link.channel(), left, waits)
        .handle(
            (token, error) -> error == null ? Outcome.ok(token) : failure(error, link, user, left));
  }

  /**
   * It goes into a header of every call. gRPC leaves one out that no header can hold, and writes it
   * to the log instead, number by number, each time.
   */
  private static String sendable(String token) {
    if (token.length() > LONGEST_TOKEN || token.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException("the token that it gave cannot be sent in a header");
    }
    return token;
  }

  private static Outcome<Token> failure(
      Throwable error, Link link, Credentials user, long waitedNanos) {
    Status status = Status.fromThrowable(error);
    String words = String.valueOf(status.getDescription());
    if (words.contains("authentication is not enabled")) {
      return Outcome.ok(new Token(Optional.empty()));
    }
    Outcome<Token> plain =
        RpcFailures.of(
            status,
            new RpcFailures.Site(
                link.endpoint(), "Authenticate", Duration.ofNanos(waitedNanos), link.progress()));
    if (plain.failedWith(FailureCause.TIMEOUT)) {
      return new Outcome<>(
          null,
          new EtcdFailure(
              FailureCause.TIMEOUT,
              link.endpoint()
                  + ": cannot sign in as "
                  + user.username()
                  + ", no answer within "
                  + Duration.ofNanos(waitedNanos).toMillis()
                  + " ms (signing in needs quorum)"),
          plain.answered());
    }
    return plain;
  }
}
