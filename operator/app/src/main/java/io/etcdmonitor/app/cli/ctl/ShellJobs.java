package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.app.cli.Command;
import io.etcdmonitor.app.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jline.reader.LineReader;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Watches that run beside the prompt; what they print appears above it. */
final class ShellJobs implements AutoCloseable {
  private record Job(String line, Thread thread) {}

  private final CtlHost host;
  private final LineReader reader;
  private final Map<Integer, Job> jobs = new TreeMap<>();
  private int last;

  ShellJobs(CtlHost host, LineReader reader) {
    this.host = host;
    this.reader = reader;
  }

  /** Starts a watch; what to tell. */
  synchronized String start(String line, ParseResult parsed) {
    int number = ++last;
    Terminal shell = host.terminal();
    PrintStream above = new PrintStream(new Above(number), true, StandardCharsets.UTF_8);
    CtlHost beside =
        new CtlHost(
            new Terminal(above, above, shell.environment(), true),
            host.in(),
            host.clusters(),
            host.secrets(),
            Optional.of(host.shared().orElseThrow()));
    Command watch = WatchCommand.watch(beside);
    ParseResult again =
        new CommandLine(watch.spec())
            .parseArgs(parsed.originalArgs().stream().skip(skipped(parsed)).toArray(String[]::new));
    Thread thread =
        Thread.ofVirtual()
            .name("watch-" + number)
            .start(() -> {
              watch.run(again);
              ended(number);
            });
    jobs.put(number, new Job(line, thread));
    return "[" + number + "] " + line;
  }

  private static int skipped(ParseResult parsed) {
    return parsed.originalArgs().indexOf("watch") + 1;
  }

  private synchronized void ended(int number) {
    jobs.remove(number);
  }

  /** Those that run. */
  synchronized List<String> list() {
    List<String> lines = new ArrayList<>();
    jobs.forEach((number, job) -> lines.add("[" + number + "] " + job.line()));
    return lines;
  }

  /** Ends one; what to tell. */
  synchronized String stop(String text) {
    Optional<Integer> number =
        jobs.keySet().stream().filter(n -> Integer.toString(n).equals(text)).findFirst();
    if (number.isEmpty()) {
      return "no watch has the number '" + text + "': 'jobs' shows those that there are";
    }
    Job job = jobs.remove(number.get());
    job.thread().interrupt();
    return "[" + number.get() + "] stopped";
  }

  @Override
  public synchronized void close() {
    jobs.values().forEach(job -> job.thread().interrupt());
    jobs.clear();
  }

  /** Prints whole lines above the prompt. */
  private final class Above extends ByteArrayOutputStream {
    private final int number;

    Above(int number) {
      this.number = number;
    }

    @Override
    public synchronized void flush() {
      String text = toString(StandardCharsets.UTF_8);
      int end = text.lastIndexOf('\n');
      if (end >= 0) {
        reset();
        writeBytes(text.substring(end + 1).getBytes(StandardCharsets.UTF_8));
        text.substring(0, end)
            .lines()
            .forEach(line -> reader.printAbove("[" + number + "] " + line));
      }
    }
  }
}
