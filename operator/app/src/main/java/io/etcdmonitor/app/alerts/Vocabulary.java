package io.etcdmonitor.app.alerts;

import io.etcdmonitor.app.config.Suggestions;
import io.etcdmonitor.engine.alert.rule.Measurable;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.Constants;
import java.util.Collection;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/**
 * The words that a file may use. A rule that names what does not exist never fires, one that should
 * never be silenced and is misspelt is silenced, and nobody would notice.
 */
final class Vocabulary {
  private static final Set<String> FEATURES = features();
  private static final Set<String> RULES = Constants.of(RuleIds.class);

  private Vocabulary() {}

  /** A feature that there is. */
  static String feature(Node node) {
    if (!FEATURES.contains(node.text())) {
      throw node.error(unknown("feature", node.text(), FEATURES));
    }
    return node.text();
  }

  /**
   * A measurement that a feature may have; what a feature of somebody else measures is not known.
   */
  static String measurement(Node node, String feature) {
    if (!Measurable.may(feature, node.text())) {
      throw node.error(unknown("measurement", node.text(), Measurable.NAMES));
    }
    return node.text();
  }

  /**
   * A rule that there is (built in, about ourselves, or one of these), or one that only clusters
   * may have: no misspelt name of one that there is.
   */
  static String ruleOfAnybody(Node node, Set<String> ofFile) {
    Set<String> known = rules(ofFile);
    if (!known.contains(node.text()) && Suggestions.misspelt(node.text(), known).isPresent()) {
      throw node.error(unknown("rule", node.text(), known));
    }
    return node.text();
  }

  private static Set<String> rules(Set<String> ofFile) {
    Set<String> known = new TreeSet<>(RULES);
    known.addAll(ofFile);
    return known;
  }

  private static String unknown(String what, String word, Collection<String> known) {
    return Suggestions.nearest(word, known)
        .map(near -> "there is no %s '%s'; did you mean %s?".formatted(what, word, near))
        .orElseGet(() ->
            "there is no %s '%s'; there are %s".formatted(what, word, String.join(", ", known)));
  }

  private static Set<String> features() {
    Set<String> names = new TreeSet<>(Constants.of(FeatureNames.class));
    ServiceLoader.load(FeatureProvider.class).forEach(provider -> names.add(provider.name()));
    return names;
  }
}
