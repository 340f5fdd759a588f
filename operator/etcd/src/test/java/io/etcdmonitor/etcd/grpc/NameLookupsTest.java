package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NameLookupsTest {
  private final CountDownLatch answer = new CountDownLatch(1);

  @Test
  void aHostTakesOneThreadHoweverManyAsk() throws InterruptedException {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    try (NameLookups names = new NameLookups()) {
      hang(names, "slow", 1);
      List<CompletableFuture<Void>> later = new ArrayList<>();
      for (int i = 0; i < 2 * NameLookups.MOST; i++) {
        int number = i;
        later.add(CompletableFuture.runAsync(() -> order.add(number), names.of("slow")));
      }
      // With a thread for each of them there would be none left.
      CompletableFuture.runAsync(() -> {}, names.of("quick")).join();
      assertThat(order).isEmpty();
      assertThat(names.unasked("slow")).isFalse();

      answer.countDown();
      CompletableFuture.allOf(later.toArray(CompletableFuture[]::new)).join();
      assertThat(order).hasSize(2 * NameLookups.MOST).isSorted();
    }
  }

  @Test
  void itIsKnownWhichHostHadNoTurn() throws InterruptedException {
    try (NameLookups names = new NameLookups()) {
      hang(names, "hangs", NameLookups.MOST);
      CompletableFuture<Void> waits = CompletableFuture.runAsync(() -> {}, names.of("waits"));
      assertThat(names.unasked("waits")).isTrue();
      assertThat(names.unasked("hangs0")).isFalse();
      assertThat(names.unasked("nobody wants it")).isFalse();

      answer.countDown();
      waits.join();
      assertThat(names.unasked("waits")).isFalse();
    }
  }

  @Test
  void aTaskThatFailsHoldsNobodyUp() {
    try (NameLookups names = new NameLookups()) {
      names
          .of("host")
          .execute(() -> {
            throw new IllegalStateException("a defect");
          });
      assertThat(CompletableFuture.supplyAsync(() -> "next", names.of("host")).join())
          .isEqualTo("next");
    }
  }

  /** Look-ups of so many hosts begin and do not end. */
  private void hang(NameLookups names, String host, int count) throws InterruptedException {
    hang(names, host, count, answer);
  }

  static void hang(NameLookups names, String host, int count, CountDownLatch until)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      names
          .of(count == 1 ? host : host + i)
          .execute(() -> {
            begun.countDown();
            try {
              until.await();
            } catch (InterruptedException e) {
              // Closed.
              Thread.currentThread().interrupt();
            }
          });
    }
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
