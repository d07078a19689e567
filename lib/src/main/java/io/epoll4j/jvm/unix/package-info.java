/// Unix sockets, their names, and the files that they pass (net/unix/).
package io.epoll4j.jvm.unix;
