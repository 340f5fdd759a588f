package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.store.RecordCodec;
import io.etcdmonitor.engine.model.ClusterKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened, by cluster: at least the last 10,000 entries of each, which is 1,000 alerts with
 * all that was done about them. One file for each cluster, so that a thousand clusters cost disk
 * and not memory; it goes 90 days after the last entry. Without a directory the last 1,000 entries
 * of each are kept in memory, 50,000 of all: clusters come and go, and nobody says which history is
 * not wanted any more. A line that a crash has torn is passed over. Not forced to the disk: losing
 * the last seconds of it tells nobody anything wrong.
 */
public final class History {
  private static final Logger log = LoggerFactory.getLogger(History.class);
  static final int KEEP = 10_000;
  private static final String SUFFIX = ".jsonl";

  /** File systems take 255 bytes; {@code .jsonl.new} is added. */
  private static final int LONGEST_NAME = 240;

  static final int KEEP_IN_MEMORY = 1_000;

  /** Of all clusters, some 20 MB; also of what waits for a disk that cannot be written. */
  static final int MOST_IN_MEMORY = 50_000;

  private static final Duration KEEP_FILE = Duration.ofDays(90);
  private static final Duration LOOK_FOR_OLD = Duration.ofDays(1);

  private final Optional<Path> directory;

  /** Held while files are read or written, which may take long: not by who adds. */
  private final ReentrantLock files = new ReentrantLock();

  /** The cluster that was silent longest comes first. */
  private final SequencedMap<ClusterKey, List<String>> unwritten = new LinkedHashMap<>();

  private int inMemory;
  private final Map<ClusterKey, Integer> lines = new HashMap<>();
  private Instant lookedForOld = Instant.EPOCH;
  private boolean failing;

  private History(Optional<Path> directory) {
    this.directory = directory;
  }

  public static History inMemory() {
    return new History(Optional.empty());
  }

  /** In a directory, which is made where it is missing. */
  public static History in(Path directory) {
    return new History(Optional.of(directory));
  }

  synchronized void add(ClusterKey cluster, HistoryEntry entry) {
    List<String> known = unwritten.remove(cluster);
    List<String> list = known == null ? new ArrayList<>() : known;
    unwritten.put(cluster, list);
    list.add(RecordCodec.write(entry));
    inMemory++;
    int keep = directory.isPresent() ? KEEP : KEEP_IN_MEMORY;
    if (list.size() > 2 * keep) {
      list.subList(0, keep).clear();
      inMemory -= keep;
    }
    while (inMemory > MOST_IN_MEMORY) {
      inMemory -= unwritten.pollFirstEntry().getValue().size();
    }
  }

