package io.etcdmonitor.e2e.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.etcdmonitor.e2e.demo.Checkout;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * deploy/prometheus/prometheus.yml as people are told to use it: with their own addresses, and with
 * the lines about TLS where their etcd speaks it. Only the intervals are shorter, and there is no
 * Alertmanager.
 */
final class PrometheusConfig {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String JOB = "job_name";
  private static final String TARGETS = "static_configs";

  private final ObjectNode config;
  private final ArrayNode scrapes;

  private PrometheusConfig(ObjectNode config) {
    this.config = config;
    this.scrapes = (ArrayNode) config.path("scrape_configs");
  }

  /** The file with the operator's address, and no etcd yet. */
  static PrometheusConfig of(String operator) {
    PrometheusConfig file = read(text());
    file.config.putObject("global").put("scrape_interval", "1s").put("evaluation_interval", "1s");
    file.config.remove("alerting");
    ArrayNode addresses = (ArrayNode) file.job("etcd-monitor").at("/" + TARGETS + "/0/targets");
    addresses.removeAll().add(operator);
    file.job("etcd").putArray(TARGETS);
    return file;
  }

  /** A job like "etcd", with the lines about TLS and files in this directory. */
  PrometheusConfig withTls(String name, Path files) {
    ObjectNode job =
        read(text().replaceAll("(?m)^    # (?=  |scheme|tls_config)", "    ")).job("etcd");
    job.put(JOB, name).putArray(TARGETS);
    ObjectNode tls = (ObjectNode) job.path("tls_config");
    tls.fieldNames()
        .forEachRemaining(field ->
            tls.put(
                field, files.resolve(Path.of(tls.path(field).asText()).getFileName()).toString()));
    scrapes.add(job);
    return this;
  }

  /** The members of a cluster. */
  PrometheusConfig add(String job, String cluster, List<String> targets) {
    ObjectNode group = ((ArrayNode) job(job).path(TARGETS)).addObject();
    targets.forEach(group.putArray("targets")::add);
    group.putObject("labels").put("cluster", cluster);
    return this;
  }

  /** As Prometheus reads it. */
  String yaml() {
    try {
      return YAML.writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNode job(String name) {
    for (JsonNode job : scrapes) {
      if (job.path(JOB).asText().equals(name)) {
        return (ObjectNode) job;
      }
    }
    throw new AssertionError("prometheus.yml has no job " + name);
  }

  private static String text() {
    return Checkout.read(RuleFile.directory().resolve("prometheus.yml"));
  }

  private static PrometheusConfig read(String text) {
    try {
      return new PrometheusConfig((ObjectNode) YAML.readTree(text));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
