package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.rule.Reading;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills a rule's templates. */
final class Texts {
  private static final Pattern FIELD = Pattern.compile("\\{([a-z]+)}");

  private Texts() {}

  static Alert.Facts facts(
      Rule rule,
      ClusterKey cluster,
      String subject,
      Reading reading,
      Instant since,
      Map<String, String> labels) {
    String remedy = reading.remedy().isEmpty() ? rule.remedy() : reading.remedy();
    Map<String, String> fields = new HashMap<>();
    fields.put("cluster", cluster.toString());
    fields.put("subject", subject.isEmpty() ? "the cluster" : subject);
    fields.put("member", subject);
    fields.put("value", reading.value());
    fields.put("threshold", reading.threshold());
    fields.put("since", Words.time(since));
    fields.put("remedy", remedy);
    String summary = fill(rule.summary(), fields);
    fields.put(
        "message", reading.message().isEmpty() ? measured(summary, reading) : reading.message());
    Map<String, String> all = new HashMap<>(rule.labels());
    all.putAll(labels);
    return new Alert.Facts(
        fill(rule.summary(), fields),
        fill(rule.description(), fields),
        reading.value(),
        reading.threshold(),
        remedy,
        reading.number(),
        all);
  }

  private static String measured(String summary, Reading reading) {
    return reading.threshold().isEmpty()
        ? summary
        : "%s: %s, limit %s".formatted(summary, reading.value(), reading.threshold());
  }

  private static String fill(String template, Map<String, String> fields) {
    return FIELD
        .matcher(template)
        .replaceAll(m -> Matcher.quoteReplacement(fields.getOrDefault(m.group(1), m.group())));
  }
}
