package io.epoll4j.conformance.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Names for the values an argument may have, as C's headers name them: either bits that may be
/// joined with `|`, or whole values.
final class Words {
    private final boolean bits;
    private final String[] names;
    private final int[] values;

    private Words(boolean bits, Object... pairs) {
        this.bits = bits;
        this.names = new String[pairs.length / 2];
        this.values = new int[pairs.length / 2];
        for (int i = 0; i < names.length; i++) {
            names[i] = (String) pairs[2 * i];
            values[i] = (Integer) pairs[2 * i + 1];
        }
    }

    /// Names of single bits, given as name, value, name, value, ...
    static Words bits(Object... pairs) {
        return new Words(true, pairs);
    }

    /// Names of whole values, given as name, value, name, value, ...
    static Words values(Object... pairs) {
        return new Words(false, pairs);
    }

    /// The values that have a name, in the order they were given.
    int[] all() {
        return values.clone();
    }

    String print(int value) {
        if (!bits) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] == value) {
                    return names[i];
                }
            }
            return Integer.toString(value);
        }
        List<String> parts = new ArrayList<>();
        int rest = value;
        for (int i = 0; i < values.length; i++) {
            if ((rest & values[i]) != 0) {
                parts.add(names[i]);
                rest &= ~values[i];
            }
        }
        if (rest != 0 || parts.isEmpty()) {
            parts.add(rest == 0 ? "0" : "0x" + Integer.toHexString(rest));
        }
        return String.join("|", parts);
    }

    int parse(String text) {
        int value = 0;
        for (String part : text.split("\\|", -1)) {
            value |= one(part);
        }
        return value;
    }

    private int one(String part) {
        int at = Arrays.asList(names).indexOf(part);
        return at >= 0 ? values[at] : number(part);
    }

    /// A decimal number, or a hexadecimal one after `0x` (up to 32 bits).
    static int number(String text) {
        return text.startsWith("0x")
                ? Integer.parseUnsignedInt(text.substring(2), 16)
                : Integer.parseInt(text);
    }
}
