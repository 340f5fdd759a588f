package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TurnsTest {
  private static final int MOST = 128;

  private final CountDownLatch answer = new CountDownLatch(1);

  @Test
  void aKeyTakesOneThreadHoweverManyTasksItHas() throws InterruptedException {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    try (Turns names = new Turns("test", MOST)) {
      hang(names, "slow", 1);
      List<CompletableFuture<Void>> later = new ArrayList<>();
      for (int i = 0; i < 2 * MOST; i++) {
        int number = i;
        later.add(CompletableFuture.runAsync(() -> order.add(number), names.of("slow")));
      }
      // With a thread for each of them there would be none left.
      CompletableFuture.runAsync(() -> {}, names.of("quick")).join();
      assertThat(order).isEmpty();
      assertThat(names.waits("slow")).isFalse();

      answer.countDown();
      CompletableFuture.allOf(later.toArray(CompletableFuture[]::new)).join();
      assertThat(order).hasSize(2 * MOST).isSorted();
    }
  }

  @Test
  void itIsKnownWhichKeyHadNoTurn() throws InterruptedException {
    try (Turns names = new Turns("test", MOST)) {
      hang(names, "hangs", MOST);
      CompletableFuture<Void> waits = CompletableFuture.runAsync(() -> {}, names.of("waits"));
      assertThat(names.waits("waits")).isTrue();
      assertThat(names.waits("hangs0")).isFalse();
      assertThat(names.waits("nobody wants it")).isFalse();

      answer.countDown();
      waits.join();
      assertThat(names.waits("waits")).isFalse();
    }
  }

  @Test
  void itIsKnownWhoseTasksAreNotDone() throws InterruptedException {
    try (Turns names = new Turns("test", MOST)) {
      hang(names, "key", 1);
      Turns.Tasks behind = names.of("key");
      Turns.Tasks idle = names.of("key");
      CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {}, behind);
      assertThat(behind.open()).isTrue();
      assertThat(idle.open()).isFalse();

      answer.countDown();
      done.thenRunAsync(() -> {}, idle).join();
      assertThat(behind.open()).isFalse();
    }
  }

  @Test
  void aTaskThatFailsBadlyHoldsUpNobodyBehindIt() {
    try (Turns names = new Turns("test", 1)) {
      Turns.Tasks tasks = names.of("key");
      tasks.execute(() -> {
        throw new InternalError("unable to create native thread");
      });
      CompletableFuture.runAsync(() -> {}, names.of("key")).join();
      CompletableFuture.runAsync(() -> {}, names.of("key")).join();
      assertThat(tasks.open()).isFalse();
    }
  }

  @Test
  void whatIsRefusedIsNotOpen() {
    Turns names = new Turns("test", MOST);
    names.close();
    Turns.Tasks tasks = names.of("key");
    assertThatThrownBy(() -> tasks.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(tasks.open()).isFalse();
  }

  @Test
  void aTaskThatFailsHoldsNobodyUp() {
    try (Turns names = new Turns("test", MOST)) {
      names
          .of("host")
          .execute(() -> {
            throw new IllegalStateException("a defect");
          });
      assertThat(CompletableFuture.supplyAsync(() -> "next", names.of("host")).join())
          .isEqualTo("next");
    }
  }

  /** Tasks for so many keys begin and do not end. */
  private void hang(Turns names, String host, int count) throws InterruptedException {
    hang(names, host, count, answer);
  }

  static void hang(Turns names, String host, int count, CountDownLatch until)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      hang(names, count == 1 ? host : host + i, until);
    }
  }

  static void hang(Turns names, Object key, CountDownLatch until) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    names
        .of(key)
        .execute(() -> {
          begun.countDown();
          try {
            until.await();
          } catch (InterruptedException e) {
            // Closed.
            Thread.currentThread().interrupt();
          }
        });
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
