package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.HexFormat;

/// What the C library's `syscall(2)` does, but for errno: moves the number and the arguments from
/// where C has them to where the kernel wants them, enters it, and returns its own answer, `>= 0`
/// or `-errno`.
///
/// A downcall to this brings home all there is to know in one register. After one to `syscall(2)`
/// the linker has to fetch errno from the thread's own memory by two more native calls, which find
/// the processor's caches as cold as the kernel has left them.
final class SyscallStub {
    /// A multiple of every page size of Linux.
    private static final int SIZE = 1 << 16;

    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int PROT_EXEC = 4;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_ANONYMOUS = 0x20;

    private SyscallStub() {}

    /// C passes in rdi, rsi, rdx, rcx, r8, r9 and on the stack (System V ABI); the kernel takes the
    /// number in rax, then rdi, rsi, rdx, r10, r8, r9 (arch/x86/entry/entry_64.S).
    private static final String X86_64 =
            "f30f1efa" // endbr64
                    + "4889f8" // mov rax, rdi
                    + "4889f7" // mov rdi, rsi
                    + "4889d6" // mov rsi, rdx
                    + "4889ca" // mov rdx, rcx
                    + "4d89c2" // mov r10, r8
                    + "4d89c8" // mov r8, r9
                    + "4c8b4c2408" // mov r9, [rsp + 8]
                    + "0f05" // syscall
                    + "c3"; // ret

    /// C passes in x0 to x6 (AAPCS64); the kernel takes the number in x8, then x0 to x5
    /// (arch/arm64/kernel/entry.S).
    private static final String AARCH64 =
            "e80300aa" // mov x8, x0
                    + "e00301aa" // mov x0, x1
                    + "e10302aa" // mov x1, x2
                    + "e20303aa" // mov x2, x3
                    + "e30304aa" // mov x3, x4
                    + "e40305aa" // mov x4, x5
                    + "e50306aa" // mov x5, x6
                    + "010000d4" // svc #0
                    + "c0035fd6"; // ret

    /// The instructions for `architecture`.
    static byte[] code(Architecture architecture) {
        return HexFormat.of()
                .parseHex(
                        switch (architecture) {
                            case X86_64 -> X86_64;
                            case AARCH64 -> AARCH64;
                        });
    }

    /// Maps the code, first to be written, then to be executed, never both.
    ///
    /// @param libc `syscall(2)`, as [Gate#TYPE]; of its failures only the fact is seen
    /// @return where it is; NULL where executable memory is refused
    static MemorySegment map(MethodHandle libc) {
        long access = PROT_READ | PROT_WRITE;
        long at = call(libc, SystemCall.MMAP, 0, access, MAP_PRIVATE | MAP_ANONYMOUS, -1);
        if (at == -1) return MemorySegment.NULL;
        write(at, code(Architecture.current()));
        if (call(libc, SystemCall.MPROTECT, at, PROT_READ | PROT_EXEC, 0, 0) == 0)
            return MemorySegment.ofAddress(at);
        call(libc, SystemCall.MUNMAP, at, 0, 0, 0);
        return MemorySegment.NULL;
    }

    @SuppressWarnings("restricted") // that much has been mapped
    private static void write(long address, byte[] code) {
        var page = MemorySegment.ofAddress(address).reinterpret(SIZE);
        MemorySegment.copy(code, 0, page, JAVA_BYTE, 0, code.length);
    }

    private static long call(MethodHandle libc, SystemCall call, long at, long b, long c, long d) {
        var none = MemorySegment.NULL;
        try {
            return (long) libc.invokeExact(call.number, at, (long) SIZE, b, c, d, 0L, none, none);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
