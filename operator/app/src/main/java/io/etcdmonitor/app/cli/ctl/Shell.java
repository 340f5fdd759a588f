package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.app.cli.Command;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.toolkit.ops.Endpoints;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Reads lines and runs them until the end of input. */
final class Shell implements AutoCloseable {
  /** What it knows beside the commands. */
  static final Set<String> OWN = Set.of("exit", "quit", "help", "jobs", "stop");

  /** Before the first prompt connections are made, with TLS, and somebody signs in. */
  private static final Duration AT_FIRST = Duration.ofSeconds(3);

  private static final Duration WHILE_TYPING = Duration.ofMillis(700);

  private final org.jline.terminal.Terminal console;
  private final EtcdOperations operations;
  private final LineReader reader;
  private final CtlHost host;
  private final ShellJobs jobs;
  private final PrintStream out;
  private Duration patience = AT_FIRST;

  Shell(
      org.jline.terminal.Terminal console,
      EtcdOperations operations,
      Map<String, String> environment,
      Path history,
      ConnectionFlags.Clusters clusters) {
    this.console = console;
    this.operations = operations;
    this.out = new PrintStream(console.output(), true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(out, out, environment, true);
    this.reader =
        LineReaderBuilder.builder()
            .terminal(console)
            .appName("etcd-monitor")
            // A backslash is a character like others to Words: one that completion adds would be
            // part of a key.
            .parser(new DefaultParser().escapeChars(null))
            .history(new DiscreetHistory(() -> root().getCommandSpec()))
            .completer(
                new ShellCompleter(() -> root().getCommandSpec(), new ShellNames(operations)))
            .variable(LineReader.HISTORY_FILE, history)
            .variable(LineReader.HISTORY_SIZE, 1_000)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    this.host = new CtlHost(terminal, new Lines(), clusters, this::secret, Optional.of(operations));
    this.jobs = new ShellJobs(host, reader);
  }

  /** Where commands read from: the same lines as the shell. */
  private final class Lines implements Input {
    @Override
    public String line() {
      return unremembered(() -> reader.readLine("> "));
    }

    @Override
    public byte[] rest() {
      String text =
          Stream.generate(this::line).takeWhile(Objects::nonNull).collect(Collectors.joining("\n"));
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private String secret(String prompt) {
    // What is typed is not shown at all, as everywhere.
    String typed = unremembered(() -> reader.readLine(prompt, '\0'));
    if (typed == null) {
      throw new CtlException(CtlException.INTERRUPTED, "nothing was done: no password was given");
    }
    return typed;
  }

  /** What commands ask for is not a command: the history has no place for it. Null at the end. */
  private String unremembered(Supplier<String> line) {
    try {
      reader.setVariable(LineReader.DISABLE_HISTORY, true);
      return line.get();
    } catch (EndOfFileException | UserInterruptException e) {
      return null;
    } finally {
      reader.setVariable(LineReader.DISABLE_HISTORY, false);
    }
  }

  private CommandLine root() {
    return new CommandLine(new CtlCommand(host).spec());
  }

  /** Runs until Ctrl-D, {@code exit} or {@code quit}; the answer is the exit code. */
  int run() {
    while (true) {
      String line;
      try {
        line = reader.readLine(prompt());
      } catch (UserInterruptException e) {
        continue;
      } catch (EndOfFileException e) {
        return 0;
      }
      List<String> words = Words.of(line);
      if (words.isEmpty()) {
        continue;
      }
      switch (words.get(0)) {
        case "exit", "quit" -> {
          return 0;
        }
        case "help" -> root().usage(out);
        case "jobs" -> jobs.list().forEach(out::println);
        case "stop" -> out.println(jobs.stop(words.size() > 1 ? words.get(1) : ""));
        default -> execute(line, words);
      }
    }
  }

  private void execute(String line, List<String> words) {
    CommandLine root = root();
    try {
      ParseResult leaf = root.parseArgs(words.toArray(String[]::new));
      while (leaf.hasSubcommand() && !leaf.isUsageHelpRequested()) {
        leaf = leaf.subcommand();
      }
      CommandSpec spec = leaf.commandSpec();
      if (leaf.isUsageHelpRequested() || !(spec.userObject() instanceof Command command)) {
        spec.commandLine().usage(out);
      } else if (spec.name().equals("watch")) {
        out.println(jobs.start(line, leaf));
      } else {
        interruptible(command, leaf);
      }
    } catch (CommandLine.ParameterException e) {
      out.println("Error: " + e.getMessage().lines().findFirst().orElse("not understood"));
    }
  }

  /** Ctrl-C ends the command, not the shell. */
  private void interruptible(Command command, ParseResult leaf) {
    Thread running = Thread.currentThread();
    org.jline.terminal.Terminal.SignalHandler before =
        console.handle(org.jline.terminal.Terminal.Signal.INT, signal -> running.interrupt());
    try {
      command.run(leaf);
    } finally {
      console.handle(org.jline.terminal.Terminal.Signal.INT, before);
      // What is left of a Ctrl-C must not hit the next line.
      Thread.interrupted();
    }
  }

  /** For example {@code etcd 3.5.30 127.0.0.1:2379 2/3> }: how many of the endpoints answer. */
  private String prompt() {
    List<Endpoint> given = operations.endpoints().given();
    List<Endpoints.Of<Endpoints.Status>> asked = operations.endpoints().glance(given, patience);
    patience = WHILE_TYPING;
    long answering = asked.stream().filter(of -> of.value().isPresent()).count();
    String version =
        asked.stream()
            .flatMap(of -> of.value().stream())
            .map(Endpoints.Status::version)
            .findFirst()
            .orElse("(no answer)");
    return "etcd "
        + version
        + " "
        + given.get(0).authority()
        + " "
        + answering
        + "/"
        + given.size()
        + "> ";
  }

  @Override
  public void close() {
    jobs.close();
  }
}
