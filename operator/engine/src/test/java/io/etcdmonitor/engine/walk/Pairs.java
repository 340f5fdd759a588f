package io.etcdmonitor.engine.walk;

import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.transition.Transition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether what is told makes sense after what was told before. */
final class Pairs {
  private static final String LEADER = "leader";
  private static final String QUORUM = "quorum";
  private static final String DATA = "data";

  private final Set<String> open = new TreeSet<>();
  private final Map<String, String> members = new HashMap<>();

  /** What another process told, as far as statuses may not tell it. */
  private final Set<String> heard = new TreeSet<>();

  /** Whether it was told that this cannot look. */
  boolean failing(InspectionKey key) {
    return open.contains(key.toString());
  }

  /**
   * A new process knows the statuses of before, which do not tell all that was told.
   *
   * @param unseen members of which they tell only that they could not be looked at: what was told
   *     of them sooner is not in there
   */
  void restarted(Set<String> unseen) {
    heard.addAll(open);
    members.keySet().removeAll(unseen);
    members.put("", "unknown");
  }

  /** What was told of it is forgotten. */
  void removed(InspectionKey key) {
    open.remove(key.toString());
    if (key.name().endsWith(FeatureNames.HEALTHY)) {
      members.clear();
      open.remove(LEADER);
      open.remove(QUORUM);
    } else if (key.name().endsWith(FeatureNames.ALARM)) {
      open.removeIf(what -> what.startsWith("alarm"));
    } else if (key.name().endsWith(FeatureNames.CONSISTENCY)) {
      open.remove(DATA);
    }
  }

  /** What is wrong with telling this now. */
  Optional<String> check(Transition t) {
    String alarm = t.message().replaceAll(" is .*", " ") + t.member();
    return switch (t.type()) {
      case QUORUM_LOST -> begins(QUORUM);
      case QUORUM_RESTORED -> ends(QUORUM);
      case NO_LEADER -> begins(LEADER);
      case ALARM_RAISED -> begins(alarm);
      case ALARM_CLEARED -> ends(alarm);
      case INSPECTION_FAILED -> begins(t.inspection().toString());
      case INSPECTION_RECOVERED -> ends(t.inspection().toString());
      case DATA_CONSISTENT -> ends(DATA);
      case MEMBER_UNREACHABLE, MEMBER_UNHEALTHY ->
          t.type().word().equals(members.put(t.member(), t.type().word()))
              ? Optional.of("told twice: " + t.message())
              : Optional.empty();
      case MEMBER_RECOVERED ->
          members.remove(t.member()) == null && !t.message().contains("has started")
              ? Optional.of("was not told to be away: " + t.message())
              : Optional.empty();
      case MEMBER_REMOVED -> {
        members.remove(t.member());
        yield Optional.empty();
      }
      case LEADER_CHANGED -> {
        open.remove(LEADER);
        heard.remove(LEADER);
        yield Optional.empty();
      }
      case DATA_DIVERGED -> {
        // Each member that differs is told.
        open.add(DATA);
        heard.remove(DATA);
        yield Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private Optional<String> begins(String what) {
    boolean known = heard.remove(what);
    return open.add(what) || known ? Optional.empty() : Optional.of("begins twice: " + what);
  }

  private Optional<String> ends(String what) {
    heard.remove(what);
    return open.remove(what) ? Optional.empty() : Optional.of("ends, and had not begun: " + what);
  }
}
