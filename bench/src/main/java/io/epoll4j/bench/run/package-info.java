/// Runs the comparison: starts servers and load generators, takes turns between them, keeps the
/// figures.
@NullMarked
package io.epoll4j.bench.run;

import org.jspecify.annotations.NullMarked;
