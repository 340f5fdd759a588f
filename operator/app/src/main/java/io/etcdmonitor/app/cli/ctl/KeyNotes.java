package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.toolkit.ops.Header;
import io.etcdmonitor.toolkit.output.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers for which etcdctl has one sentence in every format. */
final class KeyNotes {
  private KeyNotes() {}

  static Answer compacted(long revision, Header header) {
    String sentence = "compacted revision " + revision;
    return new Answer(
        List.of(sentence),
        Optional.empty(),
        Map.of("compacted", revision, "revision", header.revision()),
        Optional.of(List.of(sentence)),
        List.of());
  }
}
