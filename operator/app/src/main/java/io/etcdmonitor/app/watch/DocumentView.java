package io.etcdmonitor.app.watch;

import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.transition.Transition;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * One whole document whenever something that people should see changes, and after every run of a
 * feature that looks at the whole cluster (healthy), so that a reader can tell silence from death.
 * A document holds the transitions of the run that caused it, and how many results were skipped
 * since the document before.
 */
public final class DocumentView implements View {
  private final PrintStream out;
  private final Function<List<Transition>, Snapshot> snapshot;
  private final Function<Snapshot, String> format;
  private long skipped;

  public DocumentView(
      PrintStream out,
      Function<List<Transition>, Snapshot> snapshot,
      Function<Snapshot, String> format) {
    this.out = out;
    this.snapshot = snapshot;
    this.format = format;
  }

  @Override
  public void changed(ResultChange change) {
    if (change.significant() || change.current().observation().isPresent()) {
      out.print(format.apply(snapshot.apply(change.transitions()).after(skipped)));
      out.flush();
      skipped = 0;
    }
  }

  @Override
  public void skipped(long results, Instant until) {
    skipped += results;
  }
}
