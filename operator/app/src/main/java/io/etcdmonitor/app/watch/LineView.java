package io.etcdmonitor.app.watch;

import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.transition.Transition;
import java.io.PrintStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * One plain line for each thing that changes: verdicts and transitions, and results that were
 * skipped. Silence means that nothing did.
 */
public final class LineView implements View {
  private final PrintStream out;
  private final Map<InspectionKey, String> told = new HashMap<>();

  public LineView(PrintStream out) {
    this.out = out;
  }

  @Override
  public void changed(ResultChange change) {
    InspectionResult result = change.current();
    for (Transition transition : change.transitions()) {
      out.printf(
          "%s %s %s %s: %s%n",
          result.time(),
          result.key().cluster(),
          transition.trouble() ? "trouble" : "news",
          transition.type().word(),
          transition.message());
    }
    String verdict = result.verdict().word() + " " + result.reason();
    if (!verdict.equals(told.put(result.key(), verdict))) {
      out.printf(
          "%s %s %s %s: %s%n",
          result.time(), result.key().cluster(), result.feature(), verdict, result.message());
    }
    out.flush();
  }

  @Override
  public void skipped(long results, Instant until) {
    out.printf("%s skipped %d results from before: nobody read this output%n", until, results);
  }
}
