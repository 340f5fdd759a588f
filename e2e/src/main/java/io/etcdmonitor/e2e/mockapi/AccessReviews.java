package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Answers to "may I?": everybody may everything here. */
final class AccessReviews {
  private static final List<String> ANYTHING = List.of("*");

  private AccessReviews() {}

  static boolean isReview(List<String> path) {
    return path.size() >= 4
        && path.get(1).equals("authorization.k8s.io")
        && path.get(path.size() - 1).endsWith("reviews");
  }

  static ObjectNode allow(ObjectNode review) {
    ObjectNode status = review.putObject("status");
    if (review.path("kind").asText().equals("SelfSubjectRulesReview")) {
      status.put("incomplete", false);
      ObjectNode rule = status.putArray("resourceRules").addObject();
      List.of("verbs", "apiGroups", "resources")
          .forEach(field -> rule.set(field, Json.strings(ANYTHING)));
      ObjectNode urls = status.putArray("nonResourceRules").addObject();
      List.of("verbs", "nonResourceURLs").forEach(field -> urls.set(field, Json.strings(ANYTHING)));
    } else {
      status.put("allowed", true);
    }
    return review;
  }
}
