package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.Errno;
import java.util.StringJoiner;

/// A program that two kernels answer differently, as short as it could be made.
///
/// @param seed the seed of the run that found it
/// @param index the number of the program in that run
/// @param operations how many operations the program had before it was shrunk
/// @param program the shrunk program, one operation a line
/// @param operation the operation answered differently, counted from 0
/// @param left what the first kernel answered, in words
/// @param right what the second kernel answered, in words
public record Difference(
        long seed,
        long index,
        int operations,
        String program,
        int operation,
        String left,
        String right) {

    static Difference of(long seed, long index, int operations, Program program, Side a, Side b) {
        int at = a.trace.firstDifference(b.trace);
        return new Difference(
                seed,
                index,
                operations,
                program.toString(),
                at,
                answer(program, at, a),
                answer(program, at, b));
    }

    private static String answer(Program program, int at, Side side) {
        Throwable thrown = side.thrown;
        if (thrown != null && side.trace.operations() == at + 1) {
            if (thrown instanceof Breach breach) {
                return String.valueOf(breach.getMessage());
            }
            return "threw " + thrown + " in " + thrown.getStackTrace()[0];
        }
        return at < 0 ? "" : describe(program.call(at), side.trace.of(at));
    }

    /// The numbers of one operation's trace in words: `EAGAIN`, or `2 [IN 7, OUT 8]`.
    private static String describe(Call call, long[] numbers) {
        if (numbers.length == 0) {
            return "nothing";
        }
        boolean batch = call == Call.WAIT || call == Call.PWAIT2;
        StringJoiner rest = new StringJoiner(", ", " [", "]").setEmptyValue("");
        for (int i = 1; i < numbers.length; i++) {
            if (batch && i + 1 < numbers.length) {
                rest.add(Arg.MASK.print((int) numbers[i]) + " " + (int) numbers[++i]);
            } else {
                rest.add(number(numbers[i]));
            }
        }
        return number(numbers[0]) + rest;
    }

    private static String number(long number) {
        return number < 0 && number > -4096 ? Errno.name((int) -number) : Long.toString(number);
    }

    /// The difference as a test to paste, `leftName` and `rightName` being the kernels.
    public String asTest(String leftName, String rightName) {
        StringBuilder test = new StringBuilder();
        test.append("@Test\nvoid seed").append(seed).append("Program").append(index);
        test.append("() {\n    Programs.assertSame(\n            \"\"\"\n");
        String[] lines = program.split("\n", 0);
        for (int i = 0; i < lines.length; i++) {
            test.append("            ").append(lines[i]);
            if (i == operation) {
                test.append(" # ").append(leftName).append(": ").append(left);
                test.append("; ").append(rightName).append(": ").append(right);
            }
            test.append('\n');
        }
        return test.append("            \"\"\");\n}\n").toString();
    }
}
