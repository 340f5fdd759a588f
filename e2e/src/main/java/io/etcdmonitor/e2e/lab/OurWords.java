package io.etcdmonitor.e2e.lab;

import io.etcdmonitor.e2e.lab.Words.Word;
import java.time.Duration;
import java.util.Map;

/** Words for what we ourselves stand on: only rows that run alone may use them. */
final class OurWords {
  private final LabEnvironment environment;

  OurWords(LabEnvironment environment) {
    this.environment = environment;
  }

  void addTo(Map<String, Word> words) {
    words.put("api-away", (site, none) -> environment.apiProxy().cut());
    words.put("api-silent", (site, none) -> environment.apiProxy().blackHole());
    words.put(
        "api-slow",
        (site, how) -> environment.apiProxy().delay(Duration.ofMillis(Long.parseLong(how.get(0)))));
    words.put("api-refuses", (site, none) -> environment.refuseAtApi());
    words.put("api-back", (site, none) -> environment.mendApi());
    words.put("restart-operator", (site, none) -> environment.restartOperator());
    words.put("fail-over", (site, how) -> environment.failOver(how.get(0).equals("gently")));
  }
}
