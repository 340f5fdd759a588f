package io.etcdmonitor.api.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns the output of the CRD generator into the manifests that are committed. The generator sorts
 * printer columns by their path; here they get the order in which the class declares them, which is
 * the order that {@code kubectl get} shows.
 */
final class Manifests {
  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(EtcdCluster.class, EtcdInspection.class);

  private static final String HEADER =
      "# Generated from the Java types in crds/src/main by `make generate`; do not edit.\n";

  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));

  private Manifests() {}

  /** The manifests by file name, from what the generator left in a directory. */
  static Map<String, String> from(Path generated) {
    Map<String, String> files = new LinkedHashMap<>();
    for (Class<? extends CustomResource<?, ?>> kind : KINDS) {
      String plural = HasMetadata.getPlural(kind);
      String group = HasMetadata.getGroup(kind);
      Path source = generated.resolve(plural + "." + group + "-v1.yml");
      files.put(group + "_" + plural + ".yaml", HEADER + write(manifest(kind, read(source))));
    }
    return files;
  }

  static JsonNode parse(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode manifest(Class<?> kind, JsonNode crd) {
    ObjectNode version = (ObjectNode) crd.at("/spec/versions/0");
    Map<String, JsonNode> columns = new HashMap<>();
    version
        .withArray("additionalPrinterColumns")
        .forEach(column -> columns.put(column.get("name").asText(), column));
    ArrayNode ordered = YAML.createArrayNode();
    for (AdditionalPrinterColumn column :
        kind.getAnnotationsByType(AdditionalPrinterColumn.class)) {
      ordered.add(columns.get(column.name()));
    }
    version.set("additionalPrinterColumns", ordered);
    return wholeNumbers(crd);
  }

  /** The generator holds bounds as doubles; 64.0 reads better, and means the same, as 64. */
  private static JsonNode wholeNumbers(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(wholeNumbers(field.getValue())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, wholeNumbers(array.get(i)));
      }
    } else if (node instanceof DoubleNode && node.doubleValue() == Math.rint(node.doubleValue())) {
      return LongNode.valueOf((long) node.doubleValue());
    }
    return node;
  }

  private static JsonNode read(Path file) {
    try {
      return YAML.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no " + file + "; run the phase process-classes of the module crds first", e);
    }
  }

  private static String write(JsonNode node) {
    try {
      return YAML.writeValueAsString(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
