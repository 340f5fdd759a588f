package io.etcdmonitor.etcd.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An etcd that is installed on this machine. Looked for in the environment variable {@code
 * ETCD_BIN} or the system property {@code etcd.bin} (directories or binaries, separated as in
 * PATH), then {@code ${ETCD_DEV_CACHE:-~/.cache/etcd-monitor}/etcd/<minor>/bin} (property {@code
 * etcd.monitor.cache}), then the PATH. The first of each minor version wins.
 *
 * @param version for example {@code 3.5.30}
 * @param etcd the server binary
 * @param etcdctl the client binary beside it, if there is one
 * @param canJoin whether it takes {@code --initial-cluster-state}: a build around etcd's embed
 *     package may not, and then cannot be added to a running cluster
 */
public record EtcdInstallation(String version, Path etcd, Optional<Path> etcdctl, boolean canJoin) {
  private static final Pattern VERSION = Pattern.compile("etcd Version: (\\d+\\.\\d+\\.\\d+\\S*)");

  /** What to do when etcd is missing, for messages. */
  public static final String HOW_TO_INSTALL =
      "install etcd (deploy/dev/setup.sh does), put it on the PATH, or set ETCD_BIN";

  /** For example {@code 3.5}. */
  public String minor() {
    return version.substring(0, version.indexOf('.', version.indexOf('.') + 1));
  }

  /** One installation per minor version, oldest first; empty when there is no etcd. */
  public static List<EtcdInstallation> available() {
    return Finder.FOUND;
  }

  /** The installation of a minor version such as {@code 3.5}. */
  public static Optional<EtcdInstallation> find(String minor) {
    return available().stream().filter(i -> i.minor().equals(minor)).findFirst();
  }

  /**
   * The installation of a minor version.
   *
   * @throws IllegalStateException saying what to do when it is missing
   */
  public static EtcdInstallation require(String minor) {
    return find(minor)
        .orElseThrow(
            () -> new IllegalStateException("etcd " + minor + " not found: " + HOW_TO_INSTALL));
  }

  /** The newest minor version here that can do everything. */
  public static EtcdInstallation newest() {
    return complete().get(complete().size() - 1);
  }

  /** The oldest minor version here that can do everything. */
  public static EtcdInstallation oldest() {
    return complete().get(0);
  }

  private static List<EtcdInstallation> complete() {
    List<EtcdInstallation> complete =
        available().stream().filter(EtcdInstallation::canJoin).toList();
    if (complete.isEmpty()) {
      throw new IllegalStateException("no etcd found: " + HOW_TO_INSTALL);
    }
    return complete;
  }

  @Override
  public String toString() {
    return "etcd " + version;
  }

  /** Looks once per JVM. */
  private static final class Finder {
    static final List<EtcdInstallation> FOUND = find();

    private static List<EtcdInstallation> find() {
      Map<Integer, EtcdInstallation> byMinor = new TreeMap<>();
      for (Path binary : candidates()) {
        version(binary)
            .map(v -> new EtcdInstallation(v, binary, etcdctlBeside(binary), canJoin(binary)))
            .ifPresent(i -> byMinor.putIfAbsent(order(i.minor()), i));
      }
      return List.copyOf(byMinor.values());
    }

    private static int order(String minor) {
      String[] parts = minor.split("\\.");
      return Integer.parseInt(parts[0]) * 1_000 + Integer.parseInt(parts[1]);
    }

    private static List<Path> candidates() {
      List<Path> found = new ArrayList<>();
      split(System.getProperty("etcd.bin")).forEach(found::add);
      split(System.getenv("ETCD_BIN")).forEach(found::add);
      found.addAll(cached());
      split(System.getenv("PATH")).forEach(found::add);
      return found.stream()
          .map(p -> Files.isDirectory(p) ? p.resolve("etcd") : p)
          .filter(p -> Files.isRegularFile(p) && Files.isExecutable(p))
          .distinct()
          .toList();
    }

    private static Stream<Path> split(String paths) {
      return paths == null
          ? Stream.empty()
          : Arrays.stream(paths.split(File.pathSeparator)).filter(p -> !p.isBlank()).map(Path::of);
    }

    private static List<Path> cached() {
      String cache = System.getProperty("etcd.monitor.cache", System.getenv("ETCD_DEV_CACHE"));
      Path root =
          cache != null && !cache.isBlank()
              ? Path.of(cache)
              : Path.of(System.getProperty("user.home"), ".cache", "etcd-monitor");
      Path installed = root.resolve("etcd");
      if (!Files.isDirectory(installed)) {
        return List.of();
      }
      try (Stream<Path> versions = Files.list(installed)) {
        return versions
            .sorted(Comparator.reverseOrder())
            .map(v -> v.resolve("bin").resolve("etcd"))
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Optional<Path> etcdctlBeside(Path binary) {
      Path etcdctl = binary.resolveSibling("etcdctl");
      return Files.isExecutable(etcdctl) ? Optional.of(etcdctl) : Optional.empty();
    }

    private static boolean canJoin(Path binary) {
      return output(binary, "--help").contains("initial-cluster-state");
    }

    private static Optional<String> version(Path binary) {
      Matcher matcher = VERSION.matcher(output(binary, "--version"));
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String output(Path binary, String flag) {
      try {
        ProcessBuilder builder = new ProcessBuilder(binary.toString(), flag);
        EtcdProcess.cleanEnvironment(builder.environment());
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        return "";
      }
    }
  }
}
