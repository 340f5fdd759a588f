package io.etcdmonitor.engine.alert.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.alert.store.AlertStore.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PatientStoreTest {
  private static final Duration MOMENT = Duration.ofMillis(50);

  /** A disk that takes nothing before it is let go. */
  private static class Hanging implements AlertStore {
    private final MemoryStore rows = new MemoryStore();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch written = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public Map<String, String> rows(String table) {
      return rows.rows(table);
    }

    @Override
    public void commit(List<Change> changes) {
      hang();
      rows.commit(changes);
      written.countDown();
    }

    @Override
    public Optional<String> damage() {
      return Optional.empty();
    }

    @Override
    public void close() {
      hang();
      closed.countDown();
    }

    private void hang() {
      try {
        letGo.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final Hanging disk = new Hanging();
  private final PatientStore store = patient(disk, MOMENT);

  private static PatientStore patient(AlertStore disk, Duration patience) {
    return new PatientStore(disk, patience, patience, Thread.ofPlatform().daemon().factory());
  }

  private static List<Change> batch(String text) {
    return List.of(new Change("t", "key", Optional.of(text)));
  }

  @Test
  void aDiskThatHangsCountsAsOneThatCannotBeWritten() throws Exception {
    assertThatThrownBy(() -> store.commit(batch("1")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the disk does not answer");
    assertThat(store.unwritable()).isPresent();
    assertThatThrownBy(() -> store.commit(batch("2")))
        .as("at once, while the first one is under way")
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the disk does not answer");
    disk.letGo.countDown();
    assertThat(disk.written.await(10, TimeUnit.SECONDS)).isTrue();
    boolean kept = false;
    while (!kept) {
      kept = commits("3");
    }
    assertThat(store.unwritable()).isEmpty();
    assertThat(store.rows("t")).isEqualTo(Map.of("key", "3"));
  }

  private boolean commits(String text) {
    return commits(store, text);
  }

  private static boolean commits(PatientStore store, String text) {
    try {
      store.commit(batch(text));
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  @Test
  void theEndDoesNotWaitForADiskThatHangs() {
    store.close();
    assertThatThrownBy(() -> store.commit(batch("1"))).isInstanceOf(StoreException.class);
    disk.letGo.countDown();
  }

  /** Who was told of something since would be told it again after the restart. */
  @Test
  void whatComesLastIsKeptBehindWhatIsUnderWay() throws Exception {
    assertThat(commits("1")).isFalse();
    store.close(batch("2"));
    disk.letGo.countDown();
    assertThat(disk.closed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(disk.rows("t")).isEqualTo(Map.of("key", "2"));
  }

  /** It was waited for at length just before: the Lease, too, is given back in the same 9 s. */
  @Test
  void theEndHardlyWaitsForADiskThatHadAllOfThePatience() {
    Duration patience = Duration.ofSeconds(1);
    PatientStore hung =
        new PatientStore(
            disk, patience, Duration.ofMillis(1), Thread.ofPlatform().daemon().factory());
    assertThat(commits(hung, "1")).isFalse();
    Instant before = Instant.now();
    hung.close(batch("2"));
    assertThat(Duration.between(before, Instant.now())).isLessThan(patience);
    disk.letGo.countDown();
  }

  /** Else all of alerting would stand for seconds at each batch. */
  @Test
  void aDiskThatTookLongIsWaitedForLess() {
    Duration took = Duration.ofMillis(20);
    AtomicInteger batches = new AtomicInteger();
    Hanging second =
        new Hanging() {
          @Override
          public void commit(List<Change> changes) {
            if (batches.getAndIncrement() == 0) {
              LockSupport.parkNanos(took.toNanos());
            } else {
              super.commit(changes);
            }
          }
        };
    PatientStore slow =
        new PatientStore(
            second,
            Duration.ofMinutes(10),
            Duration.ofMillis(1),
            Thread.ofPlatform().daemon().factory());
    slow.commit(batch("1"));
    assertThatThrownBy(() -> slow.commit(batch("2"))).isInstanceOf(StoreException.class);
    second.letGo.countDown();
    boolean kept = false;
    while (!kept) {
      kept = commits(slow, "3");
    }
    assertThat(slow.unwritable()).isEmpty();
  }

  /** As a request of somebody while the process ends: the last commit comes right after it. */
  @Test
  void whoIsInterruptedWaitsForTheirBatch() {
    PatientStore patient = patient(disk, Duration.ofSeconds(10));
    Thread tester = Thread.currentThread();
    tester.interrupt();
    Thread.ofVirtual()
        .start(() -> {
          while (tester.isInterrupted()) {
            Thread.onSpinWait();
          }
          disk.letGo.countDown();
        });
    patient.commit(batch("1"));
    assertThat(Thread.interrupted()).isTrue();
    patient.commit(batch("2"));
    assertThat(patient.rows("t")).isEqualTo(Map.of("key", "2"));
  }

  /** Else what waits to be sent would be under way for ever. */
  @Test
  void whereNoThreadIsToBeHadTheBatchIsNotWritten() {
    disk.letGo.countDown();
    AtomicInteger asked = new AtomicInteger();
    PatientStore poor =
        new PatientStore(
            disk,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            work -> {
              if (asked.getAndIncrement() == 0) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return Thread.ofPlatform().daemon().unstarted(work);
            });
    assertThatThrownBy(() -> poor.commit(batch("1")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("unable to create native thread");
    poor.commit(batch("2"));
    assertThat(poor.rows("t")).isEqualTo(Map.of("key", "2"));
  }

  @Test
  void itIsClosedOnceHoweverOftenItIsTold() {
    disk.letGo.countDown();
    store.close();
    store.close();
    assertThatThrownBy(() -> store.commit(batch("1"))).hasMessage("The alert state is closed");
  }

  @Test
  void whatTheDiskSaysIsTold() {
    AlertStore full =
        new AlertStore() {
          @Override
          public Map<String, String> rows(String table) {
            return Map.of();
          }

          @Override
          public void commit(List<Change> changes) {
            throw new StoreException("no space left", null);
          }

          @Override
          public Optional<String> damage() {
            return Optional.of("it was damaged");
          }

          @Override
          public Optional<String> unwritable() {
            return Optional.of("it is full");
          }

          @Override
          public void close() {}
        };
    PatientStore patient = patient(full, Duration.ofSeconds(10));
    assertThatThrownBy(() -> patient.commit(batch("1"))).hasMessage("no space left");
    assertThat(patient.unwritable()).contains("it is full");
    assertThat(patient.damage()).contains("it was damaged");
  }
}
