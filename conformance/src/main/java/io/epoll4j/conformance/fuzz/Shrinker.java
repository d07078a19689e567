package io.epoll4j.conformance.fuzz;

import java.util.function.Predicate;

/// Makes a program that shows a difference as short and as simple as it gets: leaves out ever
/// smaller stretches of it (delta debugging), then tries simpler arguments, until nothing more can
/// go.
final class Shrinker {
    private final Predicate<Program> differs;
    private Program best;

    private Shrinker(Program program, Predicate<Program> differs) {
        this.best = program;
        this.differs = differs;
    }

    /// The smallest program found for which `differs` still holds, as it must for `program`.
    static Program shrink(Program program, Predicate<Program> differs) {
        Shrinker shrinker = new Shrinker(program, differs);
        Program before;
        do {
            before = shrinker.best;
            shrinker.leaveOut();
            shrinker.simplify();
        } while (shrinker.best != before);
        if (!program.isForCrew()) {
            shrinker.keep(shrinker.best.renumbered());
        }
        return shrinker.best;
    }

    private boolean keep(Program candidate) {
        if (differs.test(candidate)) {
            best = candidate;
            return true;
        }
        return false;
    }

    private void leaveOut() {
        for (int chunk = Math.max(1, best.length() / 2); chunk > 0; chunk /= 2) {
            for (int from = best.length() - chunk; from >= 0; from -= chunk) {
                if (from + chunk <= best.length()) {
                    keep(best.without(from, from + chunk));
                }
            }
        }
        leavePairsOut();
    }

    /// Two operations that only go together, such as making a descriptor and closing it.
    private void leavePairsOut() {
        if (best.length() > 40) {
            return;
        }
        for (int second = best.length() - 1; second > 0; second--) {
            for (int first = second - 1; first >= 0; first--) {
                if (second < best.length()) {
                    keep(best.without(second, second + 1).without(first, first + 1));
                }
            }
        }
    }

    /// In a program of several threads some arguments belong to one of them: those stay.
    private void simplify() {
        if (best.isForCrew()) {
            return;
        }
        for (int operation = 0; operation < best.length(); operation++) {
            for (int index = 0; index < best.call(operation).args.size(); index++) {
                boolean simpler = true;
                while (simpler) {
                    simpler = simplify(operation, index);
                }
            }
        }
    }

    private boolean simplify(int operation, int index) {
        Arg arg = best.call(operation).args.get(index);
        int value = best.arg(operation, index);
        Program start = best;
        if (arg == Arg.SLOT) {
            return retarget(operation, index, value);
        }
        arg.simpler(
                value,
                simpler -> {
                    if (best == start) {
                        keep(best.with(operation, index, simpler));
                    }
                });
        return best != start;
    }

    /// Tries what was made before the descriptor in slot `value`, earliest first: then that one may
    /// not be needed at all.
    private boolean retarget(int operation, int index, int value) {
        for (int maker = 0; maker < operation; maker++) {
            var args = best.call(maker).args;
            for (int made = 0; made < args.size(); made++) {
                int slot = best.arg(maker, made);
                if (args.get(made) != Arg.NEW) {
                    continue;
                }
                if (slot == value) {
                    return false;
                }
                if (keep(best.with(operation, index, slot))) {
                    return true;
                }
            }
        }
        return false;
    }
}
