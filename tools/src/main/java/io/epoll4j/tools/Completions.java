package io.epoll4j.tools;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The completions for zsh and fish; picocli itself writes those for bash.
final class Completions {
    private Completions() {}

    /// The subcommands that are for people, in their order.
    static List<CommandSpec> tools(CommandSpec command) {
        return command.subcommands().values().stream()
                .map(line -> line.getCommandSpec())
                .filter(tool -> !tool.usageMessage().hidden())
                .toList();
    }

    static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> !option.hidden()).toList();
    }

    static String zsh(CommandSpec main) {
        var text = new StringBuilder("#compdef " + main.name() + "\n");
        text.append("local context state line\nlocal -a tools\ntools=(\n");
        for (var tool : tools(main)) {
            var entry = tool.name().replace(":", "\\:") + ":" + told(tool);
            text.append("    ").append(quoted(entry)).append('\n');
        }
        text.append(")\n_arguments -C ").append(zshOptions(main));
        text.append(" '1:command:->tool' '*::argument:->arguments'\n");
        text.append("case $state in\n    tool) _describe command tools ;;\n    arguments)\n");
        text.append("        case $words[1] in\n");
        for (var tool : tools(main)) {
            text.append("            ").append(tool.name()).append(") _arguments ");
            text.append(zshOptions(tool)).append(zshArguments(tool)).append(" ;;\n");
        }
        return text.append("        esac ;;\nesac\n").toString();
    }

    private static String zshOptions(CommandSpec command) {
        return options(command).stream()
                .flatMap(option ->
                        List.of(option.names()).stream()
                                .map(name -> quoted(zshOption(name, option))))
                .collect(joining(" "));
    }

    private static String zshOption(String name, OptionSpec option) {
        var told = ManPage.text(option.description()).replaceAll("[\\[\\]:]", "\\\\$0");
        if (!ManPage.takesValue(option)) return name + "[" + told + "]";
        return name + "=[" + told + "]:" + option.paramLabel() + ":" + zshValues(option);
    }

    private static String zshArguments(CommandSpec command) {
        return command.positionalParameters().stream()
                .map(each -> {
                    boolean many = each.index().isVariable() || each.arity().isVariable();
                    var label = each.paramLabel() + ":" + zshValues(each);
                    return " " + quoted((many ? "*:" : ":") + label);
                })
                .collect(joining());
    }

    private static String zshValues(ArgSpec argument) {
        if (isFile(argument)) return "_files";
        var values = values(argument);
        return values.isEmpty() ? "" : "(" + values + ")";
    }

    static String fish(CommandSpec main) {
        var text = new StringBuilder("complete -c " + main.name() + " -f\n");
        for (var tool : tools(main)) {
            text.append(fishLine(main, "__fish_use_subcommand"))
                    .append(" -a " + tool.name() + " -d " + quoted(told(tool)) + "\n");
        }
        for (var option : options(main)) fish(text, main, "__fish_use_subcommand", option);
        for (var tool : tools(main)) {
            var when = "__fish_seen_subcommand_from " + tool.name();
            for (var option : options(tool)) fish(text, main, when, option);
            if (tool.positionalParameters().stream().anyMatch(Completions::isFile))
                text.append(fishLine(main, when)).append(" -F\n");
        }
        return text.toString();
    }

    private static void fish(StringBuilder text, CommandSpec main, String when, OptionSpec option) {
        text.append(fishLine(main, when));
        for (var name : option.names())
            text.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceAll("^-+", ""));
        if (ManPage.takesValue(option)) {
            text.append(isFile(option) ? " -r -F" : " -x");
            var values = values(option);
            if (!values.isEmpty()) text.append(" -a ").append(quoted(values));
        }
        text.append(" -d ").append(quoted(ManPage.text(option.description()))).append('\n');
    }

    private static String fishLine(CommandSpec main, String when) {
        return "complete -c " + main.name() + " -n " + quoted(when);
    }

    private static String values(ArgSpec argument) {
        var values = argument.completionCandidates();
        if (values == null) return "";
        return StreamSupport.stream(values.spliterator(), false).collect(joining(" "));
    }

    private static boolean isFile(ArgSpec argument) {
        return Path.class.isAssignableFrom(argument.type());
    }

    private static String told(CommandSpec tool) {
        return ManPage.text(tool.usageMessage().description());
    }

    /// A word to zsh; fish ends a quotation likewise, and takes `\'` outside of one.
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
