package io.etcdmonitor.kube.calls;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Tells the failures of API calls apart. Pure functions. */
public final class ApiErrors {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final String UNKNOWN_FIELD = "field not declared in schema";

  private ApiErrors() {}

  /**
   * There was no answer at all. The client says code -1 then, and 0 where it made the exception
   * itself.
   */
  public static boolean noAnswer(KubernetesClientException e) {
    return e.getCode() <= 0;
  }

  /** The same for a person who called, with what to do. */
  public static String words(KubernetesClientException e) {
    return noAnswer(e) ? sentence(e) + ": check the kubeconfig and its context" : sentence(e);
  }

  /**
   * What happened, without an end of sentence: what the API said, or why it said nothing; of any
   * other failure its message. The client's own is four times as long and names the answer twice.
   */
  public static String sentence(Throwable failure) {
    if (!(failure instanceof KubernetesClientException e)) {
      return failure.getMessage() == null ? root(failure) : failure.getMessage();
    }
    return noAnswer(e)
        ? "the Kubernetes API does not answer (%s)".formatted(root(e))
        : "%s (HTTP %d)".formatted(said(e), e.getCode());
  }

  /**
   * Why the API did not take a status, and what to do where that is known. A field that its CRD
   * lacks is answered with code 500.
   */
  public static String refusal(KubernetesClientException e) {
    String said = said(e);
    return said.contains(UNKNOWN_FIELD)
        ? ("the CRDs are older than this operator: apply those of its version (kubectl apply"
                + " --server-side --force-conflicts -f helm/etcd-monitor/crds/); the API says: %s")
            .formatted(said)
        : sentence(e);
  }

  private static String said(KubernetesClientException e) {
    return e.getStatus() == null
            || e.getStatus().getMessage() == null
            || e.getStatus().getMessage().isBlank()
        ? String.valueOf(e.getMessage())
        : e.getStatus().getMessage();
  }

  /** The first cause of a failure; the client's own message only says that it failed. */
  public static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String name = root.getClass().getSimpleName();
    return root.getMessage() == null ? name : name + ": " + root.getMessage();
  }

  /** It may go away by itself: worth trying again as it is. */
  public static boolean passing(KubernetesClientException e) {
    return noAnswer(e)
        || e.getCode() == TOO_MANY_REQUESTS
        || e.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED
        || e.getCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR;
  }

  /**
   * Somebody else wrote at the same time, for example the quota that a new object counts against:
   * worth trying again as it is. A name that is taken is none.
   */
  public static boolean conflict(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_CONFLICT
        && (e.getStatus() == null || !"AlreadyExists".equals(e.getStatus().getReason()));
  }

  /** A status was not taken, and is not until somebody changes rights, CRDs or a webhook. */
  public static boolean lasting(KubernetesClientException e) {
    return refused(e) || said(e).contains(UNKNOWN_FIELD);
  }

  /** It was said no, and will be until somebody changes something. */
  public static boolean refused(KubernetesClientException e) {
    return !passing(e) && !terminating(e) && e.getCode() != HttpURLConnection.HTTP_CONFLICT;
  }

  /** Nothing can be created any more because the namespace is being deleted. */
  public static boolean terminating(KubernetesClientException e) {
    return e.getStatus() != null
        && e.getStatus().getDetails() != null
        && e.getStatus().getDetails().getCauses().stream()
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }
}
