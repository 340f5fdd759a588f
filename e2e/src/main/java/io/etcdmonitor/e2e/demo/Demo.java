package io.etcdmonitor.e2e.demo;

import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.Cleanups;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The whole product on one machine, for a first look: an etcd of three members, a Kubernetes API,
 * the operator, the samples, and the view of them until Ctrl-C; with words to break things and see
 * the verdict change.
 */
public final class Demo implements AutoCloseable {
  private static final long QUOTA = 16L << 20;
  private static final Duration READY = Duration.ofSeconds(60);
  private static final int OK = 200;
  private static final Duration REFRESH = Duration.ofSeconds(2);

  private final PrintStream out;
  private final DemoOptions options;
  private final Cleanups started;
  private final CountDownLatch end = new CountDownLatch(1);

  /** A demo that prints there. */
  public Demo(DemoOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
    this.started = new Cleanups(out, "demo: while cleaning up");
  }

  /**
   * Runs the demo; the exit code is 0 when it ended as asked, 1 when it could not start, 2 for bad
   * usage.
   */
  public static void main(String[] arguments) {
    DemoOptions options;
    try {
      options = DemoOptions.parse(Arrays.asList(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("demo: " + e.getMessage());
      System.err.print(DemoOptions.USAGE);
      System.exit(2);
      return;
    }
    Demo demo = new Demo(options, System.out);
    Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo-cleanup"));
    System.exit(demo.run() ? 0 : 1);
  }

  /** Starts everything and shows it until the end; false when that did not work. */
  public boolean run() {
    try (this) {
      return show(start());
    } catch (RuntimeException | AssertionError e) {
      if (end.getCount() == 0) {
        // Somebody pressed Ctrl-C: what was being used is closed already.
        return true;
      }
      out.println("demo: " + e.getMessage());
      return false;
    }
  }

  /** What runs. */
  private record Running(View view, Screen screen) {}

  private Running start() {
    say("starting etcd ...");
    EtcdInstallation installation = EtcdInstallation.newest();
    EtcdTestCluster etcd =
        started.keep(
            EtcdTestCluster.builder().members(3).versions(installation).quotaBytes(QUOTA).start());
    Faults faults = new Faults(etcd);
    say("starting a Kubernetes API ...");
    DemoApi api = started.keep(DemoApi.start(options.mock()));
    say("starting the operator ...");
    OperatorProcess operator = started.keep(startOperator(api));
    api.apply(Samples.cluster(etcd.endpoints(), installation.minor()));
    api.apply(Samples.inspection());
    awaitReady(operator);

    boolean typing = !options.once() && Terminal.is(0);
    Words words = new Words(faults);
    ControlServer control = started.keep(ControlServer.start(words::run));
    Introduction introduction =
        new Introduction(etcd, api, operator, writeKubeconfig(api), control.port());
    boolean drawing = typing && Terminal.is(1);
    Screen screen = new Screen(out, drawing, Terminal::size);
    words.screen = screen;
    if (!options.once()) {
      introduction.lines().forEach(out::println);
    }
    if (typing) {
      Thread.ofPlatform().daemon().name("demo-prompt").start(() -> prompt(words, screen));
    }
    return new Running(new View(api.admin()), screen);
  }

  private static void awaitReady(OperatorProcess operator) {
    Await.until(
        "the operator is ready",
        READY,
        () -> !operator.process().alive() || operator.status("/readyz") == OK);
    if (!operator.process().alive()) {
      throw new IllegalStateException("the operator ended: " + operator.process().tail(20));
    }
  }

  private OperatorProcess startOperator(DemoApi api) {
    return OperatorProcess.start(
        api.operatorKubeconfig(),
        "demo",
        Map.of(),
        List.of("--lease-namespace", api.operatorNamespace()));
  }

  private Path writeKubeconfig(DemoApi api) {
    Path directory = Directories.temporary("etcd-monitor-demo");
    started.keep(() -> Directories.delete(directory));
    Path file = directory.resolve("kubeconfig");
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, api.adminKubeconfig());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    return file;
  }

  private boolean show(Running running) {
    long deadline =
        options.atMost().map(time -> System.nanoTime() + time.toNanos()).orElse(Long.MAX_VALUE);
    try {
      while (System.nanoTime() < deadline) {
        View.Look look = running.view().look();
        if (!options.once() || look.healthy()) {
          running.screen().show(look);
        }
        if (options.once() && look.healthy()) {
          return true;
        }
        if (end.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    if (options.once()) {
      running.view().look().lines().forEach(out::println);
      out.println("demo: the cluster was not healthy in time");
    }
    return !options.once();
  }

  private void prompt(Words words, Screen screen) {
    try (var stdin = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = stdin.readLine(); line != null; line = stdin.readLine()) {
        screen.lineTyped();
        List<String> typed = List.of(line.strip().split("\\s+", 2));
        if (typed.get(0).equals("quit") || typed.get(0).equals("exit")) {
          end.countDown();
          return;
        }
        if (!typed.get(0).isEmpty()) {
          answer(words, screen, typed);
        }
      }
    } catch (IOException e) {
      screen.say("the prompt has ended: " + e.getMessage());
    }
  }

  private static void answer(Words words, Screen screen, List<String> typed) {
    try {
      words.run(typed.get(0), typed.size() > 1 ? typed.get(1) : "");
    } catch (IllegalArgumentException e) {
      screen.say(e.getMessage());
    }
  }

  /** The words with their echo on the screen. */
  private static final class Words {
    private final Faults faults;
    private volatile Screen screen;

    Words(Faults faults) {
      this.faults = faults;
    }

    String run(String command, String argument) {
      String done = faults.run(command, argument);
      if (screen != null) {
        screen.say(done);
      }
      return done;
    }
  }

  private void say(String progress) {
    if (!options.once()) {
      out.println(progress);
      out.flush();
    }
  }

  /**
   * Ends everything that was started, the last first. Once; callers that come later wait for it.
   */
  @Override
  public void close() {
    end.countDown();
    started.close();
  }
}
