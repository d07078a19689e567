package io.epoll4j.bench.run;

import java.io.IOException;
import java.util.Map;

/// One row of a table to be: contenders take turns, so many rounds.
///
/// @param seconds roughly what one turn takes
record Step(Section section, String title, int rounds, double seconds, Turn turn) {
    /// One contender's turn.
    interface Turn {
        Map<String, Double> take(Contender contender) throws IOException;
    }
}
