/// The differential fuzzer: random programs of system calls run on two kernels, whose every answer
/// must be the same.
///
/// A program is plain data ([io.epoll4j.conformance.fuzz.Program]); it is written, read, run and
/// shrunk by the same table of calls. See `docs/fuzz.md`.
package io.epoll4j.conformance.fuzz;
