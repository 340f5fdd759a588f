package io.etcdmonitor.engine.alert.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that nobody waits for longer than a moment. A disk that hangs (a volume that went away, a
 * node whose disk is worn out) neither fails nor succeeds, and all of alerting would wait for it. A
 * batch that is not kept in time counts as not written: while it is under way all others fail at
 * once, and what comes after it comes to the disk after it. A disk that took long once is waited
 * for less, until it is quick again: else one that takes seconds for each batch would hold up all
 * of alerting with each.
 */
public final class PatientStore implements AlertStore {
  private static final Logger log = LoggerFactory.getLogger(PatientStore.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration QUICK = Duration.ofSeconds(1);

  /** The process has 9 s to end, and must give back its Lease in them, too. */
  private static final Duration LAST_BATCH = Duration.ofSeconds(3);

  private final AlertStore disk;
  private final Duration patience;
  private final Duration quick;
  private final Optional<String> damage;
  private final ExecutorService writer;

  private Optional<Future<?>> underWay = Optional.empty();
  private Optional<String> unwritable;
  private boolean slow;
  private boolean hangs;

  /** With a patience of 5 s, and of 1 s for a disk that took longer than that. */
  public PatientStore(AlertStore disk) {
    this(disk, PATIENCE, QUICK, Thread.ofPlatform().name("alert-state").daemon().factory());
  }

  PatientStore(AlertStore disk, Duration patience, Duration quick, ThreadFactory threads) {
    this.disk = disk;
    this.patience = patience;
    this.quick = quick;
    this.writer = Executors.newSingleThreadExecutor(threads);
    this.damage = disk.damage();
    this.unwritable = disk.unwritable();
  }

  /** Not for when the disk may hang: it is waited for. */
  @Override
  public Map<String, String> rows(String table) {
    return disk.rows(table);
  }

  @Override
  public synchronized void commit(List<Change> changes) {
    if (underWay.filter(batch -> !batch.isDone()).isPresent()) {
      throw new StoreException(unwritable.orElse(""), null);
    }
    await(submit(changes));
  }

  private Future<?> submit(List<Change> changes) {
    try {
      return writer.submit(() -> disk.commit(changes));
    } catch (RejectedExecutionException e) {
      throw new StoreException("The alert state is closed", e);
    } catch (Error e) {
      // No thread to be had for a moment: as a disk that cannot be written.
      throw new StoreException("The alert state cannot be written: " + e, e);
    }
  }

  private void await(Future<?> batch) {
    underWay = Optional.of(batch);
    hangs = false;
    Duration most = slow ? quick : patience;
    try {
      get(batch, most);
      unwritable = disk.unwritable();
    } catch (ExecutionException e) {
      unwritable = disk.unwritable();
      throw e.getCause() instanceof StoreException known
          ? known
          : new StoreException("The alert state cannot be written: " + e.getCause(), e);
    } catch (TimeoutException e) {
      hangs = most.equals(patience);
      unwritable =
          Optional.of(
              "The alert state cannot be written: the disk does not answer within %d s; check it. What was not written is kept in memory and tried again, and does not survive a restart"
                  .formatted(most.toSeconds()));
      throw new StoreException(unwritable.get(), e);
    }
  }

  private void get(Future<?> batch, Duration most) throws ExecutionException, TimeoutException {
    try {
      within(quick, batch);
      slow = false;
    } catch (TimeoutException e) {
      slow = true;
      within(most.minus(quick), batch);
    }
  }

  /** Who is interrupted waits all the same: the batch would count as lost, and block the next. */
  private void within(Duration time, Future<?> batch) throws ExecutionException, TimeoutException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          batch.get(time.toMillis(), TimeUnit.MILLISECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public Optional<String> damage() {
    return damage;
  }

  @Override
  public synchronized Optional<String> unwritable() {
    return unwritable;
  }

  /** Whoever waited for a batch for all of our patience has used most of the 9 s already. */
  private Duration lastBatch() {
    boolean stillHangs = hangs && underWay.filter(batch -> !batch.isDone()).isPresent();
    return stillHangs ? quick : LAST_BATCH;
  }

  @Override
  public void close() {
    close(List.of());
  }

  @Override
  public synchronized void close(List<Change> last) {
    if (writer.isShutdown()) {
      return;
    }
    writer.execute(() -> {
      try {
        disk.close(last);
      } catch (RuntimeException e) {
        log.error("What came last of the alert state is lost", e);
      }
    });
    writer.shutdown();
    Duration most = patience.compareTo(lastBatch()) < 0 ? patience : lastBatch();
    try {
      if (!writer.awaitTermination(most.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn(
            "The disk does not answer: what was not written of the alert state may be lost, and some be told again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
