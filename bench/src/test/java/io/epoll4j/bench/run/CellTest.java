package io.epoll4j.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.epoll4j.bench.run.Cell.Spread;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CellTest {
    private final Cell cell = new Cell(Section.THROUGHPUT, "50 x 64 B");

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertEquals(new Spread(3, 1, 9), Spread.of(List.of(9.0, 1.0, 3.0)));
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertEquals(new Spread(2.5, 1, 9), Spread.of(List.of(9.0, 1.0, 3.0, 2.0)));
    }

    @Test
    void nothingMeasuredIsNotZero() {
        assertFalse(Spread.of(List.of()).known());
        assertFalse(cell.figure(Contender.C, "rate").known());
    }

    @Test
    void aPartOfSomething() {
        assertEquals(new Spread(1, 0.5, 2), new Spread(4, 2, 8).over(4));
    }

    @Test
    void aRatioIsTakenWithinARound() {
        add(Contender.C, 100);
        add(Contender.LOOP_ET, 90);
        add(Contender.C, 10); // something disturbed this round
        add(Contender.LOOP_ET, 9);
        var ratio = cell.ratio(Contender.LOOP_ET, Contender.C, "rate");
        assertEquals(0.9, ratio.low(), 1e-9);
        assertEquals(0.9, ratio.high(), 1e-9);
    }

    @Test
    void aRoundThatOneOfThemLacksDropsOut() {
        add(Contender.C, 100);
        add(Contender.LOOP_ET, 50);
        cell.add(Contender.C, Map.of());
        add(Contender.LOOP_ET, 7);
        add(Contender.C, 100);
        assertEquals(new Spread(0.5, 0.5, 0.5), cell.ratio(Contender.LOOP_ET, Contender.C, "rate"));
    }

    @Test
    void nothingIsDividedByZero() {
        add(Contender.C, 0);
        add(Contender.LOOP_ET, 7);
        assertFalse(cell.ratio(Contender.LOOP_ET, Contender.C, "rate").known());
    }

    private void add(Contender contender, double rate) {
        cell.add(contender, Map.of("rate", rate));
    }
}
