package io.etcdmonitor.api.validation;

/**
 * One object that the API server has to refuse.
 *
 * @param name what is wrong with it
 * @param spec its spec, as YAML in flow or block style
 * @param field the field that the refusal has to name
 * @param words what the refusal has to say
 */
record Bad(String name, String spec, String field, String words) {
  static Bad bad(String name, String spec, String field, String words) {
    return new Bad(name, spec, field, words);
  }

  @Override
  public String toString() {
    return name;
  }
}
