package io.etcdmonitor.kube.calls;

/**
 * A kind of call to the Kubernetes API, as its authorization sees it.
 *
 * @param verb get, list, watch, create, update, patch, delete, or the HTTP method in lower case
 *     where it is none of them
 * @param group API group, empty for the core group and for paths that are no resources
 * @param resource plural, with its subresource ({@code etcdclusters/status}); the path where it is
 *     no resource
 * @param code HTTP status, {@code error} when there was no answer
 */
public record ApiCall(String verb, String group, String resource, String code) {}
