package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.etcd.FailureCause;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class V2AnswersTest {
  private static V2Http.Answer answer(ObjectNode body) {
    return new V2Http.Answer("http://a:2379/x", 200, body, new V2Http.Headers("", 0, 0, 0));
  }

  @Test
  void moreOperationsThanAStoreHasAreNoAnswer() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("watchers", 3);
    IntStream.range(0, Bounds.OPERATIONS).forEach(i -> body.put("sets\n" + i, i));
    assertThat(V2Answers.store(List.of(answer(body))).value().operations())
        .hasSize(Bounds.OPERATIONS)
        .containsEntry("sets 7", 7L);

    body.put("one more", 1);
    assertThat(V2Answers.store(List.of(answer(body))).failedWith(FailureCause.NOT_ETCD)).isTrue();
  }
}
