package io.epoll4j.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts together what is one fault to people: that a machine starts again is the end of its crash,
/// and to leave out only the end would make the world worse.
final class Units {
    private Units() {}

    static List<List<Strike>> of(List<Strike> strikes) {
        List<List<Strike>> units = new ArrayList<>();
        Map<String, List<Strike>> open = new LinkedHashMap<>();
        for (Strike strike : strikes) {
            List<Strike> begun =
                    switch (strike.fault()) {
                        case Fault.Restart end -> open.remove("down " + end.machine());
                        case Fault.Drift end when end.partsPerMillion() == 0 ->
                                open.remove("drift " + end.machine());
                        default -> null;
                    };
            if (begun != null) {
                begun.add(strike);
                continue;
            }
            List<Strike> unit = new ArrayList<>(List.of(strike));
            units.add(unit);
            switch (strike.fault()) {
                case Fault.Crash fall -> open.put("down " + fall.machine(), unit);
                case Fault.Kill fall -> open.put("down " + fall.machine(), unit);
                case Fault.Drift drift -> open.put("drift " + drift.machine(), unit);
                default -> {}
            }
        }
        return units;
    }
}
