/// What becomes of the figures: tables for terminals and Markdown, JSON, charts, and the targets
/// beside what was reached.
@NullMarked
package io.epoll4j.bench.report;

import org.jspecify.annotations.NullMarked;
