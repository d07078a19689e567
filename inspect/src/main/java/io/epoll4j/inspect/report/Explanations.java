package io.epoll4j.inspect.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.epoll4j.inspect.rule.Sickness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// What each sickness is, how one makes it and how one cures it, in English and in Chinese.
public final class Explanations {
    /// The languages there are.
    public enum Language {
        /// English.
        en,
        /// Chinese, in simplified characters.
        zh;

        /// The language of a locale as LC_ALL or LANG name it: Chinese for `zh_CN.UTF-8`, English
        /// for what is not known.
        public static Language of(String locale) {
            return locale.startsWith("zh") ? zh : en;
        }
    }

    private Explanations() {}

    /// The text on `sickness`, several lines.
    public static String of(Sickness sickness, Language language) {
        var all = text("explain." + language + ".md");
        var heading = "## " + sickness.code() + "\n";
        int start = all.indexOf(heading);
        if (start < 0) throw new IllegalStateException("no text on " + sickness.code());
        int end = all.indexOf("\n## ", start);
        return all.substring(start + 3, end < 0 ? all.length() : end).strip();
    }

    private static String text(String name) {
        try (InputStream in = Explanations.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException(name + " is not in the module");
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
