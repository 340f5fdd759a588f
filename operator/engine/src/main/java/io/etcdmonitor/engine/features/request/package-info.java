/** The feature {@code request}: what clients ask and how it fares. */
package io.etcdmonitor.engine.features.request;
