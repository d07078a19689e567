package io.epoll4j.bench.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All that was measured in one run, and on what.
public final class Results {
    private final Map<String, Object> machine;
    private final boolean quick;
    private final List<String> notices = new ArrayList<>();
    private final Map<String, Cell> cells = new LinkedHashMap<>();

    /// Nothing measured yet.
    public Results(Map<String, Object> machine, boolean quick) {
        this.machine = machine;
        this.quick = quick;
    }

    /// See [Machine#describe()].
    public Map<String, Object> machine() {
        return machine;
    }

    /// Whether this was the short run.
    public boolean quick() {
        return quick;
    }

    /// What was missing or failed, a line each.
    public List<String> notices() {
        return notices;
    }

    /// Keeps a line for the reader.
    public void notice(String line) {
        notices.add(line);
    }

    /// All rows, in the order they were measured.
    public List<Cell> cells() {
        return List.copyOf(cells.values());
    }

    /// The rows of one kind.
    public List<Cell> section(Section section) {
        return cells.values().stream().filter(cell -> cell.section() == section).toList();
    }

    /// One row, if it was measured.
    public Optional<Cell> find(Section section, String title) {
        return Optional.ofNullable(cells.get(section + "/" + title));
    }

    Cell cell(Section section, String title) {
        return cells.computeIfAbsent(section + "/" + title, key -> new Cell(section, title));
    }
}
