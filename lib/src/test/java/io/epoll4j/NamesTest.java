package io.epoll4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A program that says `import module io.epoll4j;` has `java.base` imported too. A name that both
/// export could not be used without its package; nor one that two of our packages export.
class NamesTest {
    @Test
    void noPublicNameIsOneOfJavaBase() throws IOException, ReflectiveOperationException {
        var ours = new TreeSet<String>();
        var module = Epoll.class.getModule();
        var root = Path.of(codeOf(Epoll.class));
        for (var exported : module.getDescriptor().exports()) {
            ours.addAll(
                    publicTypes(
                            root.resolve(exported.source().replace('.', '/')), exported.source()));
        }
        assertTrue(ours.contains("Epoll") && ours.contains("Kernel"), ours.toString());
        var base = new TreeSet<String>();
        var jrt = FileSystems.getFileSystem(URI.create("jrt:/"));
        for (var exported : Object.class.getModule().getDescriptor().exports()) {
            if (exported.isQualified()) continue;
            var folder = jrt.getPath("modules/java.base", exported.source().replace('.', '/'));
            base.addAll(publicTypes(folder, exported.source()));
        }
        assertTrue(base.contains("String") && base.contains("Timer"));
        ours.retainAll(base);
        assertEquals(Set.of(), ours);
    }

    private static URI codeOf(Class<?> type) {
        try {
            return type.getProtectionDomain().getCodeSource().getLocation().toURI();
        } catch (java.net.URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Set<String> publicTypes(Path folder, String packageName) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$"))
                    .map(name -> name.substring(0, name.length() - 6))
                    .filter(name -> !name.contains("-") && isPublic(packageName + "." + name))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static boolean isPublic(String name) {
        try {
            var type = Class.forName(name, false, NamesTest.class.getClassLoader());
            return java.lang.reflect.Modifier.isPublic(type.getModifiers());
        } catch (ClassNotFoundException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
