/**
 * What the CRDs say beyond what annotations on the types can: list types, bounds, defaults taken
 * from the constructors, and CEL rules. Loaded only by the CRD generator, never by the operator.
 */
package io.etcdmonitor.api.schema;
