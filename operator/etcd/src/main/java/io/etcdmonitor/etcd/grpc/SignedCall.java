package io.etcdmonitor.etcd.grpc;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A call that waits for the auth token without blocking anybody, and is made once more with a new
 * token when the server refuses the old one before it has answered anything. Calls to which the
 * client sends several messages are not repeated: their users resume them.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the listener is told
final class SignedCall<Q, A> extends ClientCall<Q, A> {
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  /** For calls without a deadline of their own. */
  private static final Duration SIGN_IN_LIMIT = Duration.ofSeconds(30);

  private final Link link;
  private final TokenSource tokens;
  private final MethodDescriptor<Q, A> method;
  private final CallOptions options;
  private final Object lock = new Object();
  private final Queue<Consumer<ClientCall<Q, A>>> waiting = new ArrayDeque<>();
  private volatile ClientCall<Q, A> delegate;
  private Listener<A> listener;
  private Metadata headers;
  private Q message;
  private int requested;
  private boolean halfClosed;
  private boolean repeated;
  private boolean starting;
  private boolean ended;

  SignedCall(Link link, TokenSource tokens, MethodDescriptor<Q, A> method, CallOptions options) {
    this.link = link;
    this.tokens = tokens;
    this.method = method;
    this.options = options;
  }

  @Override
  public void start(Listener<A> toListener, Metadata withHeaders) {
    listener = toListener;
    headers = withHeaders;
    begin();
  }

  private void begin() {
    long left =
        options.getDeadline() == null
            ? SIGN_IN_LIMIT.toNanos()
            : options.getDeadline().timeRemaining(TimeUnit.NANOSECONDS);
    tokens
        .get(link, System.nanoTime() + left)
        .whenComplete((outcome, bug) -> {
          if (bug != null) {
            end(Status.INTERNAL.withDescription("cannot sign in: " + bug).withCause(bug));
          } else if (outcome.ok()) {
            begin(outcome.value());
          } else {
            SignInException why = new SignInException(outcome.failure());
            Status status = outcome.answered() ? Status.UNAUTHENTICATED : Status.UNAVAILABLE;
            end(status.withDescription(why.getMessage()).withCause(why));
          }
        });
  }

  private void begin(TokenSource.Token token) {
    Metadata signed = new Metadata();
    signed.merge(headers);
    token.value().ifPresent(value -> signed.put(TOKEN, value));
    synchronized (lock) {
      if (ended) {
        return;
      }
      starting = true;
    }
    ClientCall<Q, A> call = link.channel().newCall(method, options);
    call.start(new Answers(listener, token), signed);
    while (!caughtUp(call)) {
      // Without the lock: gRPC runs callbacks inline.
      Consumer<ClientCall<Q, A>> action;
      synchronized (lock) {
        action = waiting.remove();
      }
      action.accept(call);
    }
  }

  private boolean caughtUp(ClientCall<Q, A> call) {
    synchronized (lock) {
      if (waiting.isEmpty()) {
        delegate = call;
        starting = false;
        return true;
      }
      return false;
    }
  }

  private void end(Status status) {
    synchronized (lock) {
      if (ended) {
        return;
      }
      ended = true;
      waiting.clear();
    }
    // Blocking stubs wait for work on an executor of their own, and would sleep on otherwise.
    Executor executor = options.getExecutor();
    if (executor == null) {
      listener.onClose(status, new Metadata());
    } else {
      executor.execute(() -> listener.onClose(status, new Metadata()));
    }
  }

  private void perform(Consumer<ClientCall<Q, A>> action) {
    ClientCall<Q, A> running = delegate;
    if (running == null) {
      synchronized (lock) {
        running = delegate;
        if (running == null) {
          waiting.add(action);
          return;
        }
      }
    }
    action.accept(running);
  }

  @Override
  public void request(int count) {
    if (method.getType().clientSendsOneMessage()) {
      synchronized (lock) {
        requested += count;
      }
    }
    perform(call -> call.request(count));
  }

  @Override
  public void sendMessage(Q toSend) {
    message = toSend;
    perform(call -> call.sendMessage(toSend));
  }

  @Override
  public void halfClose() {
    halfClosed = true;
    perform(call -> call.halfClose());
  }

  @Override
  public void cancel(String why, Throwable cause) {
    boolean begun;
    synchronized (lock) {
      begun = starting || delegate != null;
    }
    if (begun) {
      perform(call -> call.cancel(why, cause));
    } else {
      end(Status.CANCELLED.withDescription(why).withCause(cause));
    }
  }

  @Override
  public boolean isReady() {
    ClientCall<Q, A> running = delegate;
    return running != null && running.isReady();
  }

  @Override
  public void setMessageCompression(boolean enabled) {
    perform(call -> call.setMessageCompression(enabled));
  }

  @Override
  public Attributes getAttributes() {
    ClientCall<Q, A> running = delegate;
    return running == null ? Attributes.EMPTY : running.getAttributes();
  }

  /** Makes the call again with a new token; false when it cannot be. */
  private boolean again(TokenSource.Token refused) {
    synchronized (lock) {
      if (repeated || starting || !halfClosed || !method.getType().clientSendsOneMessage()) {
        return false;
      }
      repeated = true;
      delegate = null;
      int answers = requested;
      waiting.add(call -> call.request(answers));
      waiting.add(call -> call.sendMessage(message));
      waiting.add(call -> call.halfClose());
    }
    tokens.refused(refused);
    begin();
    return true;
  }

  private final class Answers extends SimpleForwardingClientCallListener<A> {
    private final TokenSource.Token token;
    private boolean answered;

    Answers(Listener<A> to, TokenSource.Token token) {
      super(to);
      this.token = token;
    }

    @Override
    public void onMessage(A answer) {
      answered = true;
      link.answered();
      super.onMessage(answer);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      ToolChannel.note(link, method, status);
      if (!status.isOk() && RpcFailures.tokenRefused(status)) {
        if (!answered && again(token)) {
          return;
        }
        tokens.refused(token);
      }
      super.onClose(status, trailers);
    }
  }
}
