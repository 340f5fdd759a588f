package io.etcdmonitor.api.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The committed CRDs and API reference are those that the Java types give. With the profile {@code
 * update-generated} ({@code make generate}) it writes them instead.
 */
class CrdDriftTest {
  private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
  private static final Path GENERATED = MODULE.resolve("target/generated-crds");

  @TestFactory
  Iterable<DynamicTest> committedFilesAreUpToDate() {
    return files().entrySet().stream()
        .map(file ->
            DynamicTest.dynamicTest(
                file.getKey().getFileName().toString(),
                () -> check(file.getKey(), file.getValue())))
        .toList();
  }

  @Test
  void whatIsWrittenReadsBackAsWhatWasGenerated() throws IOException {
    for (Map.Entry<String, String> manifest : Manifests.from(GENERATED).entrySet()) {
      String plural = manifest.getKey().replaceAll(".*_|\\.yaml", "");
      Path source = GENERATED.resolve(plural + ".etcdmonitor.io-v1.yml");
      assertThat(Manifests.parse(manifest.getValue()).at("/spec/versions/0/schema").toString())
          .as("schema in %s", manifest.getKey())
          .isEqualTo(
              Manifests.parse(Files.readString(source))
                  .at("/spec/versions/0/schema")
                  .toString()
                  .replaceAll("(\\d)\\.0([,}])", "$1$2"));
    }
  }

  private static Map<Path, String> files() {
    Map<String, String> manifests = Manifests.from(GENERATED);
    Map<Path, String> files = new LinkedHashMap<>();
    manifests.forEach((name, text) -> files.put(MODULE.resolve("manifests").resolve(name), text));
    files.put(
        MODULE.resolve("../docs/api.md").normalize(),
        ApiReference.of(manifests.values().stream().map(Manifests::parse).toList()));
    return files;
  }

  private static void check(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("etcdmonitor.generate")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
      return;
    }
    assertThat(file).as("run make generate, and commit %s", file.getFileName()).exists();
    assertThat(Files.readString(file))
        .as("%s differs from what the Java types give: run make generate", file.getFileName())
        .isEqualTo(expected);
  }
}
