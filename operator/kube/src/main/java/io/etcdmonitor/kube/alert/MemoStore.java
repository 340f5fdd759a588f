package io.etcdmonitor.kube.alert;

import io.etcdmonitor.kube.leader.LeaseStore;
import java.util.Map;

/**
 * Where texts are kept that all replicas can read. Calls may block; any exception but {@link
 * LeaseStore.Conflict} means "could not look".
 */
public interface MemoStore {
  /**
   * What it holds.
   *
   * @param texts by key
   * @param version empty when there is nothing yet
   */
  record Memo(Map<String, String> texts, String version) {
    public Memo {
      texts = Map.copyOf(texts);
    }
  }

  /** What it holds now. */
  Memo read();

  /**
   * Replaces all of it, if it still has this version.
   *
   * @throws LeaseStore.Conflict when somebody else wrote it meanwhile
   */
  void write(Memo memo);
}
