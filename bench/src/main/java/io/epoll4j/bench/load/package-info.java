/// The load generator in Java, on epoll4j's system calls, for machines without a C compiler: the
/// same options, the same loops and the same answers as the one in C (`src/main/c/load`).
@NullMarked
package io.epoll4j.bench.load;

import org.jspecify.annotations.NullMarked;
