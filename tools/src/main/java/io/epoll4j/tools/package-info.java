/// The tools for operators. They see only what the library exports.
package io.epoll4j.tools;
