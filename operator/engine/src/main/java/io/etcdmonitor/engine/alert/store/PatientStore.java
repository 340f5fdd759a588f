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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that nobody waits for longer than a moment. A disk that hangs (a volume that went away, a
 * node whose disk is worn out) neither fails nor succeeds, and all of alerting would wait for it. A
 * batch that is not kept in time counts as not written: while it is under way all others fail at
 * once, and what comes after it comes to the disk after it.
 */
public final class PatientStore implements AlertStore {
  private static final Logger log = LoggerFactory.getLogger(PatientStore.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AlertStore disk;
  private final Duration patience;
  private final Optional<String> damage;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("alert-state").daemon().factory());

  private Optional<Future<?>> underWay = Optional.empty();
  private Optional<String> unwritable;

  /** With a patience of 5 s. */
  public PatientStore(AlertStore disk) {
    this(disk, PATIENCE);
  }

  PatientStore(AlertStore disk, Duration patience) {
    this.disk = disk;
    this.patience = patience;
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
    try {
      await(writer.submit(() -> disk.commit(changes)));
    } catch (RejectedExecutionException e) {
      throw new StoreException("The alert state is closed", e);
    }
  }

  private void await(Future<?> batch) {
    underWay = Optional.of(batch);
    try {
      batch.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      unwritable = disk.unwritable();
    } catch (ExecutionException e) {
      unwritable = disk.unwritable();
      throw e.getCause() instanceof StoreException known
          ? known
          : new StoreException("The alert state cannot be written: " + e.getCause(), e);
    } catch (TimeoutException e) {
      unwritable =
          Optional.of(
              "The alert state cannot be written: the disk does not answer within %d s; check it. What was not written is kept in memory and tried again, and does not survive a restart"
                  .formatted(patience.toSeconds()));
      throw new StoreException(unwritable.get(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("Nobody waits for the alert state to be written any more", e);
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

  @Override
  public void close() {
    writer.execute(disk::close);
    writer.shutdown();
    try {
      if (!writer.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("The disk does not answer: what was not written of the alert state is lost");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
