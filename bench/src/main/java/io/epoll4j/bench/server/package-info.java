/// The echo servers that are compared, each a process of its own: `ServerMain KIND PORT THREADS`
/// prints `listening on 127.0.0.1:PORT` when it is ready and answers [Control] on its standard
/// input.
@NullMarked
package io.epoll4j.bench.server;

import org.jspecify.annotations.NullMarked;
