package io.epoll4j.conformance.cases;

import io.epoll4j.sys.EpollEvents;
import java.util.ArrayList;
import java.util.List;

/// What a wait brought in: its answer and, in their order, its events.
record Harvest(int answer, List<Ev> events) {
    static Harvest of(int answer, EpollEvents buffer) {
        var events = new ArrayList<Ev>();
        for (int i = 0; i < answer; i++) events.add(new Ev(buffer.events(i), buffer.data(i)));
        return new Harvest(answer, events);
    }

    /// The data words in their order.
    List<Long> data() {
        return events.stream().map(Ev::data).toList();
    }

    @Override
    public String toString() {
        return answer < 0 ? Names.answer(answer) : events.toString();
    }
}
