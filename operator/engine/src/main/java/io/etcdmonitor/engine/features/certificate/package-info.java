/**
 * The feature {@code certificate}: what members show in the TLS handshake, and what we were given.
 */
package io.etcdmonitor.engine.features.certificate;
