/** The feature {@code version}: what is known of the versions that members run. */
package io.etcdmonitor.engine.features.version;