  /** Writes what was added, and once a day removes what nobody needs any more. */
  void flush(Instant now) {
    if (directory.isEmpty() || !mine()) {
      return;
    }
    try {
      try {
        appendAll();
      } finally {
        removeOldDaily(now);
      }
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        log.warn(
            "The alert history in {} cannot be written ({}): check the disk; alerting goes on",
            directory.get(),
            e.toString());
      }
      failing = true;
    } finally {
      files.unlock();
    }
  }

  /** Who is at the files will have written soon, or hangs and is not waited for. */
  private boolean mine() {
    try {
      return files.tryLock(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A file that cannot be written keeps no other cluster's from being written. */
  private void appendAll() throws IOException {
    IOException last = null;
    for (ClusterKey cluster : waiting()) {
      List<String> added = waiting(cluster);
      try {
        append(cluster, added);
        written(cluster, added);
      } catch (IOException e) {
        last = e;
      }
    }
    if (last != null) {
      throw last;
    }
  }

  private synchronized List<ClusterKey> waiting() {
    return List.copyOf(unwritten.keySet());
  }

  private synchronized List<String> waiting(ClusterKey cluster) {
    return List.copyOf(unwritten.getOrDefault(cluster, List.of()));
  }

  /** What was added meanwhile stays, and what had to go meanwhile is gone already. */
  private synchronized void written(ClusterKey cluster, List<String> added) {
    List<String> list = unwritten.getOrDefault(cluster, new ArrayList<>());
    Set<String> done = Collections.newSetFromMap(new IdentityHashMap<>());
    done.addAll(added);
    int before = list.size();
    list.removeIf(done::contains);
    inMemory -= before - list.size();
    if (list.isEmpty()) {
      unwritten.remove(cluster);
    }
  }

  private void removeOldDaily(Instant now) throws IOException {
    if (!now.isBefore(lookedForOld.plus(LOOK_FOR_OLD))) {
      lookedForOld = now;
      removeOld(now);
    }
  }

  private void removeOld(Instant now) throws IOException {
    if (!Files.isDirectory(directory.orElseThrow())) {
      return;
    }
    List<Path> files;
    try (var all = Files.list(directory.orElseThrow())) {
      files = all.filter(file -> file.toString().endsWith(SUFFIX)).toList();
    }
    FileTime oldest = FileTime.from(now.minus(KEEP_FILE));
    for (Path file : files) {
      if (Files.getLastModifiedTime(file).compareTo(oldest) < 0) {
        Files.delete(file);
      }
    }
    // Clusters come and go.
    lines.keySet().removeIf(cluster -> !Files.exists(file(cluster)));
  }

  private void append(ClusterKey cluster, List<String> added) throws IOException {
    Path file = file(cluster);
    Files.createDirectories(file.getParent());
    int known = lines.containsKey(cluster) ? lines.get(cluster) : read(file).size();
    if (known + added.size() > 2 * KEEP) {
      List<String> all = new ArrayList<>(read(file));
      all.addAll(added);
      List<String> kept = all.subList(Math.max(0, all.size() - KEEP), all.size());
      Path next = file.resolveSibling(file.getFileName() + ".new");
      Files.write(next, kept);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      lines.put(cluster, kept.size());
      return;
    }
    // A leading newline ends a line that a crash has torn.
    byte[] bytes = ("\n" + String.join("\n", added) + "\n").getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    lines.put(cluster, known + added.size());
  }

  /** The newest entries of a cluster, newest first. */
  public List<HistoryEntry> of(ClusterKey cluster, int limit) {
    List<String> all = all(cluster);
    List<HistoryEntry> entries = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0 && entries.size() < limit; i--) {
      entry(all.get(i)).ifPresent(entries::add);
    }
    return entries;
  }

  private List<String> all(ClusterKey cluster) {
    files.lock();
    try {
      List<String> all = new ArrayList<>();
      if (directory.isPresent()) {
        all.addAll(read(file(cluster)));
      }
      all.addAll(waiting(cluster));
      return all;
    } catch (IOException e) {
      log.warn("The alert history of {} cannot be read", cluster, e);
      return waiting(cluster);
    } finally {
      files.unlock();
    }
  }

  private static Optional<HistoryEntry> entry(String line) {
    try {
      return Optional.of(RecordCodec.read(line, HistoryEntry.class));
    } catch (RuntimeException e) {
      log.debug("Passing over a torn line of the alert history: {}", line);
      return Optional.empty();
    }
  }

  private static List<String> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    // Bytes that are no text, as a bad disk leaves them, spoil their line and not the whole file.
    try (BufferedReader all =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      return all.lines().filter(line -> !line.isBlank()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Names in Kubernetes hold no percent sign; others are escaped. Two of the longest together are
   * longer than a file's name may be: such ones are cut, and a hash tells them apart.
   */
  private Path file(ClusterKey cluster) {
    String name = URLEncoder.encode(cluster.toString(), StandardCharsets.UTF_8);
    if (name.length() > LONGEST_NAME) {
      String id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
      name = name.substring(0, LONGEST_NAME - id.length() - 1) + "." + id;
    }
    return directory.orElseThrow().resolve(name + SUFFIX);
  }
}
