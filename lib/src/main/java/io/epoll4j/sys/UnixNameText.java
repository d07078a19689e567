package io.epoll4j.sys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/// Names of Unix-domain sockets as text, read and written: an abstract one begins with `@`, a
/// backslash is doubled, and `\xHH` is a byte that is no printable text, or that would be taken for
/// something else.
final class UnixNameText {
    private static final HexFormat HEX = HexFormat.of();

    private UnixNameText() {}

    /// @throws IllegalArgumentException if a backslash begins neither `\\` nor `\xHH`
    static byte[] parse(String text) {
        var name = new ByteArrayOutputStream();
        boolean isAbstract = text.startsWith("@");
        if (isAbstract) name.write(0);
        for (int at = isAbstract ? 1 : 0; at < text.length(); ) {
            int end = text.indexOf('\\', at);
            if (end < 0) end = text.length();
            name.writeBytes(text.substring(at, end).getBytes(UTF_8));
            at = end < text.length() ? escape(text, end, name) : end;
        }
        return name.toByteArray();
    }

    /// Reads what begins with the backslash at `at`; answers where it ends.
    private static int escape(String text, int at, ByteArrayOutputStream name) {
        if (text.startsWith("\\", at + 1)) {
            name.write('\\');
            return at + 2;
        }
        if (text.startsWith("x", at + 1) && at + 4 <= text.length()) {
            try {
                name.write(HexFormat.fromHexDigits(text, at + 2, at + 4));
                return at + 4;
            } catch (NumberFormatException noHex) {
                // falls through
            }
        }
        throw new IllegalArgumentException(
                "address 'unix:" + text + "': write a backslash as \\\\, another byte as \\x40");
    }

    static String write(byte[] name) {
        var text = new StringBuilder();
        boolean isAbstract = name.length > 0 && name[0] == 0;
        if (isAbstract) text.append('@');
        for (int at = isAbstract ? 1 : 0; at < name.length; ) {
            int length = characterAt(name, at);
            boolean plain = length > 0 && !(at == 0 && name[at] == '@');
            if (name[at] == '\\') text.append("\\\\");
            else if (plain) text.append(new String(name, at, length, UTF_8));
            else text.append("\\x").append(HEX.toHexDigits(name[at]));
            at += Math.max(length, 1);
        }
        return text.toString();
    }

    /// How many bytes the printable character at `at` has; 0 if there is none.
    private static int characterAt(byte[] name, int at) {
        int lead = name[at] & 255;
        int length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (at + length > name.length) return 0;
        try {
            CharBuffer one = UTF_8.newDecoder().decode(ByteBuffer.wrap(name, at, length));
            int character = Character.codePointAt(one, 0);
            return Character.charCount(character) == one.length() && isPrintable(character)
                    ? length
                    : 0;
        } catch (CharacterCodingException noText) {
            return 0;
        }
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
