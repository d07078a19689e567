package io.epoll4j.tools;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// A page of the manual, in the language of man(7), made of what a command says of itself.
final class ManPage {
    private static final int ONE_LINE = 1_000;

    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    static String of(CommandSpec command) {
        var page = new ManPage();
        page.head(command);
        page.arguments(command);
        page.commands(command);
        page.exitCodes(command);
        if (command.parent() == null) page.environment();
        page.seeAlso(command);
        return page.page.toString();
    }

    private void head(CommandSpec command) {
        var title = command.qualifiedName("-");
        var description = text(command.usageMessage().description());
        line(
                ".TH %s 1 \"\" \"%s\" \"%s manual\""
                        .formatted(upper(title), version(command), root(command)));
        section("NAME");
        line("%s \\- %s".formatted(plain(title), plain(withoutStop(description))));
        section("SYNOPSIS");
        line(".nh\n.ad l"); // options are not to be broken in two
        var name = command.qualifiedName();
        var synopsis = oneLine(command).strip();
        line("\\fB" + plain(name) + "\\fR" + plain(synopsis.substring(name.length())));
        section("DESCRIPTION");
        line(plain(description));
    }

    private static String oneLine(CommandSpec command) {
        int width = command.usageMessage().width();
        command.usageMessage().width(ONE_LINE);
        var synopsis = command.commandLine().getHelp().synopsis(0);
        command.usageMessage().width(width);
        return synopsis;
    }

    private void arguments(CommandSpec command) {
        var options = Completions.options(command);
        var positional = command.positionalParameters();
        if (options.isEmpty() && positional.isEmpty()) return;
        section("OPTIONS");
        for (var each : positional) item(argument(each), text(each.description()));
        for (var each : options) item(option(each), text(each.description()));
    }

    private static String argument(PositionalParamSpec argument) {
        return "\\fI" + plain(argument.paramLabel()) + "\\fR";
    }

    private static String option(OptionSpec option) {
        var names =
                List.of(option.names()).stream()
                        .map(name -> "\\fB" + plain(name) + "\\fR")
                        .collect(Collectors.joining(", "));
        return takesValue(option) ? names + "=\\fI" + plain(option.paramLabel()) + "\\fR" : names;
    }

    static boolean takesValue(ArgSpec argument) {
        return argument.arity().max() > 0;
    }

    private void commands(CommandSpec command) {
        var tools = Completions.tools(command);
        if (tools.isEmpty()) return;
        section("COMMANDS");
        for (var tool : tools) {
            item(
                    "\\fB" + plain(tool.qualifiedName("-")) + "\\fR(1)",
                    text(tool.usageMessage().description()));
        }
    }

    private void exitCodes(CommandSpec command) {
        section("EXIT STATUS");
        command.usageMessage().exitCodeList().forEach((code, why) -> item(plain(code), why));
    }

    private void environment() {
        section("ENVIRONMENT");
        item("\\fBJAVA_HOME\\fR", "a JDK to run on; if it is too old, another is looked for");
        item("\\fBJAVA_OPTS\\fR, \\fBEPOLL4J_JAVA_OPTS\\fR", "options for the JVM of the tools");
    }

    private void seeAlso(CommandSpec command) {
        section("SEE ALSO");
        if (command.parent() != null) line("\\fB%s\\fR(1),".formatted(plain(root(command))));
        line("\\fBepoll\\fR(7)");
    }

    private void section(String name) {
        line(".SH %s".formatted(name));
    }

    private void item(String term, String description) {
        line(".TP\n%s\n%s".formatted(term, plain(description)));
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    /// As it is to be read: `%n` and `%%` are picocli's, who shows texts through a format.
    static String text(String... lines) {
        return String.join(" ", lines).replace("%n", " ").replace("%%", "%").strip();
    }

    /// Nothing in it means anything to roff.
    static String plain(String text) {
        var escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }

    private static String upper(String title) {
        return title.toUpperCase(Locale.ROOT);
    }

    private static String version(CommandSpec command) {
        return String.join(" ", command.version());
    }

    private static String root(CommandSpec command) {
        return command.root().name();
    }

    private static String withoutStop(String sentence) {
        int stop = sentence.indexOf(". ");
        var first = stop < 0 ? sentence : sentence.substring(0, stop);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }
}
