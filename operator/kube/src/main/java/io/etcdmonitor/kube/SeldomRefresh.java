package io.etcdmonitor.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where there is no token (client certificates), fabric8 reads and parses the kubeconfig with every
 * call, to see whether it has one now. This looks once a minute, as fabric8 does where there is
 * one.
 */
final class SeldomRefresh extends TokenRefreshInterceptor {
  private static final long EVERY = Duration.ofMinutes(1).toNanos();

  private final AtomicLong nextAt = new AtomicLong(System.nanoTime() + EVERY);

  SeldomRefresh(Config config, HttpClient.Factory factory) {
    super(config, factory, Instant.now());
  }

  @Override
  public void before(BasicBuilder headers, HttpRequest request, RequestTags tags) {
    if (anythingToShow() || due(System.nanoTime())) {
      super.before(headers, request, tags);
    }
  }

  private boolean anythingToShow() {
    return config.getOauthTokenProvider() != null
        || config.getOauthToken() != null
        || config.getAutoOAuthToken() != null
        || config.getAuthProvider() != null
        || config.getUsername() != null;
  }

  private boolean due(long now) {
    long next = nextAt.get();
    return now - next >= 0 && nextAt.compareAndSet(next, now + EVERY);
  }
}
