package io.epoll4j.bench;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// The house rules that a parser can see, in all modules: how long a file is, and a method, and
/// that whatever is public in a package that users see has a comment.
///
/// What breaks a rule today stands in `house-exceptions.txt`, which may only get shorter: who is in
/// it and breaks nothing is to be taken out.
class HouseTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path EXCEPTIONS = Path.of("src/test/resources/house-exceptions.txt");
    private static final int LONGEST_FILE = 250;
    private static final int LONGEST_METHOD = 40;
    private static final Pattern EXPORTED = Pattern.compile("(?m)^ +exports ([\\w.]+);");

    @Test
    void theRulesAreKept() throws IOException {
        var allowed = new TreeSet<>(Files.readAllLines(EXCEPTIONS));
        var broken = broken();
        assertEquals("", without(broken, allowed), "a rule is broken here");
        assertEquals("", without(allowed, broken), "no longer broken: take out of " + EXCEPTIONS);
    }

    private static String without(TreeSet<String> lines, TreeSet<String> others) {
        return lines.stream().filter(line -> !others.contains(line)).collect(joining("\n"));
    }

    private static TreeSet<String> broken() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var broken = new TreeSet<String>();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var sources = manager.getJavaFileObjectsFromPaths(sources());
            var task = (JavacTask) compiler.getTask(null, manager, null, null, null, sources);
            for (var unit : task.parse()) {
                new Rules(DocTrees.instance(task), unit, broken).scan(unit, null);
            }
        }
        return broken;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            var folders = modules.map(module -> module.resolve("src")).filter(Files::isDirectory);
            var sources = new TreeSet<Path>();
            for (var folder : folders.toList()) {
                try (var files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
            return List.copyOf(sources);
        }
    }

    /// Looks through one file.
    private static final class Rules extends TreePathScanner<Void, Void> {
        private final DocTrees trees;
        private final CompilationUnitTree unit;
        private final TreeSet<String> broken;
        private final String file;
        private boolean isSeen; // by users, with all that is around it

        Rules(DocTrees trees, CompilationUnitTree unit, TreeSet<String> broken) throws IOException {
            this.trees = trees;
            this.unit = unit;
            this.broken = broken;
            var path = Path.of(unit.getSourceFile().toUri());
            file = ROOT.relativize(path).toString();
            isSeen = isExported();
            if (Files.readAllLines(path).size() > LONGEST_FILE) broken.add("long file " + file);
        }

        private boolean isExported() throws IOException {
            int sources = file.indexOf("/src/main/java/");
            if (sources < 0 || unit.getPackageName() == null) return false;
            var module = ROOT.resolve(file.substring(0, sources), "src/main/java/module-info.java");
            return Files.exists(module)
                    && EXPORTED.matcher(Files.readString(module))
                            .results()
                            .anyMatch(found ->
                                    found.group(1).equals(unit.getPackageName().toString()));
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            boolean around = isSeen;
            isSeen &= isPublic(type.getModifiers()) || isInInterface();
            checkComment(type.getSimpleName().toString());
            super.visitClass(type, nothing);
            isSeen = around;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            var positions = trees.getSourcePositions();
            long start = line(positions.getStartPosition(unit, method));
            long end = line(positions.getEndPosition(unit, method));
            if (end - start >= LONGEST_METHOD)
                broken.add("long method " + file + " " + method.getName());
            var modifiers = method.getModifiers();
            if (isPublic(modifiers) || isInInterface()) {
                boolean isInherited =
                        modifiers.getAnnotations().stream()
                                .anyMatch(one -> one.toString().contains("Override"));
                if (!isInherited) checkComment(method.getName().toString());
            }
            return super.visitMethod(method, nothing);
        }

        private void checkComment(String name) {
            if (isSeen && trees.getDocComment(getCurrentPath()) == null)
                broken.add("no comment " + file + " " + name);
        }

        private boolean isInInterface() {
            var around = getCurrentPath().getParentPath().getLeaf();
            return around.getKind() == Tree.Kind.INTERFACE
                    || around.getKind() == Tree.Kind.ANNOTATION_TYPE;
        }

        private static boolean isPublic(ModifiersTree modifiers) {
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || modifiers.getFlags().contains(Modifier.PROTECTED);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
