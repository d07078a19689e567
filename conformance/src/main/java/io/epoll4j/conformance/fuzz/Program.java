package io.epoll4j.conformance.fuzz;

import java.util.Arrays;

/// A program of system calls as plain data: for each operation its [Call] and up to six arguments.
///
/// Descriptors are named by slots (`$0` to `$31`): an operation that makes one puts it into a slot,
/// and others use what is there. A slot keeps its number after a close, so that closed and reused
/// numbers are spoken of too. Written, one operation a line:
///
/// ```
/// pipe2 $0 $1 0
/// epoll_create1 $2 0
/// epoll_ctl $2 ADD $0 IN|ET 7
/// ```
///
/// Operations that threads run at once begin with the number of their thread (`2: write $1 8 0`);
/// such a stretch ends where an operation has none.
final class Program {
    /// Slots a program may name.
    static final int SLOTS = 32;

    /// Arguments an operation has room for; behind them stands the thread that runs it.
    private static final int ARGS = 6;

    private static final int STRIDE = 2 + ARGS;

    private int[] code = new int[64 * STRIDE];
    private int length;

    /// A program from its written form; blank lines and what follows `#` are left out.
    static Program parse(String text) {
        Program program = new Program();
        for (String line : text.split("\n", -1)) {
            String bare = line.replaceFirst("#.*", "").strip();
            if (!bare.isEmpty()) {
                program.parseLine(bare.split("\\s+", -1));
            }
        }
        return program;
    }

    private void parseLine(String[] words) {
        int first = words[0].endsWith(":") ? 1 : 0;
        int strand = first == 0 ? 0 : Words.number(words[0].substring(0, words[0].length() - 1));
        Call call = Call.named(words[first]);
        if (words.length - 1 - first != call.args.size()) {
            throw new IllegalArgumentException(
                    call.word + " takes " + call.args.size() + " arguments: " + call.args);
        }
        int[] values = new int[ARGS];
        for (int i = 0; i < call.args.size(); i++) {
            values[i] = call.args.get(i).parse(words[first + i + 1]);
        }
        addFor(strand, call, values);
    }

    void clear() {
        length = 0;
    }

    /// Adds an operation that runs alone.
    void add(Call call, int... values) {
        addFor(0, call, values);
    }

    /// Adds an operation of the thread `strand`, counted from 1; 0 stands for none.
    void addFor(int strand, Call call, int... values) {
        int at = length * STRIDE;
        if (at == code.length) {
            code = Arrays.copyOf(code, 2 * at);
        }
        code[at] = call.code;
        for (int i = 0; i < ARGS; i++) {
            code[at + 1 + i] = i < values.length ? values[i] : 0;
        }
        code[at + 1 + ARGS] = strand;
        length++;
    }

    /// How many operations it has.
    int length() {
        return length;
    }

    Call call(int operation) {
        return Call.at(code[operation * STRIDE]);
    }

    int arg(int operation, int index) {
        return code[operation * STRIDE + 1 + index];
    }

    /// The thread that runs an operation, from 1; 0 for one that runs alone.
    int strand(int operation) {
        return code[operation * STRIDE + 1 + ARGS];
    }

    /// Whether threads run some of it at once.
    boolean isForCrew() {
        for (int i = 0; i < length; i++) {
            if (strand(i) > 0 || call(i).isForCrew()) {
                return true;
            }
        }
        return false;
    }

    private int[] args(int operation) {
        return Arrays.copyOfRange(code, operation * STRIDE + 1, operation * STRIDE + 1 + ARGS);
    }

    Program copy() {
        return without(length, length);
    }

    /// The same program without the operations from `from` (included) to `to` (not included).
    Program without(int from, int to) {
        Program rest = new Program();
        for (int i = 0; i < length; i++) {
            if (i < from || i >= to) {
                rest.addFor(strand(i), call(i), args(i));
            }
        }
        return rest;
    }

    /// The same program with one argument replaced.
    Program with(int operation, int index, int value) {
        Program changed = copy();
        changed.code[operation * STRIDE + 1 + index] = value;
        return changed;
    }

    /// The same program with its slots numbered by first use.
    Program renumbered() {
        int[] names = new int[SLOTS];
        Arrays.fill(names, -1);
        int next = 0;
        Program renamed = copy();
        for (int i = 0; i < length; i++) {
            for (int j = 0; j < call(i).args.size(); j++) {
                int slot = arg(i, j);
                if (isSlot(call(i).args.get(j)) && slot >= 0) {
                    names[slot] = names[slot] < 0 ? next++ : names[slot];
                    renamed.code[i * STRIDE + 1 + j] = names[slot];
                }
            }
        }
        return renamed;
    }

    private static boolean isSlot(Arg arg) {
        return arg == Arg.NEW || arg == Arg.SLOT;
    }

    String line(int operation) {
        StringBuilder line = new StringBuilder();
        if (strand(operation) > 0) {
            line.append(strand(operation)).append(": ");
        }
        line.append(call(operation).word);
        for (int i = 0; i < call(operation).args.size(); i++) {
            line.append(' ').append(call(operation).args.get(i).print(arg(operation, i)));
        }
        return line.toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(line(i)).append('\n');
        }
        return text.toString();
    }
}
