/// The diagnoses: each rule is one class, a pure function of two looks at a process.
///
/// [io.epoll4j.inspect.rule.Doctor] asks all of them. A rule blames nobody for what may be meant:
/// what a healthy program also does is at most
/// [possible][io.epoll4j.inspect.rule.Certainty#POSSIBLE].
package io.epoll4j.inspect.rule;
