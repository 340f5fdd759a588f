package io.etcdmonitor.toolkit.ops;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.grpc.ToolConnection;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * Makes unary calls: to the endpoint that last worked, and to the next one where repeating is
 * honest. A write is repeated only when it cannot have reached a server.
 */
final class Calls {
  /** Nothing was sent: the call may be made elsewhere, whatever it is. */
  private static final Set<FailureCause> NOT_SENT =
      EnumSet.of(
          FailureCause.DNS_FAILURE,
          FailureCause.CONNECTION_REFUSED,
          FailureCause.CONNECT_TIMEOUT,
          FailureCause.TLS_UNTRUSTED,
          FailureCause.TLS_NAME_MISMATCH,
          FailureCause.TLS_EXPIRED,
          FailureCause.TLS_HANDSHAKE_FAILED,
          FailureCause.PLAIN_TEXT_REFUSED,
          FailureCause.NOT_ETCD,
          FailureCause.LEARNER);

  /** A read may be made elsewhere then, too. */
  private static final Set<FailureCause> READ_AGAIN =
      EnumSet.of(FailureCause.CONNECTION_CLOSED, FailureCause.NO_LEADER);

  /** A request was sent, and what became of it nobody said. */
  private static final Set<FailureCause> UNANSWERED =
      EnumSet.of(FailureCause.TIMEOUT, FailureCause.CONNECTION_CLOSED);

  private final ToolConnection connection;
  private final List<Endpoint> endpoints;
  private final Duration timeout;
  private volatile int preferred;

  Calls(ToolConnection connection, List<Endpoint> endpoints, Duration timeout) {
    this.connection = connection;
    this.endpoints = List.copyOf(endpoints);
    this.timeout = timeout;
  }

  ToolConnection connection() {
    return connection;
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  Duration timeout() {
    return timeout;
  }

  /** The endpoint that last worked. */
  Endpoint preferred() {
    return endpoints.get(preferred);
  }

  /**
   * An endpoint that answers now, found by asking for its status; the preferred one when none does.
   */
  Endpoint working() {
    if (endpoints.size() > 1) {
      try {
        read(MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance());
      } catch (EtcdException e) {
        return preferred();
      }
    }
    return preferred();
  }

  /** Makes the next endpoint the preferred one, for streams that broke. */
  void leave(Endpoint endpoint) {
    if (preferred().equals(endpoint)) {
      preferred = (preferred + 1) % endpoints.size();
    }
  }

  /** A call that changes nothing. */
  <Q, A> A read(MethodDescriptor<Q, A> method, Q request) {
    return anywhere(method, request, true);
  }

  /** A call that must not be made twice. */
  <Q, A> A write(MethodDescriptor<Q, A> method, Q request) {
    return anywhere(method, request, false);
  }

  private <Q, A> A anywhere(MethodDescriptor<Q, A> method, Q request, boolean read) {
    long end = System.nanoTime() + timeout.toNanos();
    EtcdException first = null;
    int index = preferred;
    for (int tried = 0; tried < endpoints.size(); tried++) {
      try {
        if (tried + 1 < endpoints.size()) {
          refuseSilent(endpoints.get(index), left(end));
        }
        A answer =
            read
                ? at(endpoints.get(index), method, request, left(end))
                : written(endpoints.get(index), method, request, left(end));
        preferred = index;
        return answer;
      } catch (EtcdException e) {
        first = first == null ? e : first;
        if (e.kind().unreachable() || e.kind() == FailureCause.NO_LEADER) {
          // A write that may not be repeated must not meet the same dead endpoint the next time.
          leave(endpoints.get(index));
        }
        boolean again = NOT_SENT.contains(e.kind()) || (read && READ_AGAIN.contains(e.kind()));
        if (!again || end - System.nanoTime() <= 0) {
          throw again ? first : e;
        }
        index = (index + 1) % endpoints.size();
      }
    }
    throw first;
  }

  private <Q, A> A written(
      Endpoint endpoint, MethodDescriptor<Q, A> method, Q request, Duration limit) {
    try {
      return at(endpoint, method, request, limit);
    } catch (EtcdException e) {
      if (!UNANSWERED.contains(e.kind())) {
        throw e;
      }
      String message = e.getMessage() + "; whether it was done is not known";
      throw new EtcdException(new EtcdFailure(e.kind(), message), e.words(), e.getCause());
    }
  }

  /** A frozen server would take all the time there is; nothing was sent to it. */
  private void refuseSilent(Endpoint endpoint, Duration limit) {
    Optional<EtcdFailure> silence = connection.silence(endpoint, limit);
    if (silence.isPresent()) {
      throw new EtcdException(silence.get().cause(), silence.get().message());
    }
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
  }

  /** A call to one endpoint, within the command timeout. */
  <Q, A> A at(Endpoint endpoint, MethodDescriptor<Q, A> method, Q request) {
    return at(endpoint, method, request, timeout);
  }

  /** A call to one endpoint. */
  <Q, A> A at(Endpoint endpoint, MethodDescriptor<Q, A> method, Q request, Duration limit) {
    return over(connection.channel(endpoint), endpoint, method, request, limit);
  }

  /** One that carries no token: who signs in needs a majority of the members. */
  <Q, A> A unsigned(Endpoint endpoint, MethodDescriptor<Q, A> method, Q request, Duration limit) {
    return over(connection.unsigned(endpoint), endpoint, method, request, limit);
  }

  private <Q, A> A over(
      Channel channel,
      Endpoint endpoint,
      MethodDescriptor<Q, A> method,
      Q request,
      Duration limit) {
    long start = System.nanoTime();
    try {
      return Unary.call(channel, method, request, limit);
    } catch (StatusRuntimeException e) {
      throw failed(endpoint, method, e, Duration.ofNanos(System.nanoTime() - start));
    } catch (RejectedExecutionException e) {
      // It was closed between two steps of this call; gRPC has no status for that.
      throw new EtcdException(
          new EtcdFailure(FailureCause.CLOSED, endpoint + ": the connection was closed by us"),
          "",
          e);
    }
  }

  EtcdException failed(
      Endpoint endpoint, MethodDescriptor<?, ?> method, Throwable error, Duration waited) {
    EtcdFailure failure =
        connection.failure(endpoint, String.valueOf(method.getBareMethodName()), error, waited);
    String words = Status.fromThrowable(error).getDescription();
    return new EtcdException(
        failure, words != null && words.startsWith("etcd") ? words : "", error);
  }
}
