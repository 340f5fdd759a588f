/** What commands print, in etcdctl's formats: field by field as etcdctl 3.4 to 3.6 print it. */
package io.etcdmonitor.toolkit.output;
