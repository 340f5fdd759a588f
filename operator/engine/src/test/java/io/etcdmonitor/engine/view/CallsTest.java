package io.etcdmonitor.engine.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallsTest {
  private static final Duration MOMENT = Duration.ofMillis(1);

  @Test
  void givesRepliesInTheOrderOfTheCallsWhateverCameFirst() {
    CompletableFuture<Reply<String>> slow = new CompletableFuture<>();
    Map<String, CompletableFuture<Reply<String>>> calls = new LinkedHashMap<>();
    calls.put("m2", slow);
    calls.put("m1", CompletableFuture.completedFuture(Reply.ok("quick", MOMENT)));
    Thread.ofVirtual().start(() -> slow.complete(Reply.ok("slow", MOMENT)));

    assertThat(Calls.awaitAll(calls).values())
        .extracting(reply -> reply.value().orElseThrow())
        .containsExactly("slow", "quick");
  }

  @Test
  void aCallThatBreaksIsAReplyThatFailedAndCostsNoOther() {
    Map<String, CompletableFuture<Reply<String>>> calls = new LinkedHashMap<>();
    calls.put("m1", CompletableFuture.failedFuture(new IllegalStateException("a bug")));
    calls.put("m2", CompletableFuture.completedFuture(Reply.ok("here", MOMENT)));

    Map<String, Reply<String>> replies = Calls.awaitAll(calls);

    EtcdFailure failure = replies.get("m1").failure().orElseThrow();
    assertThat(failure.cause()).isEqualTo(FailureCause.OTHER);
    assertThat(failure.message()).contains("a bug");
    assertThat(replies.get("m2").value()).contains("here");
  }

  @Test
  void anAbandonedRunStopsWaiting() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> Calls.await(new CompletableFuture<>()))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void anAbandonedRunIsNotToldThatItsConnectionWasClosed() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() ->
              Calls.await(
                  CompletableFuture.completedFuture(
                      Reply.failed(FailureCause.CLOSED, "closed by us", MOMENT))))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
