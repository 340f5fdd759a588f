package io.etcdmonitor.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A process that we started, with its output in a file. It is ended with this JVM at the latest.
 * Signals go to its own process ID only.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Process process;
  private final Path log;
  private final Thread onExit;

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.onExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /** Starts a command; output and errors are appended to the log. */
  public static ChildProcess start(
      List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new ChildProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Its exit code, once it has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Waits for its end. */
  public boolean ended(Duration atMost) {
    return Await.ended(process, atMost);
  }

  /** Sends a signal by name, for example {@code STOP}; to one that has ended, none. */
  public void signal(String name) {
    if (!alive()) {
      return;
    }
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
      Await.ended(kill, PATIENCE);
    } catch (IOException e) {
      throw new UncheckedIOException("kill cannot be run", e);
    }
  }

  /** Ends it with SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    Await.ended(process, PATIENCE);
    forget();
  }

  /** Asks it to end (SIGTERM), then kills it. */
  @Override
  public void close() {
    process.destroy();
    if (!Await.ended(process, PATIENCE)) {
      process.destroyForcibly();
      Await.ended(process, PATIENCE);
    }
    forget();
  }

  /** Writes lines to its input. */
  public void say(List<String> lines) {
    try {
      for (String line : lines) {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything it printed. */
  public String output() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of what it printed. */
  public String tail(int lines) {
    List<String> all = output().lines().toList();
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // The JVM is going down; the hook itself is what called us, or runs beside us.
      return;
    }
  }
}
