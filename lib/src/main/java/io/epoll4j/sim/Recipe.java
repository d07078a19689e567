package io.epoll4j.sim;

import java.util.StringJoiner;

/// A world in one line, for a failure's message, a source and a property alike: `17; clients=1;
/// loss client>server#3; pause server#0=500000000`. First the seed, then how many there are of what
/// is counted, then the faults: the site and the ordinal of each, and how much of it.
///
/// @param seed of what all else is drawn
/// @param script what happens, and nothing else
record Recipe(long seed, Script script) {
    private static final String SPECIAL = "%;#=\"\\$`";

    static String text(long seed, Schedule schedule) {
        var text = new StringJoiner("; ");
        text.add(Long.toString(seed));
        schedule.counts().forEach((what, count) -> text.add(escaped(what) + "=" + count));
        for (Strike strike : schedule.strikes()) {
            Long amount = Amounts.of(strike.fault());
            text.add(
                    escaped(strike.site())
                            + "#"
                            + strike.ordinal()
                            + (amount == null ? "" : "=" + amount));
        }
        return text.toString();
    }

    /// @throws IllegalArgumentException if it is not such a line
    static Recipe parse(String text) {
        String[] parts = text.split(";", -1);
        try {
            Script script = new Script();
            for (int i = 1; i < parts.length; i++) add(script, parts[i].strip());
            return new Recipe(Long.parseLong(parts[0].strip()), script);
        } catch (NumberFormatException | IndexOutOfBoundsException wrong) {
            throw new IllegalArgumentException(
                    "not the line that a failure tells to see it again: " + text, wrong);
        }
    }

    private static void add(Script script, String part) {
        int site = part.indexOf('#');
        int amount = part.indexOf('=');
        if (site < 0) {
            script.count(
                    unescaped(part.substring(0, amount)),
                    Integer.parseInt(part.substring(amount + 1)));
        } else {
            long ordinal =
                    Long.parseLong(part.substring(site + 1, amount < 0 ? part.length() : amount));
            Long much = amount < 0 ? null : Long.valueOf(part.substring(amount + 1));
            script.add(unescaped(part.substring(0, site)), ordinal, much);
        }
    }

    /// What means something here, or inside the double quotes of a shell or a source, as `%3B`.
    private static String escaped(String name) {
        var text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (SPECIAL.indexOf(c) < 0) text.append(c);
            else text.append('%').append(Integer.toHexString(c));
        }
        return text.toString();
    }

    private static String unescaped(String text) {
        var name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                name.append(text.charAt(i));
            } else {
                name.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            }
        }
        return name.toString();
    }
}
