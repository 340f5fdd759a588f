package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for the sources of all modules. */
class SourcesTest {
  private static final int MOST_LINES = 300;
  private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");

  @Test
  void classesAreShort() throws IOException {
    List<String> modules = new ArrayList<>();
    List<String> tooLong = new ArrayList<>();
    for (Path sources : sources(Checkout.ROOT)) {
      modules.add(Checkout.ROOT.relativize(sources.resolve("../../..").normalize()).toString());
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .filter(f -> f.toString().endsWith(".java"))
            .filter(f -> Checkout.read(f).lines().count() > MOST_LINES)
            .map(f -> Checkout.ROOT.relativize(f).toString())
            .forEach(tooLong::add);
      }
    }
    assertThat(modules).contains("crds", "e2e", "operator/engine", "operator/kube");
    assertThat(tooLong)
        .as("give a part that means something a class of its own: at most %d lines", MOST_LINES)
        .isEmpty();
  }

  /** The main sources of a module and of those inside it. */
  private static List<Path> sources(Path module) {
    List<Path> sources = new ArrayList<>();
    Path own = module.resolve("src/main/java");
    if (Files.isDirectory(own)) {
      sources.add(own);
    }
    MODULE
        .matcher(Checkout.read(module.resolve("pom.xml")))
        .results()
        .map((MatchResult found) -> module.resolve(found.group(1)))
        .forEach(inner -> sources.addAll(sources(inner)));
    return sources;
  }
}
