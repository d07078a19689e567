package io.epoll4j.inspect.report;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Writes values as JSON (RFC 8259): maps, lists, texts, numbers, booleans. A key whose value is
/// null is left out.
final class Json {
    private final StringBuilder out = new StringBuilder();

    private Json() {}

    static String of(Object value) {
        var json = new Json();
        json.value(value);
        return json.out.toString();
    }

    private void value(Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                out.append('{');
                int start = out.length();
                map.forEach((key, one) -> {
                    if (one == null) return;
                    if (out.length() > start) out.append(',');
                    text(Objects.toString(key));
                    out.append(':');
                    value(one);
                });
                out.append('}');
            }
            case List<?> list -> {
                out.append('[');
                for (int i = 0; i < list.size(); i++) {
                    if (i > 0) out.append(',');
                    value(list.get(i));
                }
                out.append(']');
            }
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            default -> text(value.toString());
        }
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ' || Character.isSurrogate(c)) out.append("\\u%04x".formatted((int) c));
            else out.append(c);
        }
        out.append('"');
    }
}
