package io.etcdmonitor.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ShutdownTest {
  private final List<Integer> halted = new ArrayList<>();

  @Test
  void aCommandThatListensEndsWithItsOwnCode() throws InterruptedException {
    Shutdown shutdown = shutdown();
    shutdown.listen();
    Thread command =
        Thread.ofPlatform()
            .start(() -> {
              shutdown.await();
              shutdown.finished(3);
            });
    shutdown.onSignal();
    command.join();

    assertThat(halted).containsExactly(3);
    assertThat(Thread.interrupted()).as("it was told another way").isFalse();
  }

  @Test
  void aCommandThatListensAndDoesNotEndLeavesTheSignalsCode() {
    Shutdown shutdown = new Shutdown(Duration.ofMillis(1), Duration.ofHours(1), halted::add);
    shutdown.listen();
    shutdown.onSignal();

    assertThat(shutdown.isRequested()).isTrue();
    assertThat(halted).isEmpty();
  }

  @Test
  void aCommandThatDoesNotListenIsInterruptedAndLeavesTheSignalsCode() throws InterruptedException {
    // The thread that makes it is the one that runs the command.
    Shutdown shutdown = shutdown();
    Thread signal = Thread.ofPlatform().start(shutdown::onSignal);
    boolean interrupted = false;
    try {
      signal.join();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    shutdown.finished(ExitCode.OK.code());
    signal.join();

    assertThat(interrupted).isTrue();
    assertThat(halted).isEmpty();
  }

  /** A pipe of standard error that is full: the log's thread holds the stream. */
  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void itEndsAlsoWhereNobodyTakesWhatWasWritten() {
    Shutdown shutdown =
        new Shutdown(
            Duration.ofHours(1), Duration.ofHours(1), halted::add, () -> {}, ShutdownTest::hang);
    shutdown.listen();
    Thread.ofPlatform()
        .daemon(true)
        .start(() -> {
          shutdown.await();
          shutdown.finished(3);
        });
    shutdown.onSignal();

    assertThat(halted).containsExactly(3);
  }

  @Test
  void whatHasEndedAlreadyIsLeftAlone() {
    Shutdown shutdown = shutdown();
    shutdown.finished(1);
    shutdown.onSignal();

    assertThat(halted).isEmpty();
    assertThat(Thread.interrupted()).isFalse();
  }

  private static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Shutdown shutdown() {
    return new Shutdown(Duration.ofHours(1), Duration.ofHours(1), halted::add);
  }
}
